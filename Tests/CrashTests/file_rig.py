"""Rig F: of the data folder only what was synchronised is left, with or without some of the rest. It needs no disk of its own."""

import shutil
from contextlib import contextmanager

from durable import DurableLog
from replay_rig import ReplayRig
from server import Server
from shim import Shim


class FileRig(ReplayRig):
    """`mode` is what the preloaded library breaks besides."""

    def __init__(self, findings, binary, work, mode=""):
        super().__init__(findings)
        self._binary, self._work, self._mode = binary, work.resolve(), mode
        self._log = self._work / "changes.log"
        self.shims = []

    @property
    def broken_calls(self):
        return sum(shim.count for shim in self.shims)

    @contextmanager
    def recording(self):
        data = self._work / "recorded"
        shutil.rmtree(data, ignore_errors=True)
        self._log.write_bytes(b"")
        self.shims.append(Shim(self._work, self._mode, root=data, log=self._log))
        self.server = Server(self._binary, data, self._work, self.shims[-1].environment)
        yield
        self._durable = DurableLog(self._log.read_bytes(), data)

    def position(self):
        return self._log.stat().st_size

    def places(self, after):
        return self._durable.places(after)

    @contextmanager
    def restored(self, place):
        data = self._work / "left"
        self._durable.restore(place, data, self.rng)
        self.server = Server(self._binary, data, self._work)
        try:
            yield
        finally:
            shutil.rmtree(data)
