"""The named points of the commit protocol: the calls at which a server can die, and when each of them comes.

A point is a verb and a place of the preloaded library. The phase says when the count of calls begins: with the server's start on a new folder, with
its start on a folder that it was killed on, with the load, or with a load that fills the catalogue's log until it is written back.
"""

from typing import NamedTuple

NEW, START, LOAD, LOG = "a new folder", "the start", "the load", "a full log"
BEFORE, HALF, AFTER = "before", "half", "after"


class Point(NamedTuple):
    name: str
    call: str
    phase: str
    #: When to die of the call; several calls of a kind are alike, and one of so many is drawn.
    whens: tuple = (BEFORE, AFTER)
    among: int = 12


WRITE = (BEFORE, HALF, AFTER)

POINTS = [
    # An upload, in the order of its steps.
    Point("a file is staged", "open staged", LOAD),
    Point("its bytes are written", "write staged", LOAD, WRITE),
    Point("it is dated", "date staged", LOAD),
    Point("it is synchronised", "fsync staged", LOAD),
    Point("its folder is made", "folder shard", LOAD),
    Point("the folder's parent is synchronised", "fsync shards", LOAD),
    Point("it is placed", "place blob", LOAD),
    Point("its folder is synchronised", "fsync shard", LOAD),
    Point("its staged name goes", "unlink staged", LOAD),
    Point("its row is written", "write log", LOAD, WRITE, 60),
    Point("its row is synchronised", "fsync log", LOAD),
    Point("the answer is sent", "write socket", LOAD, WRITE, 30),
    # Behind the uploads.
    Point("the log is written back", "write rows", LOG, WRITE, 200),
    Point("what was written back is synchronised", "fsync rows", LOG, among=1),
    Point("the sweep removes a blob", "unlink blob", START, among=3),
    # A start.
    Point("a start writes the log back", "write rows", START, WRITE, 4),
    Point("a start synchronises it", "fsync rows", START, among=1),
    Point("a start empties the log", "truncate log", START, among=1),
    Point("a start removes what was staged", "unlink staged", START, among=1),
    Point("a start synchronises staging", "fsync staging", START, among=1),
    # The first start.
    Point("the data folder is made", "folder root", NEW, among=1),
    Point("a file of the catalogue is made", "open rows", NEW, among=1),
    Point("the data folder is synchronised", "fsync root", NEW, among=3),
    Point("the tables are written", "write log", NEW, WRITE, 20),
    Point("the tables are synchronised", "fsync log", NEW, among=3),
]
