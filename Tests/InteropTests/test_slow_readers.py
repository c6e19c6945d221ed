"""A client that reads slowly gets every byte: what is still queued when a connection is closed would be lost."""

import signal
import socket
import time

import pytest

from support.client import Client

SIZE = 5_000_000


@pytest.fixture
def download(start_server):
    """A server with one large object, and the head of a request for it."""
    server = start_server()
    client = Client(server)
    client.put("large", b"x" * SIZE)
    return server, client.presigned("GET", "large").target()


def open_slowly(server, target, version=b"1.1", more=b""):
    """A connection with a tiny window, on which the object has been asked for."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(b"GET %s HTTP/%s\r\nHost: 127.0.0.1\r\n%s\r\n" % (target.encode() if isinstance(target, str) else target, version, more))
    return connection


def received(connection) -> int:
    """How many bytes of the body arrive until the connection ends."""
    data = bytearray()
    while chunk := connection.recv(20000):
        data += chunk
        time.sleep(0.001)
        if len(data) > 2000 and len(data) >= data.find(b"\r\n\r\n") + 4 + SIZE:
            break
    connection.close()
    return len(data) - data.find(b"\r\n\r\n") - 4


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("version, more", [(b"1.1", b"Connection: close\r\n"), (b"1.0", b"")], ids=["close", "HTTP/1.0"])
def test_the_last_answer_of_a_connection_arrives_whole(download, version, more, attempt):
    server, target = download
    connection = open_slowly(server, target, version, more)
    time.sleep(0.5)
    assert received(connection) == SIZE


@pytest.mark.parametrize("attempt", range(3))
def test_a_download_that_has_begun_is_finished_before_the_end(download, attempt):
    server, target = download
    connection = open_slowly(server, target)
    time.sleep(0.5)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert received(connection) == SIZE
    assert server.process.wait(timeout=20) == 0
