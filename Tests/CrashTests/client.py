"""One kept-alive connection to the server, with requests signed in the header, in the query or in a form."""

import base64
import hashlib
import http.client
import re
import time
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape as xml_escape

from signer import escape, wire_path, wire_query

BUCKET = "uploads"
TIMEOUT_SECONDS = 30
FORM_BOUNDARY = "torture-form-boundary"
MARK_FIELD = "x-oss-meta-mark"
TAG_NAME = "tag"


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
    def mark(self):
        """The user metadata that says which write this is."""
        return self.fields.get(MARK_FIELD)

    @property
    def target(self):
        """Where a symbolic link points."""
        return unquote(self.fields.get("x-oss-symlink-target", ""))

    @property
    def code(self):
        """The code of an error document, for reports."""
        found = re.search(rb"<Code>(\w+)</Code>", self.body)
        return f"{self.status} {found[1].decode()}" if found else str(self.status)


class Part(NamedTuple):
    """A part as ListParts tells it."""

    etag: str
    size: int
    crc64: int


class Client:
    """`sent`, when given, is called for every body between the last byte of the request and the first of the answer."""

    def __init__(self, port, signer, random, sent=None):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._signer = signer
        self._random = random
        self._sent = sent

    # Objects

    def put(self, key, body, mark):
        return self._send("PUT", key, body=body, fields={"Content-Type": "application/octet-stream", MARK_FIELD: mark})

    def append(self, key, position, body, mark):
        return self._send("POST", key, [("append", ""), ("position", str(position))], {MARK_FIELD: mark}, body)

    def copy(self, source, key):
        return self._send("PUT", key, fields={"x-oss-copy-source": wire_path(BUCKET, source)})

    def post_form(self, key, body, mark):
        now = time.time()
        expiration = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now + 600))
        given = {MARK_FIELD: mark, "success_action_status": "200"}
        fields = self._signer.form_fields(BUCKET, key, given, _moment(now), expiration)
        content_type = {"Content-Type": f"multipart/form-data; boundary={FORM_BOUNDARY}"}
        return self._exchange("POST", f"/{BUCKET}/", content_type, _form(fields, body))

    def link(self, key, target, mark):
        return self._send("PUT", key, [("symlink", "")], {"x-oss-symlink-target": escape(target), MARK_FIELD: mark})

    def get_link(self, key):
        return self._send("GET", key, [("symlink", "")])

    def tag(self, key, value):
        body = f"<Tagging><TagSet><Tag><Key>{TAG_NAME}</Key><Value>{value}</Value></Tag></TagSet></Tagging>"
        return self._send("PUT", key, [("tagging", "")], body=body.encode())

    def get_tag(self, key):
        """The value of the tag, or `None`."""
        answer = self._send("GET", key, [("tagging", "")])
        return _document(answer, "the tagging").findtext("TagSet/Tag/Value")

    def get(self, key):
        return self._send("GET", key)

    def head(self, key):
        return self._send("HEAD", key)

    def delete(self, key):
        return self._send("DELETE", key)

    def delete_many(self, keys):
        body = "<Delete>" + "".join(f"<Object><Key>{xml_escape(key)}</Key></Object>" for key in keys) + "</Delete>"
        digest = base64.b64encode(hashlib.md5(body.encode()).digest()).decode()
        return self._send("POST", "", [("delete", "")], {"Content-MD5": digest, "Content-Type": "application/xml"}, body.encode())

    def list(self, prefix):
        """The sizes of the objects with a prefix, by key, over all pages."""
        sizes, token = {}, None
        while True:
            parameters = [("list-type", "2"), ("prefix", prefix), ("max-keys", "1000"), ("encoding-type", "url")]
            page = _document(self._send("GET", "", parameters + ([("continuation-token", token)] if token else [])), "the listing")
            for entry in page.iter("Contents"):
                sizes[unquote(entry.findtext("Key"))] = int(entry.findtext("Size"))
            if page.findtext("IsTruncated") != "true":
                return sizes
            token = unquote(page.findtext("NextContinuationToken"))

    # Multipart uploads

    def initiate(self, key, mark):
        """The answer, and the id of the upload if it is there."""
        answer = self._send("POST", key, [("uploads", "")], {MARK_FIELD: mark})
        return answer, _document(answer, "the initiation").findtext("UploadId") if answer.status == 200 else None

    def put_part(self, key, upload, number, body):
        return self._send("PUT", key, _part(upload, number), body=body)

    def copy_part(self, source, first, last, key, upload, number):
        fields = {"x-oss-copy-source": wire_path(BUCKET, source), "x-oss-copy-source-range": f"bytes={first}-{last}"}
        return self._send("PUT", key, _part(upload, number), fields)

    def complete(self, key, upload, etags):
        parts = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in sorted(etags.items()))
        body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"
        return self._send("POST", key, [("uploadId", upload)], body=body.encode())

    def abort(self, key, upload):
        return self._send("DELETE", key, [("uploadId", upload)])

    def uploads(self):
        """The keys of the unfinished uploads, by id, over all pages."""
        found, marker = {}, []
        while True:
            page = _document(self._send("GET", "", [("uploads", ""), ("encoding-type", "url"), *marker]), "the list of uploads")
            for entry in page.iter("Upload"):
                found[entry.findtext("UploadId")] = unquote(entry.findtext("Key"))
            if page.findtext("IsTruncated") != "true":
                return found
            marker = [("key-marker", unquote(page.findtext("NextKeyMarker"))), ("upload-id-marker", page.findtext("NextUploadIdMarker"))]

    def parts(self, key, upload):
        """The parts of an upload, by number; `None` if there is no such upload. They are few: one page."""
        answer = self._send("GET", key, [("uploadId", upload)])
        if answer.status == 404:
            return None
        return {
            int(entry.findtext("PartNumber")):
                Part(entry.findtext("ETag").strip('"'), int(entry.findtext("Size")), int(entry.findtext("HashCrc64ecma")))
            for entry in _document(answer, "the list of parts").iter("Part")
        }

    def close(self):
        self._connection.close()

    def _send(self, method, key, parameters=(), fields=None, body=None):
        parameters, fields = list(parameters), dict(fields or {})
        now = _moment(time.time())
        if self._random.random() < 0.5:
            fields = self._signer.header_fields(method, BUCKET, key, parameters, fields, now)
        else:
            parameters = self._signer.presigned_parameters(method, BUCKET, key, parameters, fields, now, expires=600)
        query = wire_query(parameters)
        return self._exchange(method, wire_path(BUCKET, key) + (f"?{query}" if query else ""), fields, body)

    def _exchange(self, method, target, fields, body):
        try:
            self._connection.request(method, target, body=body, headers=fields)
            if self._sent is not None:
                self._sent()
            response = self._connection.getresponse()
            if response.length is None:
                # Every answer says its length, and http.client takes a head that ends too early for a whole one.
                raise http.client.HTTPException("the head of an answer is cut")
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Broken(repr(error)) from error
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)


def _moment(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def _part(upload, number):
    return [("partNumber", str(number)), ("uploadId", upload)]


def _document(answer, what):
    if answer.status != 200:
        raise Broken(f"{what} answers {answer.code}")
    return ElementTree.fromstring(answer.body)


def _form(fields, file):
    """A body of multipart/form-data, with the file at its end."""
    parts = [f'--{FORM_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append(f'--{FORM_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n')
    return "".join(parts).encode() + file + f"\r\n--{FORM_BOUNDARY}--\r\n".encode()
