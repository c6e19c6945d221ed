"""Injection points: which call, the how-manieth, once or from then on, in which way."""

import errno
import random
from typing import NamedTuple

from .injection import FOREVER

ERRORS = [errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EDQUOT, errno.EINTR, errno.EROFS]
#: A call that is interrupted for ever is no fault of a disk; one that is interrupted often is.
INTERRUPTIONS = 50


class Point(NamedTuple):
    part: str
    call: str
    number: int
    #: The last call that is broken.
    last: int
    mode: str
    error: int

    def __str__(self):
        how = {"fail": errno.errorcode[self.error], "short": "half", "torn": f"half, then {errno.errorcode[self.error]}"}[self.mode]
        often = "once" if self.last == self.number else "from then on" if self.last == FOREVER else f"{self.last - self.number + 1} times"
        return f"{self.call} number {self.number} on {self.part or 'anything'}, {often}: {how}"


def points(part: str, counts: dict) -> list:
    """All points of a run that made so many calls on paths that contain `part`."""
    return [point for call, count in counts.items() for number in range(1, count + 1) for point in _at(part, call, number)]


def _at(part: str, call: str, number: int):
    for error in ERRORS:
        yield Point(part, call, number, number, "fail", error)
        yield Point(part, call, number, number + INTERRUPTIONS if error == errno.EINTR else FOREVER, "fail", error)
    if call in ("write", "pwrite"):
        yield Point(part, call, number, number, "short", 0)
        yield Point(part, call, number, FOREVER, "short", 0)
        for error in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            yield Point(part, call, number, FOREVER, "torn", error)
    if call == "read":
        yield Point(part, call, number, number, "short", 0)


def chosen(all_points: list, rng: random.Random) -> list:
    """In random order, but the first ones hold every call with every error and every how-often."""
    order = rng.sample(all_points, len(all_points))
    kinds, first, later = set(), [], []
    for point in order:
        kind = (point.call, point.mode, point.error, point.last == point.number)
        (later if kind in kinds else first).append(point)
        kinds.add(kind)
    return first + later
