"""The preloaded library that lets system calls fail (injection.c), and its control block."""

import ctypes
import errno
import mmap
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "injection.c"
LIBRARY = SOURCE.parents[2] / ".build/faults/injection.so"
FOREVER = (1 << 64) - 1

#: In the order of the enumeration in injection.c. `create` is an open with O_CREAT; `read` is pread.
CALLS = ["open", "create", "write", "pwrite", "read", "fsync", "fdatasync", "rename", "link", "unlink", "truncate", "mkdir"]
MODES = {"fail": 0, "short": 1, "torn": 2}


class _Block(ctypes.Structure):
    _fields_ = [
        ("armed", ctypes.c_uint32), ("calls", ctypes.c_uint32), ("error", ctypes.c_uint32), ("mode", ctypes.c_uint32),
        ("first", ctypes.c_uint64), ("last", ctypes.c_uint64), ("seen", ctypes.c_uint64), ("injected", ctypes.c_uint64),
        ("counts", ctypes.c_uint64 * len(CALLS)), ("part", ctypes.c_char * 64), ("path", ctypes.c_char * 256),
    ]


def build() -> Path:
    """Compiles the library into `.build/faults/`, unless it is there and newer than its source."""
    if LIBRARY.exists() and LIBRARY.stat().st_mtime > SOURCE.stat().st_mtime:
        return LIBRARY
    compiler = next(filter(None, map(shutil.which, ["cc", "gcc", "clang"])), None)
    assert compiler, "the fault tests need a C compiler: install gcc and libc6-dev"
    LIBRARY.parent.mkdir(parents=True, exist_ok=True)
    fresh = LIBRARY.with_suffix(".new")
    subprocess.run([compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(fresh), str(SOURCE)], check=True)
    fresh.replace(LIBRARY)
    return LIBRARY


class Injection:
    """One control block; `environment` makes a server obey it for everything below `root`."""

    def __init__(self, file: Path, root: Path):
        file.write_bytes(bytes(ctypes.sizeof(_Block)))
        with open(file, "r+b") as opened:
            self._block = _Block.from_buffer(mmap.mmap(opened.fileno(), ctypes.sizeof(_Block)))
        root.mkdir(parents=True, exist_ok=True)
        self.environment = {"LD_PRELOAD": str(build()), "FAULT_CONTROL": str(file), "FAULT_ROOT": str(root)}

    def arm(self, call: str, number: int = 1, last: int = None, mode: str = "fail", error: int = errno.EIO, part: str = ""):
        """From now on the calls `number` to `last` (by default that one alone) of a kind fail, on paths that contain `part`."""
        block = self._block
        block.armed = 0
        block.calls, block.mode, block.error = 1 << CALLS.index(call), MODES[mode], error
        block.first, block.last = number, number if last is None else last
        block.part, block.path = part.encode(), b""
        block.seen = block.injected = 0
        block.armed = 1

    def heal(self) -> int:
        """Ends it; how many calls were broken."""
        self._block.armed = 0
        return self._block.injected

    @property
    def injected(self) -> int:
        return self._block.injected

    @property
    def path(self) -> str:
        """The path of the call that was broken last, within the folder."""
        return self._block.path.decode("utf-8", "replace")

    def count(self, part: str = ""):
        """Begins to count the calls on paths that contain `part`."""
        self._block.part = part.encode()
        for index in range(len(CALLS)):
            self._block.counts[index] = 0

    def counted(self) -> dict:
        return dict(zip(CALLS, self._block.counts))
