"""What was written, what of it was acknowledged, and what may therefore be seen.

The clock is a counter: a write that begins after another was acknowledged has the larger number. A write without an acknowledgement may have
happened at any moment up to the crash, or never.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field


@dataclass(eq=False)
class Write:
    """One PUT, or with size `None` one DELETE, of a key."""

    key: str
    number: int
    size: int | None
    begun: int
    acknowledged: int | None = None
    #: What the acknowledgement said.
    crc64: int | None = None

    def body(self, seed):
        """The bytes: unlike those of any other write, and made again whenever they are needed."""
        return hashlib.shake_128(f"{seed}/{self.key}/{self.number}".encode()).digest(self.size)


@dataclass
class Ledger:
    seed: int
    acknowledged: int = 0
    forgotten: set = field(default_factory=set)
    _histories: dict = field(default_factory=dict)
    _touched: set = field(default_factory=set)
    _clock: int = 0
    _numbers: int = 0
    _is_cut: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, key, size):
        """Call it before the first byte is sent."""
        with self._lock:
            self._clock += 1
            self._numbers += 1
            write = Write(key, self._numbers, size, begun=self._clock)
            # Of a forgotten key nobody knows what it was before this write.
            if key not in self.forgotten:
                self._histories.setdefault(key, [_absence(key)]).append(write)
                self._touched.add(key)
            return write

    def acknowledge(self, write, crc64=None):
        """Call it when the whole answer was read."""
        with self._lock:
            if self._is_cut:
                return
            self._clock += 1
            write.acknowledged, write.crc64 = self._clock, crc64
            self.acknowledged += 1

    def cut(self):
        """From now on nothing counts as acknowledged. When this returns, everything that counts has been noted."""
        with self._lock:
            self._is_cut = True

    def resume(self):
        """Starts the next round, and returns the keys that the last one touched."""
        with self._lock:
            self._is_cut = False
            touched, self._touched = self._touched, set()
            return sorted(touched)

    def keys(self):
        return sorted(self._histories)

    def history(self, key):
        return self._histories[key]

    def possible(self, key):
        """The writes of which one must be seen: those that no acknowledged write followed."""
        history = self._histories[key]
        last = max((write.begun for write in history if write.acknowledged is not None), default=0)
        return [write for write in history if write.acknowledged is None or write.acknowledged >= last]

    def settle(self, key, seen):
        """After a crash, what was seen is what there is: the other writes can no longer happen."""
        self._clock += 1
        seen.acknowledged = self._clock
        self._histories[key] = [seen]

    def forget(self, key):
        """Leaves a key out from now on, so that one violation is reported once."""
        del self._histories[key]
        self.forgotten.add(key)


def _absence(key):
    return Write(key, number=0, size=None, begun=0, acknowledged=0)
