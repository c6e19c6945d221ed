"""The load: four writers, each with a connection that it keeps, until the server is gone or they are told to stop."""

import random
import threading

from client import Broken, Client
from operations import MIXED, Operations

WRITERS = 4


class Load:
    """Writers on one server. `expect_failures` before the server is killed: until then a failure is a violation."""

    def __init__(self, server, signer, ledger, findings, largest, mix=MIXED, is_hasty=False):
        self._server, self._signer, self._ledger, self._findings, self._largest = server, signer, ledger, findings, largest
        self._mix, self._is_hasty = mix, is_hasty
        self._failures_expected = threading.Event()
        self._stopped = threading.Event()
        #: Mistakes of the writers themselves.
        self._faults = []
        self._threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(WRITERS)]

    def start(self):
        for thread in self._threads:
            thread.start()

    def expect_failures(self):
        self._failures_expected.set()

    def stop(self):
        """Ends the writers after the request that each is at."""
        self._stopped.set()
        self.join()

    def join(self):
        for thread in self._threads:
            thread.join(timeout=60)
            if thread.is_alive():
                raise RuntimeError("a writer did not notice that the server is gone")
        if self._faults:
            raise self._faults[0]

    def _write(self, number):
        rng = random.Random(f"{self._findings.seed}/{self._findings.runs}/{number}")
        ledger = HastyLedger(self._ledger) if self._is_hasty else self._ledger
        client = Client(self._server.port, self._signer, rng, ledger.sent if self._is_hasty else None)
        operations = Operations(client, ledger, rng, number, self._findings.runs, self._largest, self._refused)
        weights, kinds = zip(*self._mix)
        try:
            while not self._stopped.is_set():
                rng.choices(kinds, weights)[0](operations)
        except Broken as error:
            self._unexpected("P6", f"a connection broke before the server was killed: {error}")
        except Exception as fault:
            self._faults.append(fault)
        finally:
            client.close()

    def _refused(self, what, answer, slot):
        self._unexpected("P5", f"{what} answers {answer.code}", slot)

    def _unexpected(self, kind, text, key=None):
        if not self._failures_expected.is_set():
            self._findings.violation(kind, text, key)


class HastyLedger:
    """What a server does that answers before it commits: whatever was sent counts as acknowledged at once. For a control."""

    def __init__(self, ledger):
        self._ledger = ledger
        self._begun = None

    def begin(self, *arguments, **more):
        self._begun = self._ledger.begin(*arguments, **more)
        return self._begun

    def sent(self):
        if self._begun is not None:
            self._ledger.acknowledge(self._begun)
            self._begun = None

    def acknowledge(self, *writes, crc64=None):
        pass

    def __getattr__(self, name):
        return getattr(self._ledger, name)
