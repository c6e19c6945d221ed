"""R9: bytes change on the disk. A GET never delivers wrong bytes as a complete 200."""

import os
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from faults.asking import ask, get
from faults.budget import rounds

SMALL, LARGE = 5_000, 70_000


@pytest.fixture
def stored(make_subject, memory_folder, rng):
    """A stopped server with objects in rows and in files, and its folder's path."""
    subject = make_subject(data=memory_folder / "data").start()
    for number in range(8):
        subject.must_put(f"row/{number}", rng.randbytes(SMALL))
        subject.must_put(f"file/{number}", rng.randbytes(LARGE))
    subject.stop()
    return subject


def blobs(subject) -> list:
    return sorted((subject.data / "blobs").glob("*/*"))


def flip(path, rng: random.Random, at: int = None) -> int:
    """Flips one bit of a file; the byte's offset."""
    offset = rng.randrange(path.stat().st_size) if at is None else at
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1 << rng.randrange(8)]))
    return offset


def read_all(subject) -> dict:
    """Reads every object and judges each: right, refused (5xx, or a body that breaks off), or a lie."""
    seen = {"right": 0, "refused": 0}
    for key in subject.book.keys():
        ending = get(subject.client, key)
        [content] = subject.book.possible(key)
        if ending.answer is None or ending.status in (500, 503):
            seen["refused"] += 1
            continue
        assert ending.status == 200, f"{key}: {ending.status} {ending.code} for an object that was acknowledged"
        assert ending.answer.body == content, f"{key}: wrong bytes under a complete 200"
        seen["right"] += 1
    subject.must_live()
    return seen


def rows(subject, statement: str) -> list:
    with closing(sqlite3.connect(subject.data / "catalogue.sqlite")) as catalogue:
        return catalogue.execute(statement).fetchall()


def change(subject, statement: str, *values):
    with closing(sqlite3.connect(subject.data / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute(statement, values)


def test_the_reading_of_these_tests_notices_a_lie(stored):
    """The negative control."""
    stored.start()
    stored.book.written("row/0", b"something else")
    with pytest.raises(AssertionError, match="wrong bytes"):
        read_all(stored)


def test_flipped_bits_in_files(stored, figures, rng, is_long):
    keys = {blob: key.decode() for blob, key in rows(
        stored, "SELECT lower(hex(blob)), key FROM segments JOIN objects ON objects.content = segments.content")}
    stored.start()
    flips = refused = 0
    files = blobs(stored)
    assert {path.name for path in files} == keys.keys()
    for flips in rounds(10_000, 5, is_long):
        path = rng.choice(files)
        before = path.read_bytes()
        offset = flip(path, rng)
        ending = get(stored.client, keys[path.name])
        if ending.answer is None or ending.status == 500:
            refused += 1
        else:
            [content] = stored.book.possible(keys[path.name])
            assert ending.answer.body == content, f"{keys[path.name]}: {ending.status} with wrong bytes, flipped at {offset}"
        path.write_bytes(before)
    flips += 1
    assert read_all(stored)["refused"] == 0
    assert refused == flips, f"{flips} flips, {refused} found"
    figures.add("R9", "bits flipped in files", flips, f"{refused} found by GET, 0 delivered")


def test_parts_of_a_damaged_file(stored, figures, rng):
    """A range is not covered by the object's CRC-64; what can be checked is that nothing beyond the file is invented."""
    stored.start()
    for path in blobs(stored):
        os.truncate(path, LARGE // 2)
    for key in (key for key in stored.book.keys() if key.startswith("file/")):
        for first, last in [(0, 99), (LARGE - 100, LARGE - 1), (LARGE // 2 - 50, LARGE // 2 + 49)]:
            ending = ask(stored.client, stored.client.signed("GET", key, headers=[("Range", f"bytes={first}-{last}")]))
            [content] = stored.book.possible(key)
            if ending.answer is None or ending.status == 500:
                assert last >= LARGE // 2, f"{key}: bytes {first}-{last} are there"
            else:
                assert ending.status == 206 and ending.answer.body == content[first:last + 1], (key, first, ending)
    stored.must_live()
    figures.add("R9", "ranges of truncated files", 24, "right, or refused")


@pytest.mark.parametrize("damage", ["truncated", "longer", "emptied", "removed", "swapped", "a folder", "unreadable length"])
def test_damaged_files(stored, figures, rng, damage):
    first, second = blobs(stored)[:2]
    if damage == "truncated":
        os.truncate(first, LARGE - 1)
    elif damage == "longer":
        os.truncate(first, LARGE + 1)
    elif damage == "emptied":
        os.truncate(first, 0)
    elif damage == "removed":
        first.unlink()
    elif damage == "swapped":
        spare = first.with_name("spare")
        first.rename(spare), second.rename(first), spare.rename(second)
    elif damage == "a folder":
        first.unlink()
        first.mkdir()
    else:
        first.write_bytes(first.read_bytes()[:4096])
    stored.start()
    seen = read_all(stored)
    # A file that is longer than its row says may be read up to that length, and then its bytes are right.
    expected = {"swapped": [2], "longer": [0, 1]}.get(damage, [1])
    assert seen["refused"] in expected, seen
    stored.must_put("after", b"after")
    stored.stop()
    figures.add("R9", f"a file {damage}", 1, f"{seen['refused']} refused, the others right")


def test_flipped_bits_in_rows(stored, figures, rng, is_long):
    """The bytes of small objects, changed behind SQLite's back but within its format."""
    refused, lies = 0, []
    ids = [row[0] for row in rows(stored, "SELECT id FROM contents WHERE bytes IS NOT NULL")]
    stored.start()
    for flips in rounds(1000, 4, is_long):
        chosen = rng.choice(ids)
        [[content]] = rows(stored, f"SELECT bytes FROM contents WHERE id = {chosen}")
        damaged = bytearray(content)
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        change(stored, "UPDATE contents SET bytes = ? WHERE id = ?", bytes(damaged), chosen)
        try:
            refused += read_all(stored)["refused"]
        except AssertionError as error:
            lies.append(str(error))
        change(stored, "UPDATE contents SET bytes = ? WHERE id = ?", content, chosen)
    flips += 1
    assert not lies, f"{len(lies)} of {flips} flips were delivered: {lies[0]}"
    assert refused == flips, f"{flips} flips, {refused} found"
    figures.add("R9", "bits flipped in rows", flips, f"{refused} found by GET, 0 delivered")


def test_flipped_bits_in_the_pages_of_the_catalogue(stored, make_subject, memory_folder, figures, rng, is_long):
    """Anywhere in the file: the server starts and tells the truth, or it refuses to start with a sentence; it never dies and never lies."""
    refused_starts = refused = right = 0
    for number in rounds(500, 6, is_long):
        folder = memory_folder / f"copy{number}"
        shutil.copytree(stored.data, folder)
        for _ in range(rng.choice([1, 1, 8])):
            flip(folder / "catalogue.sqlite", rng)
        copy = make_subject(data=folder)
        copy.book = stored.book
        try:
            copy.start()
        except AssertionError as error:
            assert "the server ended with 3: " in str(error), error
            refused_starts += 1
            continue
        seen = read_rotten(copy)
        right, refused = right + seen["right"], refused + seen["refused"]
        copy.server.stop()
        copy.discard()
        shutil.rmtree(folder)
    figures.add("R9", "flipped bits in the catalogue", number + 1, f"{refused_starts} starts refused, {right} reads right, {refused} refused, 0 lies")


def read_rotten(subject) -> dict:
    """As `read_all`; but a damaged index or key may hide an object, which nobody can tell from one that was never there."""
    seen = {"right": 0, "refused": 0}
    for key in subject.book.keys():
        ending = get(subject.client, key)
        [content] = subject.book.possible(key)
        if ending.status == 200:
            assert ending.answer.body == content, f"{key}: wrong bytes under a complete 200"
        seen["right" if ending.status == 200 else "refused"] += 1
        assert ending.answer is None or ending.status in (200, 403, 404, 500, 503), ending
    subject.must_live()
    return seen


def test_a_torn_log_of_the_catalogue(make_subject, memory_folder, figures, rng, is_long):
    """The end of the log is cut off or overwritten after a kill: what was acknowledged last may be gone, and nothing is wrong."""
    import signal

    for number in rounds(100, 5, is_long):
        subject = make_subject(data=memory_folder / f"torn{number}").start()
        contents = [(f"key/{index}", rng.randbytes(rng.choice([100, 3000, 50_000]))) for index in range(12)]
        for key, body in contents:
            subject.must_put(key, body)
        subject.stop(signal.SIGKILL)
        log = subject.data / "catalogue.sqlite-wal"
        size = log.stat().st_size
        if rng.random() < 0.5:
            os.truncate(log, rng.randrange(size // 2, size))
        else:
            flip(log, rng, at=rng.randrange(size // 2, size))
        subject.start()
        gone = False
        for key, body in contents:
            ending = get(subject.client, key)
            assert ending.status in (200, 404), (key, ending)
            assert not (gone and ending.status == 200), "a later commit is there and an earlier one is not"
            gone = gone or ending.status == 404
            assert ending.status == 404 or ending.answer.body == body, f"{key}: wrong bytes under a complete 200"
        subject.must_put("after", b"after")
        subject.stop()
    figures.add("R9", "the end of the catalogue's log torn", number + 1, "commits end somewhere, none is half there")
