"""Rig B: a disk that loses and reorders whatever was not flushed, write by write. A real file system lies on it."""

from contextlib import contextmanager

from block_log import BlockLog
from disk import Disk
from logged_disk import LoggedDisk
from replay_rig import ReplayRig
from server import Server


class BlockRig(ReplayRig):
    def __init__(self, findings, binary, work, environment=None):
        super().__init__(findings)
        self._binary, self._work, self._environment = binary, work, environment
        self._disk = LoggedDisk(work)

    @contextmanager
    def recording(self):
        with self._disk.mounted() as folder:
            self.server = Server(self._binary, folder / "data", self._work, self._environment)
            yield
        self._blocks = BlockLog(self._disk.base.read_bytes(), self._disk.log.read_bytes())

    def position(self):
        return self._disk.log.stat().st_size

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
