"""One kept-alive connection to the server, with requests signed in the header or in the query, by chance."""

import http.client
import re
import time
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from signer import wire_path, wire_query

BUCKET = "uploads"
TIMEOUT_SECONDS = 30


class Broken(Exception):
    """The connection ended before the whole answer was read."""


class Answer(NamedTuple):
    status: int
    fields: dict
    body: bytes

    @property
    def crc64(self):
        value = self.fields.get("x-oss-hash-crc64ecma", "")
        return int(value) if value.isdigit() else None

    @property
    def code(self):
        """The code of an error document, for reports."""
        found = re.search(rb"<Code>(\w+)</Code>", self.body)
        return f"{self.status} {found[1].decode()}" if found else str(self.status)


class Client:
    def __init__(self, port, signer, random):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._signer = signer
        self._random = random

    def put(self, key, body):
        return self._send("PUT", key, body=body, fields={"Content-Type": "application/octet-stream"})

    def get(self, key):
        return self._send("GET", key)

    def head(self, key):
        return self._send("HEAD", key)

    def delete(self, key):
        return self._send("DELETE", key)

    def list(self, prefix):
        """The sizes of the objects with a prefix, by key, over all pages."""
        sizes, token = {}, None
        while True:
            parameters = [("list-type", "2"), ("prefix", prefix), ("max-keys", "1000"), ("encoding-type", "url")]
            answer = self._send("GET", "", parameters=parameters + ([("continuation-token", token)] if token else []))
            if answer.status != 200:
                raise Broken(f"the listing answers {answer.code}")
            page = ElementTree.fromstring(answer.body)
            for entry in page.iter("Contents"):
                sizes[unquote(entry.findtext("Key"))] = int(entry.findtext("Size"))
            if page.findtext("IsTruncated") != "true":
                return sizes
            token = unquote(page.findtext("NextContinuationToken"))

    def close(self):
        self._connection.close()

    def _send(self, method, key, parameters=(), fields=None, body=None):
        parameters, fields = list(parameters), dict(fields or {})
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        if self._random.random() < 0.5:
            fields = self._signer.header_fields(method, BUCKET, key, parameters, fields, now)
        else:
            parameters = self._signer.presigned_parameters(method, BUCKET, key, parameters, fields, now, expires=600)
        query = wire_query(parameters)
        return self._exchange(method, wire_path(BUCKET, key) + (f"?{query}" if query else ""), fields, body)

    def _exchange(self, method, target, fields, body):
        try:
            self._connection.request(method, target, body=body, headers=fields)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Broken(repr(error)) from error
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)
