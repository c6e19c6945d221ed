"""4 KiB PUTs, GETs, HEADs and refused PUTs over 32 connections, lists over 8, server beside server."""

import socket

from load import fill, make_folder, small, wait_until_quiet
from machine_limits import synchronised_writes
from servers import PEERS, running

PART = "small"
SIZE = 4096
#: Keys that are read, and that a list of a thousand rows shows.
READ, LISTED = 4000, 1000
#: More a second than any server here takes.
HIGHEST_RATE = 40_000


def run(context):
    with running(PEERS) as servers:
        for server in servers:
            fill(server, "read/", READ, SIZE)
            fill(server, "list/", LISTED, 16)
        for turn in range(context.turns):
            context.results.add(PART, "4 KiB written and synchronised", "disk, one by one", "/s", synchronised_writes(context.seconds / 2))
            for measure in (put, get, head, list_page):
                for server in servers:
                    if measure is not list_page or server.can_list:
                        measure(context, server, turn)
                        wait_until_quiet(server)
            refused(context, servers[0])
        body_of_a_refused_put(context, servers[0])


def add(context, measure: str, server, outcome: dict):
    context.results.add(PART, measure, server.name, "/s", outcome["rate"], server.note if measure == "PUT 4 KiB" else "", **outcome["costs"])


def put(context, server, turn: int):
    folder = f"put-{turn}/"
    make_folder(server, folder)
    count = int(context.seconds * HIGHEST_RATE)
    outcome = small(server, "PUT", server.targets("PUT", folder, count), context.seconds, SIZE)
    if outcome["requests"] > count:
        raise RuntimeError("the load generator ran out of keys")
    add(context, "PUT 4 KiB", server, outcome)


def get(context, server, turn: int):
    add(context, "GET 4 KiB", server, small(server, "GET", server.targets("GET", "read/", READ), context.seconds))


def head(context, server, turn: int):
    add(context, "HEAD", server, small(server, "HEAD", server.targets("HEAD", "read/", READ), context.seconds))


def list_page(context, server, turn: int):
    page = server.demand("GET", server.page("list/"))
    if page.count(b"<Key>") != LISTED:
        raise RuntimeError(f"{server.name} listed {page.count(b'<Key>')} keys in place of {LISTED}")
    path = server.folder / "targets"
    path.write_text(server.page("list/") + "\n")
    add(context, "list 1,000 keys", server, small(server, "GET", path, context.seconds, connections=8, wait_for_all=True))


def refused(context, server):
    """The same PUTs with a wrong signature. The connection may be closed after a refusal, which is part of its cost."""
    targets = server.targets("PUT", "refused/", READ, refused=True)
    add(context, "PUT 4 KiB, refused", server, small(server, "PUT", targets, context.seconds, SIZE, accepted=False))
    wait_until_quiet(server)


def body_of_a_refused_put(context, server, length: int = 256 << 20):
    """How much of a body the server reads that it refuses, when the client sends all it can."""
    target = server.targets("PUT", "refused/", 1, refused=True).read_text().strip()
    for _ in range(context.turns):
        before = server.process.bytes_read()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(f"PUT {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {length}\r\n\r\n".encode())
            answer = connection.recv(65536)
            if b" 403 " not in answer.split(b"\r\n")[0]:
                raise RuntimeError(f"not refused: {answer[:200]!r}")
            try:
                sent = 0
                while sent < length:
                    sent += connection.send(b"r" * 65536)
            except (ConnectionResetError, BrokenPipeError):
                pass
        wait_until_quiet(server)
        context.results.add(
            PART, "read of a refused body of 256 MiB", server.name, "MiB", (server.process.bytes_read() - before) / 1048576,
            "the answer came before the first byte of the body")
