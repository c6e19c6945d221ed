"""What the strictest disk keeps: bytes that were synchronised, under names whose folder was synchronised, and nothing else for sure.

It reads what the preloaded library has written down (`shim/journal.c`). File systems keep more than this, each in its own way; what survives here
survives on all of them.
"""

import struct
from pathlib import PurePosixPath

RECORD = struct.Struct("=QQQQQ")
OPEN, FOLDER, LINK, RENAME, UNLINK, WRITE, TRUNCATE, SYNC_FILE, SYNC_FOLDER = range(9)
#: How much is kept of what was not synchronised.
KEPT_SHARES = [0.0, 0.0, 0.5, 0.9]
#: SQLite makes it anew, and writes to it in memory.
NOT_KEPT = "-shm"


class Pending:
    """Changes in their order, and those of them that are for sure."""

    def __init__(self):
        self._sure, self._waiting = [], []

    def add(self, end, change):
        self._waiting.append((end, change))

    def synchronize(self, begun):
        """Of what was written down before the call began, all is sure from now on."""
        self._sure += [change for end, change in self._waiting if end <= begun]
        self._waiting = [(end, change) for end, change in self._waiting if end > begun]

    def survivors(self, rng, share):
        return self._sure + [change for _, change in self._waiting if rng.random() < share]


class File(Pending):
    def bytes(self, rng, share):
        content = bytearray()
        for offset, written in self.survivors(rng, share):
            if written is None:
                del content[offset:]
            end = offset + len(written or b"")
            content.extend(bytes(max(end - len(content), 0)))
            content[offset:end] = written or b""
        return bytes(content)


class Folder(Pending):
    def entries(self, rng, share):
        found = {}
        for name, child in self.survivors(rng, share):
            if child is None:
                found.pop(name, None)
            else:
                found[name] = child
        return found


class DurableLog:
    """`root` is the folder that the log is about; it is there from the start."""

    def __init__(self, log, root):
        self._log, self._root = log, str(root)

    def places(self, after=0):
        return [end for _, end in self._spans() if end >= after]

    def restore(self, place, folder, rng):
        """Makes the folder as it would be after a power cut at this place."""
        root = self._run(place)
        self._write(root, folder, rng, rng.choice(KEPT_SHARES))

    def _spans(self):
        start = 0
        while start + RECORD.size <= len(self._log):
            end = start + RECORD.size + RECORD.unpack_from(self._log, start)[0]
            if end > len(self._log):
                return
            yield start, end
            start = end

    def _run(self, place):
        root = Folder()
        self._live, self._inodes = {self._root: root}, {}
        for start, end in self._spans():
            if end > place:
                break
            _, entry, first, second, begun = RECORD.unpack_from(self._log, start)
            self._apply(end, entry, first, second, begun, self._log[start + RECORD.size:end])
        return root

    def _apply(self, end, entry, first, second, begun, bytes):
        if entry == WRITE:
            self._file(first).add(end, (second, bytes))
        elif entry == TRUNCATE:
            self._file(first).add(end, (second, None))
        elif entry == SYNC_FILE:
            self._file(first).synchronize(begun)
        elif entry == SYNC_FOLDER:
            self._live[bytes.decode()].synchronize(begun)
        elif entry == OPEN:
            path = bytes.decode()
            if path not in self._live:
                self._enter(end, path, File())
            self._inodes[first] = self._live[path]
        elif entry == FOLDER and bytes.decode() != self._root:
            self._enter(end, bytes.decode(), Folder())
        elif entry == LINK:
            self._enter(end, bytes[first:].decode(), self._live[bytes[:first].decode()])
        elif entry == RENAME:
            self._enter(end, bytes[first:].decode(), self._live[bytes[:first].decode()])
            self._enter(end, bytes[:first].decode(), None)
        elif entry == UNLINK:
            self._enter(end, bytes.decode(), None)

    def _file(self, inode):
        # One that was opened without being made there: it is not ours to restore.
        return self._inodes.setdefault(inode, File())

    def _enter(self, end, path, child):
        if child is None:
            self._live.pop(path, None)
        else:
            self._live[path] = child
        place = PurePosixPath(path)
        self._live[str(place.parent)].add(end, (place.name, child))

    def _write(self, source, target, rng, share):
        target.mkdir(parents=True)
        for name, child in sorted(source.entries(rng, share).items()):
            if isinstance(child, Folder):
                self._write(child, target / name, rng, share)
            elif not name.endswith(NOT_KEPT):
                (target / name).write_bytes(child.bytes(rng, share))
