"""What a small request costs the server: processor time, which does not depend on how busy the machine is."""

import statistics
import time

from requester import Requester, encoded, in_parallel
from support.server import Server

CONNECTIONS = 8
REQUESTS = 1000
ROUNDS = 3


def run(credentials):
    server = Server(credentials, log_level="error")
    try:
        for name, method, size in [("PUT of 4 KiB", "PUT", 4096), ("GET of 4 KiB", "GET", 4096), ("HEAD", "HEAD", 4096)]:
            costs = [cost(server, method, size) for _ in range(ROUNDS + 1)][1:]
            processor, rate = (statistics.median(column) for column in zip(*costs))
            print(f"{processor:8.0f} us of processor time, {rate:8.0f} a second  {name}", flush=True)
    finally:
        server.stop()
        server.discard()


def cost(server, method: str, size: int) -> tuple:
    """Microseconds of processor time for a request, and requests a second, over eight connections."""
    body = b"x" * size if method == "PUT" else None
    requesters = [Requester(server) for _ in range(CONNECTIONS)]
    data = [encoded(r.client, r.client.presigned(method, f"small-{n}"), body) for n, r in enumerate(requesters)]

    def loop(number: int):
        for _ in range(REQUESTS):
            requesters[number].exchange(method, data[number])

    before, started = server.processor_time(), time.monotonic()
    in_parallel(CONNECTIONS, loop)
    total = CONNECTIONS * REQUESTS
    return (server.processor_time() - before) / total * 1e6, total / (time.monotonic() - started)
