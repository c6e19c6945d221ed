"""A real `waybill serve` process, with a data folder of its own that must be gone when it has stopped."""

import functools
import http.client
import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from . import canary
from .signing import Credentials

REPOSITORY = Path(__file__).resolve().parents[3]


def binary() -> str:
    """The program under test: $WAYBILL, else the debug build, else the release build."""
    if named := os.environ.get("WAYBILL"):
        return os.path.abspath(named)
    for build in ("debug", "release"):
        path = REPOSITORY / ".build" / build / "waybill"
        if path.exists():
            return str(path)
    raise FileNotFoundError("no waybill: set WAYBILL or build the package first")


@functools.cache
def _serve_help() -> str:
    return subprocess.run([binary(), "serve", "--help"], capture_output=True, text=True, timeout=60).stdout


def most_verbose() -> str:
    """The log level that tells most."""
    return next(level for level in ("trace", "debug") if level in _serve_help())


class Server:
    def __init__(self, credentials: Credentials, buckets=("uploads",), log_level=None, more=(), data=None, environment=None, prefix=(), access_log=True):
        """Logs as much as there is unless told otherwise, since everything that is written is searched for secrets (`canary`).

        `prefix` is a command that runs the server, such as `prlimit --nofile=512`; `environment` is added to ours.
        """
        canary.remember(None, credentials.secret, credentials.token)
        self.credentials, self.data = credentials, data
        self._folder = tempfile.TemporaryDirectory(prefix="interop-")
        self.folder = Path(self._folder.name)
        self._is_searched = False
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.working = self.folder / "cwd"
        self.working.mkdir()
        self.ready = {}
        ready = self.folder / "ready.json"
        place = ["--ephemeral"] if data is None else ["--data", str(data)]
        command = [binary(), "serve", *place, "--port", "0", "--ready-file", str(ready)]
        command += ["--access-key", f"{credentials.id}:{credentials.secret}", "--log-level", log_level or most_verbose()]
        self.access_log = self.folder / "access.log"
        if access_log and "--access-log" not in more:
            command += ["--access-log", str(self.access_log)]
        for bucket in buckets:
            command += ["--bucket", bucket]
        self._stderr = open(self.folder / "stderr", "ab")
        self._stdout = open(self.folder / "stdout", "ab")
        self.process = subprocess.Popen(
            [*prefix, *command, *more],
            cwd=self.working,
            stdin=subprocess.DEVNULL,
            stdout=self._stdout,
            stderr=self._stderr,
            env={**os.environ, "TMPDIR": str(self.temporary), **(environment or {})},
        )
        try:
            self.ready = self._wait(ready)
        except BaseException:
            self.discard()
            raise
        self.endpoint = self.ready["endpoint"]
        self.port = self.ready["port"]
        self.region = self.ready["region"]
        self.host = f"127.0.0.1:{self.port}"

    def _wait(self, ready: Path) -> dict:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}: {self.log()}")
            try:
                return json.loads(ready.read_text())
            except (FileNotFoundError, json.JSONDecodeError):
                time.sleep(0.02)
        raise AssertionError(f"the server was not ready in time: {self.log()}")

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def memory(self, field: str = "VmRSS") -> int:
        """The process's resident memory now (VmRSS) or at its peak (VmHWM), in KiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))

    def processor_time(self) -> float:
        """What the process has taken of the processors since it began, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log(self) -> str:
        return (self.folder / "stderr").read_bytes().decode("utf-8", "replace")

    def output(self) -> bytes:
        return (self.folder / "stdout").read_bytes()

    def stop(self, with_signal=signal.SIGTERM) -> int:
        """Asks the server to stop; the exit code.
        - Throws: canary.Leak when it has written something that opens a door."""
        self._search_metrics()
        self._search_folder()
        if self.is_alive():
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(timeout=40)
        finally:
            self._stderr.close()
            self._stdout.close()
            self._search_output()

    def leftovers(self) -> list:
        """What is left in its temporary folder and its working folder."""
        return sorted(str(path.relative_to(self.folder)) for root in (self.temporary, self.working) for path in root.iterdir())

    def discard(self):
        try:
            if self.is_alive():
                self._search_metrics()
                self._search_folder()
                self.process.kill()
                self.process.wait()
            self._search_output()
        finally:
            self._folder.cleanup()

    def _search_metrics(self):
        """What the metrics say, unless the test has left a server that answers nobody."""
        if not self.ready.get("admin_url"):
            return
        try:
            with urllib.request.urlopen(self.ready["admin_url"] + "/metrics", timeout=20) as answer:
                page = answer.read()
        except (OSError, http.client.HTTPException):
            canary.searched["unanswered"] += 1
            return
        canary.search("metrics", page)

    def _search_folder(self):
        """What is in the data folder, which goes with an ephemeral server."""
        for folder in [Path(self.data)] if self.data else self.temporary.glob("waybill-*"):
            canary.search_folder("data", folder)

    def _search_output(self):
        if self._is_searched:
            return
        self._is_searched = True
        for path in (self.folder / "stderr", self.folder / "stdout", self.folder / "ready.json", self.access_log):
            if path.exists():
                canary.search(path.name, path.read_bytes())
