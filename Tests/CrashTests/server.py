"""`waybill serve` as a process that is started, killed and stopped."""

import ctypes
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from client import BUCKET

ACCESS_KEY_ID, SECRET, REGION = "LTAI5tTortureAK", "TortureSecretKey0123456789", "cn-hangzhou"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
START_SECONDS, STOP_SECONDS, SWEEP_SECONDS = 60, 45, 60


class Unusable(Exception):
    """What is needed for the test is not there; nothing was found out about the server."""


class ServerFailed(Exception):
    """The server did not start, did not stop or did not sweep."""


def find_binary():
    """$WAYBILL, else the debug build, else the release build: the rule of scripts/common.sh."""
    root = Path(__file__).resolve().parents[2]
    named = os.environ.get("WAYBILL")
    candidates = [Path(named)] if named else [root / ".build/debug/waybill", root / ".build/release/waybill"]
    for path in candidates:
        if os.access(path, os.X_OK):
            return str(path.resolve())
    raise Unusable(f"there is no waybill to test at {' or '.join(map(str, candidates))}: swift build --product waybill, or set WAYBILL")


def require_sweep_grace(binary):
    text = subprocess.run([binary, "serve", "--help-hidden"], capture_output=True, text=True, timeout=60).stdout
    if "--sweep-grace" not in text:
        raise Unusable(f"{binary} has no `serve --sweep-grace`, without which orphans cannot be told from recent blobs; build a newer one")


def die_with_parent():
    """In the child: Linux kills it when this program ends, however it ends."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """One data folder and the process that serves it, if there is one. The ready file and the log are kept in `work`."""

    def __init__(self, binary, data, work, environment=None):
        self.port = None
        self._binary = binary
        self.data = data
        self._ready = Path(work) / "ready.json"
        self._log = Path(work) / "server.log"
        self.environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})}
        self._process = None

    def start(self, sweep_grace=None, log_level="error"):
        """Starts it, waits for its first answer and returns how many seconds that took."""
        begun = time.monotonic()
        self._spawn(sweep_grace, log_level)
        self.port = self._wait(self._announced_port, START_SECONDS, "start")
        self._first_answer()
        return time.monotonic() - begun

    def start_and_kill(self, seconds):
        """Starts it and kills it so much later, whatever it has done by then."""
        self._spawn(sweep_grace=0, log_level="error")
        time.sleep(seconds)
        self.kill()

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def kill(self):
        """kill -9, as often as one likes."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self):
        """Asks it to stop, and waits until it has."""
        self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerFailed(f"the server did not stop within {STOP_SECONDS} s of SIGTERM") from None
        self._process = None
        if status != 0:
            raise ServerFailed(f"the server ended with status {status} after SIGTERM{self.last_words()}")

    def sweep(self):
        """Starts it with no grace at all, waits until it has swept, and stops it."""
        self.start(sweep_grace=0, log_level="debug")
        self._wait(lambda: b"swept" in self._log.read_bytes(), SWEEP_SECONDS, "sweep")
        self.stop()

    def last_words(self):
        """The end of its log, for reports."""
        lines = self._log.read_text(errors="replace").strip().splitlines()[-3:]
        return ": " + " / ".join(lines) if lines else ""

    def _spawn(self, sweep_grace, log_level):
        self._ready.unlink(missing_ok=True)
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                self._command(sweep_grace, log_level), env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent)

    def _command(self, sweep_grace, log_level):
        command = [
            self._binary, "serve", "--data", str(self.data), "--port", "0", "--ready-file", str(self._ready), "--region", REGION,
            "--access-key", f"{ACCESS_KEY_ID}:{SECRET}", "--bucket", BUCKET, "--log-level", log_level,
        ]
        return command + (["--sweep-grace", str(sweep_grace)] if sweep_grace is not None else [])

    def _announced_port(self):
        return json.loads(self._ready.read_text())["port"] if self._ready.exists() else None

    def _first_answer(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            raise ServerFailed(f"the server announced itself and then did not answer: {error!r}{self.last_words()}") from error
        finally:
            connection.close()

    def _wait(self, ready, seconds, what):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := ready():
                return value
            if not self.is_running():
                raise ServerFailed(f"the server ended with status {self._process.returncode} instead of a {what}{self.last_words()}")
            time.sleep(0.002)
        raise ServerFailed(f"no {what} within {seconds} s{self.last_words()}")
