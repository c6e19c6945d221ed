"""Large PUTs and GETs with one and with four streams, server beside server, beside the disk and MD5."""

import hashlib
import os
import tempfile
from pathlib import Path

from load import large, wait_until_quiet
from machine_limits import disk_rate, folder, md5_rate
from servers import PEERS, running

PART = "large"
#: The sizes of the bodies, in MiB.
LARGE = (64, 512, 1024)


def run(context):
    sizes = LARGE[:1] if context.quick else LARGE
    with running(PEERS) as servers, tempfile.TemporaryDirectory(prefix="waybill-bench-source-", dir=folder()) as sources:
        files = {size: source(Path(sources), size) for size in sizes}
        check(servers, files[LARGE[0]])
        for turn in range(context.large_turns):
            for size in sizes:
                context.results.add(PART, f"disk, {size} MiB", "dd conv=fdatasync", "MB/s", disk_rate(size))
                context.results.add(PART, "digest", "openssl speed md5", "MB/s", md5_rate(1))
                for streams in (1, 4):
                    for server in servers:
                        put_and_get(context, server, files[size], size, streams, turn)


def source(folder: Path, megabytes: int) -> Path:
    path = folder / f"{megabytes}"
    with open(path, "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))
    return path


def check(servers, path: Path):
    """That what comes back is what was sent; the turns look at lengths alone."""
    expected = hashlib.md5(path.read_bytes()).digest()
    for server in servers:
        large(server, "PUT", path, [server.target("PUT", "check")])
        if hashlib.md5(server.demand("GET", server.target("GET", "check"))).digest() != expected:
            raise RuntimeError(f"{server.name} gave back other bytes")


def put_and_get(context, server, path: Path, size: int, streams: int, turn: int):
    name = f"{size} MiB, {streams} stream{'s' if streams > 1 else ''}"
    keys = [f"large-{size}-{streams}-{turn}-{number}" for number in range(streams)]
    outcome = large(server, "PUT", path, [server.target("PUT", key) for key in keys])
    context.results.add(PART, f"PUT {name}", server.name, "MB/s", outcome["rate"], **outcome["costs"])
    wait_until_quiet(server)
    outcome = large(server, "GET", size << 20, [server.target("GET", key) for key in keys])
    context.results.add(PART, f"GET {name}", server.name, "MB/s", outcome["rate"], **outcome["costs"])
    for key in keys:
        server.demand("DELETE", server.target("DELETE", key))
    wait_until_quiet(server)
