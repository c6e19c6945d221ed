"""System calls of the server for one request, counted by strace in steady state over one connection."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "Tests" / "InteropTests")]

from support.client import Client  # noqa: E402
from support.raw import Connection, head  # noqa: E402
from support.server import Server  # noqa: E402
from support.signing import Credentials, replaced  # noqa: E402

ROUNDS = 200
WARM = 50
CREDENTIALS = Credentials("LTAI5tCountedKey001", "CountedSecret0123456789abcdef")


class Counter:
    """A server, a connection to it that is kept, and the requests that are counted."""

    def __init__(self, server):
        self.server = server
        self.client = Client(server)
        self.connection = Connection(server.port, timeout=120)
        self.number = 0

    def request(self, method: str, key: str, body: bytes = None, refused: bool = False):
        request = self.client.presigned(method, key)
        if refused:
            request = replaced(request, "x-oss-signature", "0" * 64)
        headers = [("Host", self.client.host)] + ([("Content-Length", len(body))] if body is not None else [])
        self.connection.send(head(method, request.target(), headers) + (body or b""))
        answer = self.connection.answer(method)
        if answer.status != (403 if refused else 200):
            raise RuntimeError(f"{method} answered {answer.status}: {answer.body[:300]!r}")
        if (answer.header("Connection") or "").lower() == "close":
            self.connection.socket.close()
            self.connection = Connection(self.server.port, timeout=120)

    def put(self, size: int, refused: bool = False):
        self.number += 1
        self.request("PUT", f"counted/{self.number}", b"c" * size, refused)

    def get(self):
        self.request("GET", "read")

    def count(self, work, rounds: int = ROUNDS) -> dict:
        """Calls for one round, by name, beginning when everything that is made once has been made."""
        for _ in range(WARM):
            work()
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "counts"
            tracer = subprocess.Popen(
                [shutil.which("strace"), "-f", "-c", "-U", "calls,name", "-o", output, "-p", str(self.server.process.pid)],
                stderr=subprocess.PIPE, text=True)
            try:
                if "attached" not in tracer.stderr.readline():
                    raise RuntimeError("strace did not attach")
                # It has attached to the first thread; the others follow at once.
                time.sleep(0.5)
                for _ in range(rounds):
                    work()
            finally:
                tracer.send_signal(signal.SIGINT)
                tracer.communicate()
            rows = re.findall(r"^\s*(\d+)\s+(\w+)$", output.read_text(), re.MULTILINE)
        if not rows:
            raise RuntimeError("strace counted nothing")
        return {name: int(calls) / rounds for calls, name in rows if name != "total"}


def measure(kinds=None) -> dict:
    """Calls for one request of each kind, by name. What happens less than once in twenty requests is left out."""
    server = Server(CREDENTIALS, log_level="error")
    try:
        counter = Counter(server)
        counter.request("PUT", "read", b"r" * 4096)
        works = {
            "PUT of 4 KiB": lambda: counter.put(4096),
            "GET of 4 KiB": counter.get,
            "PUT of 4 KiB, refused": lambda: counter.put(4096, refused=True),
            "PUT of 1 MiB": lambda: counter.put(1 << 20),
            # The control: two requests that are counted as one.
            "control": lambda: (counter.put(4096), counter.put(4096)),
        }
        return {
            kind: {name: round(calls, 2) for name, calls in sorted(counter.count(works[kind]).items()) if calls >= 0.05}
            for kind in kinds or [kind for kind in works if kind != "control"]
        }
    finally:
        server.stop()
        server.discard()
