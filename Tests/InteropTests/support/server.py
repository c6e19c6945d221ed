"""A real `waybill serve` process, with a data folder of its own that must be gone when it has stopped."""

import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

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


class Server:
    def __init__(self, credentials: Credentials, buckets=("uploads",), log_level="info", more=(), data=None, environment=None, prefix=()):
        """`prefix` is a command that runs the server, such as `prlimit --nofile=512`; `environment` is added to ours."""
        self.credentials = credentials
        self._folder = tempfile.TemporaryDirectory(prefix="interop-")
        self.folder = Path(self._folder.name)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.working = self.folder / "cwd"
        self.working.mkdir()
        ready = self.folder / "ready.json"
        place = ["--ephemeral"] if data is None else ["--data", str(data)]
        command = [binary(), "serve", *place, "--port", "0", "--ready-file", str(ready)]
        command += ["--access-key", f"{credentials.id}:{credentials.secret}", "--log-level", log_level]
        for bucket in buckets:
            command += ["--bucket", bucket]
        self._stderr = open(self.folder / "stderr", "wb")
        self._stdout = open(self.folder / "stdout", "wb")
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
        """Asks the server to stop; the exit code."""
        if self.is_alive():
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(timeout=40)
        finally:
            self._stderr.close()
            self._stdout.close()

    def leftovers(self) -> list:
        """What is left in its temporary folder and its working folder."""
        return sorted(str(path.relative_to(self.folder)) for root in (self.temporary, self.working) for path in root.iterdir())

    def discard(self):
        if self.is_alive():
            self.process.kill()
            self.process.wait()
        self._folder.cleanup()
