"""A limit on a process's memory by the kernel: a memory cgroup of version 1 or 2."""

import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


class CannotLimit(AssertionError):
    """This machine has no memory cgroups that we may use."""

    def __init__(self, why):
        super().__init__(f"the memory tests need a memory cgroup, and {why}; use another machine, or leave them out with --without-cgroups")


class MemoryGroup:
    """A group with a limit in bytes, without swap where that can be said."""

    def __init__(self, limit: int, name: str = f"waybill-faults-{os.getpid()}"):
        self.is_version_1 = (ROOT / "memory" / "memory.limit_in_bytes").exists()
        self.folder = self._parent() / name
        try:
            self.folder.mkdir(exist_ok=True)
            self._write("memory.limit_in_bytes" if self.is_version_1 else "memory.max", limit)
        except OSError as error:
            raise CannotLimit(f"none can be made ({error})") from error
        for file, value in [("memory.memsw.limit_in_bytes", limit), ("memory.swap.max", 0)]:
            if (self.folder / file).exists():
                self._write(file, value)

    def _parent(self) -> Path:
        if self.is_version_1:
            return ROOT / "memory"
        for parent in (ROOT, ROOT / "unified"):
            controllers = parent / "cgroup.controllers"
            if controllers.exists() and "memory" in controllers.read_text().split():
                try:
                    (parent / "cgroup.subtree_control").write_text("+memory")
                except OSError as error:
                    raise CannotLimit(f"its controller cannot be used ({error})") from error
                return parent
        raise CannotLimit("there is none")

    @property
    def prefix(self) -> list:
        """A command that runs another one in the group."""
        return ["sh", "-c", f'echo $$ > "{self.folder}/cgroup.procs" && exec "$0" "$@"']

    @property
    def peak(self) -> int:
        """The most that was ever used, in bytes, with what the kernel caches for the group. 0 where the kernel does not say."""
        file = self.folder / ("memory.max_usage_in_bytes" if self.is_version_1 else "memory.peak")
        return int(file.read_text()) if file.exists() else 0

    @property
    def kills(self) -> int:
        file = self.folder / ("memory.oom_control" if self.is_version_1 else "memory.events")
        fields = dict(line.split() for line in file.read_text().splitlines())
        return int(fields.get("oom_kill", 0))

    def remove(self):
        for _ in range(50):
            try:
                return self.folder.rmdir()
            except OSError:
                time.sleep(0.1)

    def _write(self, file: str, value):
        (self.folder / file).write_text(str(value))
