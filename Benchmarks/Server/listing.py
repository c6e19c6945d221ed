"""A page of a thousand rows in a bucket of ten thousand keys and in one of a million, over HTTP."""

import os
import statistics
import subprocess
import tempfile

from requester import Requester, milliseconds
from support.server import Server

ROUNDS = 15
PAGES = [
    ("objects, with a delimiter", [("prefix", "flat/"), ("delimiter", "/")]),
    ("common prefixes", [("prefix", "tree/"), ("delimiter", "/")]),
    ("objects from the middle on", [("prefix", "flat/"), ("marker", "flat/object-0005000"), ("delimiter", "/")]),
    ("objects, version 2", [("list-type", "2"), ("prefix", "flat/"), ("delimiter", "/")]),
    ("common prefixes, version 2", [("list-type", "2"), ("prefix", "tree/"), ("delimiter", "/")]),
    ("versions", [("versions", None), ("prefix", "flat/"), ("delimiter", "/")]),
]


def run(credentials):
    small, large = (measure(credentials, count) for count in (10_000, 1_000_000))
    print("page of 1000: ms for the client (x-oss-server-time) in ten thousand, in a million, ratio of the former")
    for (name, _), first, second in zip(PAGES, small, large):
        print(f"{first[0]:8.2f} ({first[1]:3.0f}) {second[0]:8.2f} ({second[1]:3.0f}) {second[0] / first[0]:6.2f}  {name}")


def measure(credentials, count: int) -> list:
    with tempfile.TemporaryDirectory(prefix="waybill-benchmark-") as folder:
        subprocess.run([os.environ["STORAGE_BENCHMARK"], "fill", folder, str(count)], check=True)
        server = Server(credentials, buckets=("benchmark",), log_level="error", data=folder)
        try:
            requester = Requester(server)
            requester.client.bucket = "benchmark"
            return [page(requester, params) for _, params in PAGES]
        finally:
            server.stop()
            server.discard()


def page(requester: Requester, params: list) -> tuple:
    """The medians of the time for the client and of the server's own."""
    params = params + [("max-keys", 1000)]
    times, server_times = [], []
    for _ in range(ROUNDS):
        answers = []
        times.append(milliseconds(lambda: answers.append(requester.send("GET", params=params))))
        body = answers[0].body
        rows = body.count(b"<Key>") + body.count(b"<CommonPrefixes>")
        assert rows == 1000, rows
        server_times.append(int(answers[0].header("x-oss-server-time")))
    return statistics.median(times), statistics.median(server_times)
