"""A client that signs with our own signer and sends over a bare socket, one connection per request."""

import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from . import signing
from .answers import check_wire, refusal
from .raw import Answer, Connection, head
from .signing import Credentials, Request


class Client:
    def __init__(self, server, bucket: str = "uploads", credentials: Credentials = None):
        self.server = server
        self.port = server.port
        self.host = server.host
        self.bucket = bucket
        self.credentials = credentials or server.credentials

    def request(self, method: str, key=b"", params=(), headers=(), bucket=None) -> Request:
        bucket = self.bucket if bucket is None else bucket
        return Request(method, bucket, signing.octets(key), list(params), list(headers))

    def presigned(self, method: str, key, *, params=(), headers=(), **signature) -> Request:
        return signing.presign_v4(self.request(method, key, params, headers), self.credentials, **signature)

    def signed(self, method: str, key=b"", *, params=(), headers=(), bucket=None, **signature) -> Request:
        return signing.authorize_v4(self.request(method, key, params, headers, bucket), self.credentials, **signature)

    def send(self, request: Request, body: bytes = None, *, target=None, host=None) -> Answer:
        """Sends the request, and after it a second one on the same connection if that is still open: the first must
        have got exactly one answer, and the second its own."""
        headers = [("Host", host or self.host)] + request.headers
        if body is not None and not any(signing.octets(name).lower() == b"content-length" for name, _ in headers):
            headers.append(("Content-Length", len(body)))
        return self.exchange(head(request.method, target or request.target(), headers) + (body or b""), request.method)

    def exchange(self, data: bytes, method: str = "GET") -> Answer:
        with Connection(self.port, tls=getattr(self.server, "tls", None)) as connection:
            connection.offer(data)
            answer = connection.answer(method)
            check_wire(answer)
            if answer.header("Connection").lower() == "close":
                assert connection.is_closed(), "Connection: close, but more bytes came or it stayed open"
            else:
                connection.send(head("GET", "/", [("Host", f"second-{time.monotonic_ns()}.localhost")]))
                second = refusal(connection.answer())
                assert second["HostId"].startswith("second-"), f"another answer came first: {second}"
            return answer

    # What a test wants to know of the storage

    def put(self, key, body: bytes = b"", headers=()) -> Answer:
        answer = self.send(self.signed("PUT", key, headers=headers), body)
        assert answer.status == 200, answer.body
        return answer

    def get(self, key, headers=(), params=()) -> Answer:
        return self.send(self.signed("GET", key, headers=headers, params=params))

    def head(self, key) -> Answer:
        return self.send(self.signed("HEAD", key))

    def delete(self, key) -> Answer:
        return self.send(self.signed("DELETE", key))

    def exists(self, key) -> bool:
        return self.head(key).status == 200

    def keys(self, prefix=b"", bucket=None) -> list:
        """All keys under a prefix, as bytes, through the listing of version 2."""
        found, more = [], []
        while True:
            params = [("list-type", "2"), ("encoding-type", "url"), ("max-keys", "1000"), ("prefix", prefix)] + more
            answer = self.send(self.signed("GET", bucket=bucket, params=params))
            assert answer.status == 200, answer.body
            root = ElementTree.fromstring(answer.body)
            found += [urllib.parse.unquote_to_bytes(key.text) for key in root.iterfind("Contents/Key")]
            if root.findtext("IsTruncated") != "true":
                return found
            more = [("continuation-token", urllib.parse.unquote(root.findtext("NextContinuationToken")))]

    def contents(self) -> dict:
        """Every object with its entity tag."""
        return {key: self.head(key).header("ETag") for key in self.keys()}
