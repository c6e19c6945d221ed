"""A real `waybill callback listen` process."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .server import binary


class Listener:
    """Listens on a free port; what it prints is kept in files, so that no pipe can fill."""

    def __init__(self, *options):
        self._folder = tempfile.TemporaryDirectory(prefix="listener-")
        folder = Path(self._folder.name)
        self._out, self._err = folder / "out", folder / "err"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("OSS_", "ALIBABA_"))}
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self.process = subprocess.Popen(
                [binary(), "callback", "listen", "--port", "0", *options], cwd=folder, env={**environment, "HOME": str(folder)},
                stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            )
        self.url = self._wait(lambda: re.search(r"listening on (http://\S+)/", self.notes())).group(1)

    def _wait(self, condition, timeout=30):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.02)
        raise AssertionError(f"it did not come: {self.notes()}")

    def notes(self) -> str:
        return self._err.read_text()

    def output(self) -> str:
        return self._out.read_text()

    def printed(self, count=1) -> list:
        """The objects of the lines, when there are as many as `count`."""
        self._wait(lambda: self.output().count("\n") >= count)
        return [json.loads(line) for line in self.output().splitlines()]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        return self.process.wait(timeout=30)

    def discard(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._folder.cleanup()
