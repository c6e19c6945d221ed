"""Connections that end in every way that a network has, at any byte."""

import socket
import struct
import time
from typing import NamedTuple

from support.raw import Connection, head

#: How a connection ends: reset, closed, the sending half of it closed, or silence until the peer has had enough (here: a little while).
WAYS = ["reset", "close", "half", "stall"]


class Cut(NamedTuple):
    offset: int
    way: str


def message(client, key: str, body: bytes) -> tuple:
    """The bytes of a presigned PUT, and how many of them are its head."""
    request = client.presigned("PUT", key)
    first = head("PUT", request.target(), [("Host", client.host), ("Content-Length", len(body))])
    return first + body, len(first)


def cut(client, data: bytes, cut: Cut, stall_seconds: float = 0.02) -> int:
    """Sends the bytes up to the offset and ends the connection; the status that was answered all the same, or 0."""
    connection = Connection(client.port, timeout=10)
    try:
        connection.offer(data[:cut.offset])
        if cut.way == "reset":
            reset(connection.socket)
            return 0
        if cut.way == "half":
            connection.finish_sending()
            return _status(connection)
        if cut.way == "stall":
            time.sleep(stall_seconds)
        return 0
    except OSError:
        return 0
    finally:
        connection.socket.close()


def reset(connection: socket.socket):
    """Closes with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _status(connection: Connection) -> int:
    """The status of the answer, if there is one before the connection ends."""
    data = b""
    while True:
        try:
            more = connection.socket.recv(65536)
        except OSError:
            break
        if not more:
            break
        data += more
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else 0
