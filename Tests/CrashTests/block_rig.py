"""Rig B: a disk that loses and reorders whatever was not flushed, write by write. A real file system lies on it."""

import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from block_log import BlockLog
from disk import Disk, attempt, install_tools, make_file_system
from replay_rig import ReplayRig
from server import Server, Unusable

TOOLS = {"nbdkit": "nbdkit", "nbdfuse": "libnbd-bin", "fusermount3": "fuse3"}
PLUGIN_PACKAGE = "nbdkit-plugin-python"
START_SECONDS = 20


def require_block_log():
    """Finds out whether nbdkit runs our plugin."""
    if attempt("nbdkit", "--dump-plugin", "python").returncode != 0:
        install_tools({**TOOLS, "nbdkit plugin python": PLUGIN_PACKAGE})
    install_tools(TOOLS)
    result = attempt("nbdkit", "--dump-plugin", "python")
    if result.returncode != 0:
        raise Unusable(f"nbdkit cannot run Python plugins: {result.stderr.strip()}")


class BlockRig(ReplayRig):
    def __init__(self, findings, binary, work, shim=None):
        super().__init__(findings)
        self._binary, self._work, self._shim = binary, work.resolve(), shim
        self._base, self._log, self._fuse = self._work / "base.img", self._work / "writes.log", self._work / "fuse"

    @contextmanager
    def recording(self):
        self._base.unlink(missing_ok=True)
        make_file_system(self._base, "ext4")
        self._log.write_bytes(b"")
        self._fuse.mkdir(exist_ok=True)
        served = subprocess.Popen(
            ["nbdfuse", str(self._fuse / "nbd"), "--command", "nbdkit", "-s", "--exit-with-parent", "python",
             str(Path(__file__).with_name("block_plugin.py")), f"img={self._base}", f"log={self._log}"],
            stdin=subprocess.DEVNULL, start_new_session=True)
        disk = Disk(self._work, image=self._fuse / "nbd")
        try:
            self._wait_for_disk(served)
            disk.mount()
            environment = self._shim.environment if self._shim else None
            self.server = Server(self._binary, disk.folder / "data", self._work, environment)
            yield
        finally:
            disk.unmount()
            attempt("fusermount3", "-u", self._fuse)
            try:
                served.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                served.kill()
        self._blocks = BlockLog(self._base.read_bytes(), self._log.read_bytes())

    def _wait_for_disk(self, served):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and served.poll() is None:
            if (self._fuse / "nbd").exists():
                return
            time.sleep(0.01)
        raise Unusable("nbdfuse did not show its disk")

    def position(self):
        return self._log.stat().st_size

    def places(self, after):
        return self._blocks.places(after)

    @contextmanager
    def restored(self, place):
        disk = Disk(self._work)
        disk.hold(self._blocks.image(place, self.rng))
        self.server = Server(self._binary, disk.folder / "data", self._work)
        try:
            yield
        finally:
            disk.remove()
