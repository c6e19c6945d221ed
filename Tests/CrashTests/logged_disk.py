"""A disk whose every write and flush is written down, with a real ext4 on it: nbdkit, nbdfuse, a loop device."""

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from disk import CannotCut, Disk, attempt, install_tools, make_file_system
from server import Unusable, die_with_parent

TOOLS = {"nbdkit": "nbdkit", "nbdfuse": "libnbd-bin", "fusermount3": "fuse3"}
PLUGIN_PACKAGE = "nbdkit-plugin-python"
START_SECONDS = 20


def require_logged_disk():
    """Finds out by making one."""
    if shutil.which("nbdkit") is None or attempt("nbdkit", "--dump-plugin", "python").returncode != 0:
        install_tools({**TOOLS, PLUGIN_PACKAGE: PLUGIN_PACKAGE}, probed=TOOLS)
    install_tools(TOOLS)
    with tempfile.TemporaryDirectory(prefix="torture-") as work:
        disk = LoggedDisk(Path(work))
        try:
            with disk.mounted() as folder:
                (folder / "probe").touch()
        except Unusable as error:
            raise CannotCut(f"a disk that writes down its writes does not work on this machine ({error}); use --without-power") from error
        if disk.log.stat().st_size == 0:
            raise CannotCut("nothing was written down of what was written to a disk; use --without-power")


class LoggedDisk:
    def __init__(self, work):
        work = work.resolve()
        #: The disk before the first write, and the log of writes.
        self.base, self.log = work / "base.img", work / "writes.log"
        self._work, self._fuse = work, work / "fuse"

    @contextmanager
    def mounted(self):
        """A new, empty file system. The log is whole when the context ends."""
        self.base.unlink(missing_ok=True)
        make_file_system(self.base, "ext4")
        self.log.write_bytes(b"")
        self._fuse.mkdir(exist_ok=True)
        served = self._serve()
        disk = Disk(self._work, image=self._fuse / "nbd")
        try:
            self._wait_for_disk(served)
            disk.mount()
            yield disk.folder
        finally:
            disk.unmount()
            attempt("fusermount3", "-u", self._fuse)
            try:
                served.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                served.kill()
                served.wait()

    def _serve(self):
        plugin = Path(__file__).with_name("block_plugin.py")
        command = ["nbdfuse", self._fuse / "nbd", "--command", "nbdkit", "-s", "--exit-with-parent", "python", plugin]
        settings = [f"img={self.base}", f"log={self.log}"]
        return subprocess.Popen([*map(str, command), *settings], stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent)

    def _wait_for_disk(self, served):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and served.poll() is None:
            if (self._fuse / "nbd").exists():
                return
            time.sleep(0.01)
        raise Unusable("nbdfuse did not show its disk")
