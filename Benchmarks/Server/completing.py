"""Completing an upload of ten thousand parts: uploaded one by one, and copied from one object."""

import time
import xml.etree.ElementTree as ElementTree

from requester import Requester, in_parallel
from support.server import Server

PARTS = 10_000
SIZE = 102_400
CONNECTIONS = 8


def run(credentials):
    server = Server(credentials, log_level="error")
    try:
        Requester(server).send("PUT", "source", b"p" * SIZE)
        for name, headers in [("copied", [("x-oss-copy-source", "/uploads/source")]), ("uploaded", [])]:
            started = time.monotonic()
            upload, parts = fill(server, name, headers)
            print(f"{PARTS} parts {name} in {time.monotonic() - started:.0f} s", flush=True)
            complete(server, name, upload, parts)
    finally:
        server.stop()
        server.discard()


def fill(server, key: str, headers) -> tuple:
    """An upload with all its parts: its id and their entity tags."""
    document = ElementTree.fromstring(Requester(server).send("POST", key, b"", [("uploads", None)]).body)
    upload = document.findtext("UploadId")

    def some(first: int) -> list:
        requester = Requester(server)
        tags = []
        for number in range(first + 1, PARTS + 1, CONNECTIONS):
            params = [("partNumber", number), ("uploadId", upload)]
            body = b"" if headers else b"%08d" % number * (SIZE // 8)
            tags.append((number, requester.send("PUT", key, body, params, headers).header("ETag")))
        return tags

    return upload, sorted(part for parts in in_parallel(CONNECTIONS, some) for part in parts)


def complete(server, key: str, upload: str, parts: list):
    listed = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in parts)
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    requester = Requester(server)
    started = time.perf_counter()
    answer = requester.send("POST", key, body, [("uploadId", upload)])
    took = (time.perf_counter() - started) * 1000
    assert requester.send("HEAD", key).header("Content-Length") == str(PARTS * SIZE)
    print(f"complete: x-oss-server-time {answer.header('x-oss-server-time')} ms, {took:.0f} ms for the client")
