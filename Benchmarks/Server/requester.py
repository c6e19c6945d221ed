"""Sends signed requests over connections that are kept, and says how long the answers took."""

import statistics
import threading
import time

from support.client import Client
from support.raw import Answer, Connection, head


class Requester:
    """One client on one connection."""

    def __init__(self, server):
        self.client = Client(server)
        self.connection = Connection(server.port, timeout=120)

    def send(self, method: str, key="", body: bytes = None, params=(), headers=()) -> Answer:
        request = self.client.signed(method, key, params=params, headers=headers)
        return self.exchange(request.method, encoded(self.client, request, body))

    def exchange(self, method: str, data: bytes) -> Answer:
        """The answer to a request that is encoded already."""
        self.connection.send(data)
        answer = self.connection.answer(method)
        assert answer.status < 300, answer.body
        return answer


def encoded(client: Client, request, body: bytes = None) -> bytes:
    headers = [("Host", client.host)] + request.headers
    if body is not None:
        headers.append(("Content-Length", len(body)))
    return head(request.method, request.target(), headers) + (body or b"")


def in_parallel(count: int, work):
    """Runs `work(number)` in that many threads; what they returned."""
    results, errors = [None] * count, []

    def run(number):
        try:
            results[number] = work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def milliseconds(work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def summary(times: list) -> str:
    ordered = sorted(times)
    return f"median {statistics.median(ordered):.2f} ms, 99 % {ordered[len(ordered) * 99 // 100]:.2f} ms, worst {ordered[-1]:.2f} ms"
