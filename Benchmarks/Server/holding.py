"""A thousand slow uploads at the same time: what they cost in memory, and whether others are served meanwhile."""

import resource
import time

from requester import Requester, milliseconds, summary
from support.client import Client
from support.server import Server
from support.slow import SlowUploads

COUNT = 1000
LENGTH = 8 << 20
# Longer than a body may take to begin moving.
SECONDS = 45


def run(credentials):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for begin in [0, 60_000, 250_000, 1_000_000]:
        server = Server(credentials, log_level="error")
        try:
            hold(server, begin)
        finally:
            server.stop()
            server.discard()


def hold(server, begin: int):
    print(f"{COUNT} uploads, after {begin} bytes 4 KiB a second each, for {SECONDS} s")
    requester = Requester(server)
    alone = small_uploads(requester, 3)
    uploads = SlowUploads(Client(server), COUNT, LENGTH, begin)
    try:
        meanwhile = small_uploads(requester, SECONDS)
        ended = uploads.ended()
    finally:
        uploads.close()
    print(f"  peak memory {server.memory('VmHWM') / 1024:.0f} MiB, {ended} of them ended early")
    print(f"  PUT of 4 KiB by another client: {summary(meanwhile)} (before: {summary(alone)})", flush=True)


def small_uploads(requester: Requester, seconds: float) -> list:
    times = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        times.append(milliseconds(lambda: requester.send("PUT", "small", b"x" * 4096)))
        time.sleep(0.02)
    return times
