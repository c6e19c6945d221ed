"""Running out of file descriptors ends a Swift process on Linux, so the server keeps to a budget."""

import json
import os
import resource
import select
import socket
import subprocess
import time

import pytest

from support.server import binary


def serve(tmp_path, limit: int, ready) -> subprocess.Popen:
    def lower():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    command = [binary(), "serve", "--ephemeral", "--port", "0", "--ready-file", str(ready), "--log-level", "error"]
    return subprocess.Popen(command, cwd=tmp_path, preexec_fn=lower, stderr=subprocess.PIPE)


@pytest.fixture
def limited(tmp_path):
    """A server that may open 512 files, and its port."""
    ready = tmp_path / "ready.json"
    process = serve(tmp_path, 512, ready)
    deadline = time.monotonic() + 20
    while not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process, json.loads(ready.read_text())["port"]
    process.terminate()
    assert process.wait(timeout=20) == 0


def first_line(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return connection.recv(100).split(b"\r\n")[0]


def test_more_connections_than_fit_are_told_so_and_the_server_goes_on(limited):
    process, port = limited
    connections = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(700)]
    deadline = time.monotonic() + 8
    refused = 0
    waiting = {connection.fileno(): connection for connection in connections}
    while refused < 400 and time.monotonic() < deadline:
        for number in poll(waiting):
            answer = waiting.pop(number).recv(200)
            if answer:
                assert answer.startswith(b"HTTP/1.1 503 ")
                assert b"Retry-After: " in answer
                refused += 1
    assert refused >= 400
    assert process.poll() is None
    for connection in connections:
        connection.close()
    time.sleep(1)
    assert first_line(port) == b"HTTP/1.1 403 Forbidden"
    assert len(os.listdir(f"/proc/{process.pid}/fd")) < 60


def poll(waiting) -> list:
    poller = select.poll()
    for number in waiting:
        poller.register(number, select.POLLIN)
    return [number for number, _ in poller.poll(500)]


def test_a_limit_that_leaves_no_room_is_refused_at_the_start(tmp_path):
    process = serve(tmp_path, 200, tmp_path / "ready.json")
    _, error = process.communicate(timeout=20)
    assert process.returncode == 3
    assert b"limit on open files (200)" in error and b"ulimit -n" in error
