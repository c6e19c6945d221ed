"""The data folder of a server that is not running, looked at without any of the server's code.

- `catalogue.sqlite` (and `-wal`, `-shm`): rows; `objects`, `noncurrent` and `parts` -> `contents` (bytes, or NULL and `segments`), `garbage`.
- `blobs/<2 digits>/<32 digits>`: the bytes that segments refer to. `staging/`: uploads that are not finished.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

KNOWN_NAMES = {
    "lock", "setup.lock", "catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm", "identities.changes", "blobs", "staging", "credentials",
    "refusals.jsonl", "lost+found", "reserve",
}

#: Who refers to contents.
OWNERS = "(SELECT content FROM objects UNION ALL SELECT content FROM noncurrent WHERE content IS NOT NULL UNION ALL SELECT content FROM parts)"

NOTHING_SELECTED = {
    "objects without content": "SELECT hex(key) FROM objects WHERE content NOT IN (SELECT id FROM contents)",
    "parts without content": "SELECT upload || ' ' || number FROM parts WHERE content NOT IN (SELECT id FROM contents)",
    "parts of no upload": "SELECT upload || ' ' || number FROM parts WHERE upload NOT IN (SELECT id FROM uploads)",
    "owners that share content": f"SELECT content FROM {OWNERS} GROUP BY content HAVING count(*) > 1",
    "contents without an owner": f"SELECT id FROM contents WHERE id NOT IN {OWNERS}",
    "segments without content": "SELECT content FROM segments WHERE content NOT IN (SELECT id FROM contents WHERE bytes IS NULL)",
    "objects whose bytes in the row are not as many as their size":
        "SELECT hex(key) FROM objects JOIN contents ON id = content WHERE bytes IS NOT NULL AND length(bytes) != size",
    "objects whose segments do not add up to their size":
        "SELECT hex(key) FROM objects JOIN contents ON id = content WHERE bytes IS NULL"
        " AND size != (SELECT coalesce(sum(length), 0) FROM segments WHERE segments.content = objects.content)",
    "parts whose segments do not add up to their size":
        "SELECT upload || ' ' || number FROM parts"
        " WHERE size != (SELECT coalesce(sum(length), 0) FROM segments WHERE segments.content = parts.content)",
    "blobs in use that count as garbage": "SELECT hex(blob) FROM garbage WHERE blob IN (SELECT blob FROM segments)",
    "objects in no bucket": "SELECT hex(key) FROM objects WHERE bucket NOT IN (SELECT name FROM buckets)",
    "uploads in no bucket": "SELECT id FROM uploads WHERE bucket NOT IN (SELECT name FROM buckets)",
}


def staged(data):
    """The names in `staging/`."""
    return sorted(path.name for path in (Path(data) / "staging").iterdir())


def check_folder(data, is_swept):
    """Sentences about what is wrong; none if the folder is as it should be."""
    data = Path(data)
    try:
        with closing(sqlite3.connect(f"file:{data / 'catalogue.sqlite'}?mode=ro", uri=True)) as catalogue:
            faults = _check_catalogue(catalogue) + _check_blobs(catalogue, placed(data), is_swept)
    except sqlite3.DatabaseError as error:
        faults = [f"the catalogue cannot be read: {error}"]
    if names := staged(data):
        faults.append(f"{len(names)} left in staging/: {_some(names)}")
    if names := sorted({path.name for path in data.iterdir()} - KNOWN_NAMES):
        faults.append(f"left in the folder: {_some(names)}")
    return faults


def placed(data):
    """The sizes of the blobs' files, by name."""
    return {path.name: path.stat().st_size for path in (Path(data) / "blobs").glob("*/*")}


def orphans(data):
    """The blobs that nothing refers to."""
    try:
        with closing(sqlite3.connect(f"file:{Path(data) / 'catalogue.sqlite'}?mode=ro", uri=True)) as catalogue:
            return sorted(placed(data).keys() - {row[0] for row in catalogue.execute("SELECT lower(hex(blob)) FROM segments")})
    except sqlite3.DatabaseError:
        return []


def _check_catalogue(catalogue):
    faults = [f"integrity_check: {row[0]}" for row in catalogue.execute("PRAGMA integrity_check") if row[0] != "ok"]
    for fault, query in NOTHING_SELECTED.items():
        if found := [row[0] for row in catalogue.execute(query)]:
            faults.append(f"{len(found)} {fault}: {_some(found)}")
    return faults


def _check_blobs(catalogue, sizes, is_swept):
    faults = []
    used = {blob: end for blob, end in catalogue.execute("SELECT lower(hex(blob)), max(start + length) FROM segments GROUP BY blob")}
    for blob, end in used.items():
        if blob not in sizes:
            faults.append(f"a row refers to the blob {blob}, which is missing")
        elif sizes[blob] < end:
            # It may be larger: a copied part refers to a stretch of it.
            faults.append(f"the blob {blob} has {sizes[blob]} bytes, its row says {end}")
    garbage = {row[0] for row in catalogue.execute("SELECT lower(hex(blob)) FROM garbage")}
    if is_swept and garbage:
        faults.append(f"{len(garbage)} blobs still count as garbage after a sweep: {_some(garbage)}")
    if is_swept and (orphans := sizes.keys() - used.keys()):
        faults.append(f"{len(orphans)} blobs that nothing refers to after a sweep: {_some(orphans)}")
    return faults


def _some(names):
    names = sorted(map(str, names))
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
