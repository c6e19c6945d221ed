"""The preloaded library of `shim/`: built once, and what a server needs to be started with it."""

import mmap
import shutil
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

from server import Unusable

PAGE = struct.Struct("=QQQ")


@cache
def library():
    """Compiles it into `.build/torture/`."""
    if sys.platform != "linux":
        raise Unusable("this needs Linux, where a library can be preloaded; leave it out, or run `scripts/torture kill`")
    folder = Path(__file__).with_name("shim")
    made = folder.parents[2] / ".build/torture/shim.so"
    compiler = next(filter(None, map(shutil.which, ["cc", "clang", "gcc"])), None)
    if compiler is None:
        raise Unusable("the preloaded library needs a C compiler, and there is none")
    made.parent.mkdir(parents=True, exist_ok=True)
    command = [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-pthread", "-o", str(made), *map(str, sorted(folder.glob("*.c")))]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise Unusable(f"the preloaded library does not compile: {result.stderr}")
    return made


class Shim:
    """The library with one setting, and the page of numbers that it shares with us. `work` keeps the page."""

    def __init__(self, work, mode, root=None, log=None, point=None, when=None):
        page = Path(work) / "shim.page"
        page.write_bytes(bytes(PAGE.size))
        with open(page, "r+b") as file:
            self._page = mmap.mmap(file.fileno(), PAGE.size)
        given = {
            "LD_PRELOAD": library(), "TORTURE_SHIM": mode, "TORTURE_SHIM_PAGE": page, "TORTURE_SHIM_ROOT": root, "TORTURE_SHIM_LOG": log,
            "TORTURE_SHIM_POINT": point, "TORTURE_SHIM_WHEN": when,
        }
        self.environment = {name: str(value) for name, value in given.items() if value is not None}

    @property
    def count(self):
        """How many calls were broken, or could have been the point."""
        return PAGE.unpack_from(self._page)[0]

    @property
    def has_fired(self):
        return PAGE.unpack_from(self._page)[2] != 0

    def arm(self, calls):
        """Kills at the so-many-th call from now on; 0 disarms."""
        count, _, _ = PAGE.unpack_from(self._page)
        PAGE.pack_into(self._page, 0, count, calls, 0)
