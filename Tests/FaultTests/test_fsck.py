"""R9, the other half: `waybill fsck` names exactly what is damaged, from outside and after any damage."""

import json
import os
import subprocess

import pytest

from faults.budget import rounds
from support.server import binary
from test_bit_rot import LARGE, blobs, change, flip, rows, stored  # noqa: F401

DAMAGED = 6


def fsck(subject):
    """The exit status and the report."""
    done = subprocess.run([binary(), "fsck", "--data", str(subject.data), "--json"], capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, DAMAGED), (done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.returncode, json.loads(done.stdout)


def damaged_keys(report) -> set:
    return {finding["key"] for finding in report["findings"] if finding["damage"] and "key" in finding}


def keys_by_blob(subject) -> dict:
    return {blob: key.decode() for blob, key in rows(
        subject, "SELECT lower(hex(blob)), key FROM segments JOIN objects ON objects.content = segments.content")}


def test_an_undamaged_folder_is_clean(stored, figures):  # noqa: F811
    """The negative control, on a stopped folder and beside a running server."""
    status, report = fsck(stored)
    assert status == 0 and report["damaged"] == 0 and report["objects"] == 16, report
    stored.start()
    assert fsck(stored)[0] == 0
    stored.stop()
    figures.add("R9", "fsck of an undamaged folder", 2, "0 false findings")


def test_every_flipped_bit_is_found_and_named(stored, figures, is_long, rng):  # noqa: F811
    keys = keys_by_blob(stored)
    files = blobs(stored)
    ids = {row[0]: row[1].decode() for row in rows(stored, "SELECT id, key FROM contents JOIN objects ON content = id WHERE bytes IS NOT NULL")}
    number = 0
    for number in rounds(10_000, 6, is_long, least=6):
        if number % 2:
            path = rng.choice(files)
            before, expected = path.read_bytes(), keys[path.name]
            flip(path, rng)
        else:
            chosen = rng.choice(sorted(ids))
            expected = ids[chosen]
            [[before]] = rows(stored, f"SELECT bytes FROM contents WHERE id = {chosen}")
            damaged = bytearray(before)
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
            change(stored, "UPDATE contents SET bytes = ? WHERE id = ?", bytes(damaged), chosen)
        status, report = fsck(stored)
        assert status == DAMAGED and damaged_keys(report) == {expected}, (expected, report)
        if number % 2:
            path.write_bytes(before)
        else:
            change(stored, "UPDATE contents SET bytes = ? WHERE id = ?", before, chosen)
    assert fsck(stored)[0] == 0
    figures.add("R9", "bits flipped, looked for by fsck", number + 1, "each found and named, 0 false")


@pytest.mark.parametrize("damage,count", [("truncated", 1), ("longer", 1), ("emptied", 1), ("removed", 1), ("swapped", 2)])
def test_damaged_files_are_named(stored, figures, damage, count):  # noqa: F811
    keys = keys_by_blob(stored)
    first, second = blobs(stored)[:2]
    if damage == "swapped":
        spare = first.with_name("spare")
        first.rename(spare), second.rename(first), spare.rename(second)
    elif damage == "removed":
        first.unlink()
    else:
        os.truncate(first, {"truncated": LARGE - 1, "longer": LARGE + 1, "emptied": 0}[damage])
    status, report = fsck(stored)
    assert status == DAMAGED
    assert damaged_keys(report) == {keys[path.name] for path in (first, second)[:count]}, report
    figures.add("R9", f"a file {damage}, looked for by fsck", 1, f"{count} named")


def test_damaged_pages_of_the_catalogue_end_with_a_verdict(stored, figures, is_long, rng):  # noqa: F811
    """Whatever is wrong with the catalogue's file: 6 with a reason, or, where nothing of it was in use, 0; never a crash."""
    catalogue = stored.data / "catalogue.sqlite"
    before, found, number = catalogue.read_bytes(), 0, 0
    for number in rounds(1000, 4, is_long, least=6):
        for _ in range(rng.choice([1, 4, 32])):
            flip(catalogue, rng)
        done = subprocess.run([binary(), "fsck", "--data", str(stored.data), "--json"], capture_output=True, text=True, timeout=300)
        assert done.returncode in (0, 3, DAMAGED), (done.returncode, done.stderr[-500:])
        found += done.returncode != 0
        catalogue.write_bytes(before)
        for name in ("catalogue.sqlite-wal", "catalogue.sqlite-shm"):
            (stored.data / name).unlink(missing_ok=True)
    assert found, "not one of them was noticed"
    figures.add("R9", "the catalogue's pages damaged, looked for by fsck", number + 1, f"{found} found, no crash")
