"""The load: four writers, each with a connection that it keeps, until the server is gone."""

import random
import threading

from client import Broken, Client

WRITERS = 4
HOT_NAMES = [f"hot/{number}" for number in range(8)]
INLINE_BYTES = 32 * 1024
#: Ends of names that have to be escaped somewhere on their way.
TAILS = ["", ".bin", " a b", "+plus", "%25", "-ä", "/deep/er", "?query=1", "&<x>"]


def draw_size(rng, largest):
    """0 bytes, kept in a row, around the limit of that, in a file of a few chunks, large."""
    share = rng.random()
    if share < 0.05:
        return 0
    if share < 0.50:
        return rng.randint(1, INLINE_BYTES - 3)
    if share < 0.70:
        return INLINE_BYTES + rng.randint(-2, 2)
    if share < 0.96:
        return rng.randint(INLINE_BYTES + 3, 256 * 1024)
    return rng.randint(256 * 1024, largest)


class Load:
    """Writers on one server. `expect_failures` before the server is killed: until then a failure is a violation."""

    def __init__(self, server, signer, ledger, findings, largest):
        self._ledger, self._findings, self._largest = ledger, findings, largest
        self._failures_expected = threading.Event()
        prefix = f"{findings.seed}/{findings.runs}"
        self._threads = [
            threading.Thread(target=self._write, args=(number, random.Random(f"{prefix}/{number}"), server.port, signer), daemon=True)
            for number in range(WRITERS)
        ]

    def start(self):
        for thread in self._threads:
            thread.start()

    def expect_failures(self):
        self._failures_expected.set()

    def join(self):
        for thread in self._threads:
            thread.join(timeout=60)
            if thread.is_alive():
                raise RuntimeError("a writer did not notice that the server is gone")

    def _write(self, number, rng, port, signer):
        client = Client(port, signer, rng)
        mine = []
        try:
            while True:
                self._one(client, rng, number, mine)
        except Broken as error:
            self._unexpected("P6", f"a connection broke before the server was killed: {error}")
        finally:
            client.close()

    def _one(self, client, rng, number, mine):
        share = rng.random()
        if share < 0.70:
            key = f"c{self._findings.runs:05}/{number}-{len(mine):05}{rng.choice(TAILS)}"
            mine.append(key)
            self._put(client, key, draw_size(rng, self._largest))
        elif share < 0.90:
            self._put(client, rng.choice(HOT_NAMES), draw_size(rng, self._largest))
        else:
            self._delete(client, rng.choice(mine if mine and share < 0.95 else HOT_NAMES))

    def _put(self, client, key, size):
        write = self._ledger.begin(key, size)
        answer = client.put(key, write.body(self._ledger.seed))
        if answer.status == 200:
            self._ledger.acknowledge(write, answer.crc64)
        else:
            self._unexpected("P5", f"PUT of {size} bytes answers {answer.code}", key)

    def _delete(self, client, key):
        write = self._ledger.begin(key, None)
        answer = client.delete(key)
        if answer.status == 204:
            self._ledger.acknowledge(write)
        else:
            self._unexpected("P5", f"DELETE answers {answer.code}", key)

    def _unexpected(self, kind, text, key=None):
        if not self._failures_expected.is_set():
            self._findings.violation(kind, text, key)
