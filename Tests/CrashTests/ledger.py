"""What was written, what of it was acknowledged, and what may therefore be seen.

The clock is a counter: a write that begins after another was acknowledged has the larger number. A write without an acknowledgement may have
happened at any moment up to the crash, or never. What is written to is a slot: an object's key, a multipart upload, or one of its parts.

A rig that replays a log also keeps where the log was when each write began and when its acknowledgement had been read: `at` then tells what may be
seen if the power had failed at any earlier place of the log.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Stretch(NamedTuple):
    """Bytes out of an endless row of them that belongs to its label alone."""

    label: str
    start: int
    length: int

    def bytes(self):
        return hashlib.shake_128(self.label.encode()).digest(self.start + self.length)[self.start:]


class Upload(NamedTuple):
    """The slot of a multipart upload. It is there, with no content of its own, or it is not."""

    id: str
    key: str


class Part(NamedTuple):
    """The slot of a part."""

    upload: str
    number: int


@dataclass(eq=False)
class Write:
    """One change of a slot, to something or, with content `None`, to nothing."""

    slot: object
    number: int
    #: Stretches, one behind the other.
    content: tuple | None
    begun: int
    acknowledged: int | None = None
    #: What the acknowledgement said.
    crc64: int | None = None
    #: User metadata, the value of a tag, the target of a symbolic link.
    mark: str | None = None
    tag: str | None = None
    target: str | None = None
    #: Of the log of a rig that replays one.
    begun_at: int = 0
    acknowledged_at: int = 0

    @property
    def size(self):
        return None if self.content is None else sum(stretch.length for stretch in self.content)

    def body(self):
        """The bytes, made again whenever they are needed."""
        return b"".join(stretch.bytes() for stretch in self.content)

    @property
    def etag(self):
        """The MD5 of the bytes, as OSS writes it."""
        return hashlib.md5(self.body()).hexdigest().upper()


def cut_out(content, start, length):
    """The stretches that `length` bytes from `start` on are in."""
    found = []
    for stretch in content:
        begin, end = max(start, 0), min(start + length, stretch.length)
        if begin < end:
            found.append(Stretch(stretch.label, stretch.start + begin, end - begin))
        start -= stretch.length
    return tuple(found)


@dataclass
class Ledger:
    seed: int
    #: Where the log of the rig is now.
    position: object = staticmethod(lambda: 0)
    acknowledged: int = 0
    forgotten: set = field(default_factory=set)
    #: Uploads that were begun and whose id was never read, by key.
    nameless: dict = field(default_factory=dict)
    #: Completions: the end of an upload and the object that it became. Both happen, or neither.
    pairs: list = field(default_factory=list)
    _histories: dict = field(default_factory=dict)
    _touched: dict = field(default_factory=dict)
    #: The uploads and the parts among the slots, in the order in which they came.
    _multipart_slots: dict = field(default_factory=dict)
    _clock: int = 0
    _numbers: int = 0
    _is_cut: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # Writing

    def begin(self, slot, size=None, content=None, mark=None, tag=None, target=None):
        """Call it before the first byte is sent. With a size the content is bytes that nobody else writes; with neither, it is a removal."""
        with self._lock:
            write = self._write(slot, content, mark, tag, target)
            if size is not None:
                write.content = (Stretch(f"{self.seed}/{slot}/{write.number}", 0, size),)
                write.mark = mark or str(write.number)
            self._enter(write)
            return write

    def begin_upload(self, key):
        """Call it before an upload is begun; its id is not known yet."""
        with self._lock:
            write = self._write(None, (), None, None, None)
            write.mark = str(write.number)
            self.nameless.setdefault(key, []).append(write)
            return write

    def name_upload(self, write, key, upload):
        """The id that the answer says. Call it before `acknowledge`."""
        with self._lock:
            self.nameless[key].remove(write)
            write.slot = Upload(upload, key)
            self._enter(write)

    def begin_completion(self, upload, key, parts):
        """Both writes of a completion: the upload ends, and the object is its parts, one behind the other."""
        start = self.known(upload)
        with self._lock:
            end = self._write(upload, None, None, None, None)
            made = self._write(key, tuple(stretch for part in parts for stretch in part.content), start.mark, None, None)
            self._enter(end)
            self._enter(made)
            self.pairs.append((end, made))
            return end, made

    def acknowledge(self, *writes, crc64=None):
        """Call it when the whole answer was read. Of several writes, one answer acknowledged them all."""
        with self._lock:
            if self._is_cut:
                return
            self._clock += 1
            for write in writes:
                write.acknowledged, write.crc64, write.acknowledged_at = self._clock, crc64, self.position()
            self.acknowledged += 1

    def cut(self):
        """From now on nothing counts as acknowledged. When this returns, everything that counts has been noted."""
        with self._lock:
            self._is_cut = True

    def resume(self):
        """Starts the next round, and returns the slots that the last one touched."""
        with self._lock:
            self._is_cut = False
            touched, self._touched = self._touched, {}
            return [slot for slot in touched if slot not in self.forgotten]

    # Looking

    def slots(self):
        return list(self._histories)

    def history(self, slot):
        return self._histories[slot]

    def possible(self, slot):
        """The writes of which one must be seen: those that no acknowledged write followed."""
        history = self._histories[slot]
        last = max((write.begun for write in history if write.acknowledged is not None), default=0)
        return [write for write in history if write.acknowledged is None or write.acknowledged >= last]

    def known(self, slot):
        """What a slot that one writer alone writes to certainly is, or `None`."""
        if slot in self.forgotten:
            return None
        found = self.possible(slot) if slot in self._histories else [_absence(slot)]
        return found[0] if len(found) == 1 else None

    def uploads(self, key):
        """The uploads of a key that are certainly unfinished."""
        return [slot for slot in self._multipart(Upload) if slot.key == key and (write := self.known(slot)) and write.content is not None]

    def parts(self, upload):
        """The parts of an upload that are certainly there, by number."""
        writes = {slot.number: self.known(slot) for slot in self.part_slots(upload)}
        return {number: write for number, write in writes.items() if write and write.content is not None}

    def part_slots(self, upload):
        return [slot for slot in self._multipart(Part) if slot.upload == upload.id]

    # Settling

    def settle(self, slot, seen):
        """After a crash, what was seen is what there is: the other writes can no longer happen."""
        self._clock += 1
        seen.acknowledged = self._clock
        self._histories[slot] = [seen]

    def adopt(self, key, upload):
        """An upload whose id was never read has turned up."""
        write = self.nameless[key].pop()
        write.slot = Upload(upload, key)
        self._histories[write.slot] = [_absence(write.slot), write]
        self._note_multipart(write.slot)
        return write.slot

    def forget(self, slot):
        """Leaves a slot out from now on, so that one violation is reported once."""
        self._drop(slot)
        self.forgotten.add(slot)

    def drop(self, upload):
        """An upload that has ended, with its parts: nothing is left to be seen."""
        for slot in [upload, *self.part_slots(upload)]:
            self._drop(slot)

    def _drop(self, slot):
        self._histories.pop(slot, None)
        self._multipart_slots.pop(slot, None)

    def end_round(self):
        """Call it when everything is settled."""
        self.nameless, self.pairs = {}, []

    def at(self, position):
        """The ledger as it would stand if the power had failed at this place of the log."""
        past = Ledger(self.seed)
        copies = {}
        for slot, history in self._histories.items():
            kept = [self._as_of(write, position) for write in history if write.begun_at <= position]
            copies.update(zip((id(write) for write in history if write.begun_at <= position), kept))
            if len(kept) > 1:
                past._histories[slot] = kept
                past._touched[slot] = None
                past._note_multipart(slot)
        past.nameless = {
            key: [self._as_of(write, position) for write in writes if write.begun_at <= position] for key, writes in self.nameless.items()}
        past.pairs = [(copies[id(end)], copies[id(made)]) for end, made in self.pairs if id(end) in copies and id(made) in copies]
        moments = {write.acknowledged for history in past._histories.values() for write in history if write.acknowledged}
        past.acknowledged, past._clock, past._numbers = len(moments), self._clock, self._numbers
        return past

    @staticmethod
    def _as_of(write, position):
        is_acknowledged = write.acknowledged is not None and write.acknowledged_at <= position
        return replace(write) if is_acknowledged else replace(write, acknowledged=None, crc64=None)

    def _write(self, slot, content, mark, tag, target):
        self._clock += 1
        self._numbers += 1
        return Write(slot, self._numbers, content, begun=self._clock, mark=mark, tag=tag, target=target, begun_at=self.position())

    def _enter(self, write):
        # Of a forgotten slot nobody knows what it was before this write.
        if write.slot not in self.forgotten:
            self._histories.setdefault(write.slot, [_absence(write.slot)]).append(write)
            self._touched[write.slot] = None
            self._note_multipart(write.slot)

    def _note_multipart(self, slot):
        if not isinstance(slot, str):
            self._multipart_slots[slot] = None

    def _multipart(self, kind):
        return [slot for slot in list(self._multipart_slots) if isinstance(slot, kind)]


def _absence(slot):
    return Write(slot, number=0, content=None, begun=0, acknowledged=0)
