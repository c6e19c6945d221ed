"""The limits of `waybill serve` as flags: each holds, each can be changed, and none can be nonsense."""

import resource
import socket
import subprocess
import time

import pytest

from support import cli
from support.answers import refusal
from support.client import Client
from support.raw import Connection, NoAnswer, head
from support.server import binary


def ask(connection: Connection, server):
    connection.send(head("GET", "/", [("Host", server.host)]))
    return connection.answer()


def lasts(connection: Connection, at_most: float = 20) -> float:
    """How long the connection stays open from now on."""
    started = time.monotonic()
    connection.socket.settimeout(at_most)
    try:
        while connection.socket.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - started


def test_connections(start_server):
    server = start_server(more=["--max-connections", "3"])
    open_ones = [Connection(server.port) for _ in range(3)]
    for connection in open_ones:
        assert ask(connection, server).status == 403
    with Connection(server.port) as fourth:
        answer = fourth.answer()
        assert (answer.status, refusal(answer).code) == (503, "ServiceUnavailable")
        assert int(answer.header("Retry-After")) >= 1 and answer.header("Connection") == "close"
        assert fourth.is_closed()
    assert ask(open_ones[0], server).status == 403
    open_ones.pop().socket.close()
    deadline = time.monotonic() + 10
    while True:
        with Connection(server.port) as again:
            if ask(again, server).status == 403:
                break
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.timeout(120)
def test_uploads(start_server):
    server = start_server(more=["--max-uploads", "2", "--max-connections", "20"])
    client = Client(server)
    length = 1_000_000
    running = []
    for number in range(2):
        connection = Connection(server.port)
        fields = [("Host", server.host), ("Content-Length", length), ("Expect", "100-continue")]
        connection.send(head("PUT", client.presigned("PUT", f"running/{number}").target(), fields))
        assert connection.head().status == 100
        connection.send(bytes(500_000))
        running.append(connection)
    deadline = time.monotonic() + 40
    while True:
        answer = client.send(client.signed("PUT", "third"), bytes(300_000))
        if answer.status == 503 or time.monotonic() > deadline:
            break
        client.delete("third")
    assert refusal(answer).code == "ServiceUnavailable" and answer.header("Retry-After")
    assert client.put("small", b"small ones need no permit").status == 200
    for connection in running:
        connection.send(bytes(500_000))
        assert connection.answer("PUT").status == 200
    assert client.put("third", bytes(300_000)).status == 200


def test_the_time_of_a_head_and_of_silence(start_server):
    server = start_server(more=["--head-timeout", "2s", "--idle-timeout", "5s"])
    half = Connection(server.port)
    half.send(b"GET / HT")
    assert 1 < lasts(half) < 4.5
    idle = Connection(server.port)
    assert ask(idle, server).status == 403
    assert 4 < lasts(idle) < 9


def test_the_rate_of_a_body(start_server):
    server = start_server(more=["--body-grace", "2s", "--min-body-rate", "10K"])
    client = Client(server)

    def upload(rate: int):
        with Connection(server.port) as connection:
            connection.send(head("PUT", client.presigned("PUT", "k").target(), [("Host", server.host), ("Content-Length", 10_000_000)]))
            ends = time.monotonic() + 6
            while time.monotonic() < ends:
                connection.offer(bytes(rate // 10))
                time.sleep(0.1)
            connection.socket.settimeout(1)
            try:
                return refusal(connection.answer("PUT"), "PUT").code
            except NoAnswer:
                return None

    assert upload(1000) == "RequestTimeout"
    assert upload(60_000) is None


@pytest.mark.parametrize("size, allowed", [(1000, True), (1001, False)])
def test_the_size_of_a_body(start_server, size, allowed):
    server = start_server(more=["--max-body-size", "1000"])
    client = Client(server)
    answer = client.send(client.signed("PUT", "k"), bytes(size))
    assert answer.status == (200 if allowed else 400)
    assert allowed or refusal(answer).code == "EntityTooLarge"
    chunks = client.signed("PUT", "chunked", headers=[("Transfer-Encoding", "chunked")])
    with Connection(server.port) as connection:
        connection.send(head("PUT", chunks.target(), [("Host", server.host), *chunks.headers]) + b"%x\r\n" % size + bytes(size) + b"\r\n0\r\n\r\n")
        assert connection.answer("PUT").status == (200 if allowed else 400)
    assert client.exists("chunked") == allowed


@pytest.mark.timeout(240)
def test_requests_of_one_client_and_of_all(start_server):
    def burst(server, address: str, count: int) -> list:
        """The answers to so many requests that are sent together."""
        request = head("GET", "/", [("Host", server.host)])
        connection = Connection.__new__(Connection)
        connection.buffer = b""
        connection.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(address, 0))
        with connection:
            connection.send(request * count)
            return [connection.answer() for _ in range(count)]

    server = start_server(more=["--requests-per-second-per-client", "5"])
    answers = burst(server, "127.0.0.2", 100)
    refused = [answer for answer in answers if answer.status == 503]
    assert len(refused) > 20 and sum(answer.status == 403 for answer in answers) >= 5
    for answer in refused:
        error = refusal(answer)
        assert error.code == "QpsLimitExceeded" and int(answer.header("Retry-After")) >= 1 and answer.header("x-oss-request-id")
    assert burst(server, "127.0.0.3", 1)[0].status == 403, "another client is no concern of the first"
    time.sleep(1.2)
    assert burst(server, "127.0.0.2", 1)[0].status == 403

    server = start_server(more=["--requests-per-second", "5"])
    answers = [answer for number in range(1, 6) for answer in burst(server, f"127.0.0.{number}", 40)]
    assert {refusal(answer).code for answer in answers if answer.status == 503} == {"TotalQpsLimitExceeded"}
    assert sum(answer.status == 403 for answer in answers) >= 5


def test_behind_a_trusted_proxy_the_client_counts(start_server):
    server = start_server(more=["--requests-per-second-per-client", "2", "--trusted-proxy", "127.0.0.1"])

    def asks(client: str) -> list:
        with Connection(server.port) as connection:
            statuses = []
            for _ in range(6):
                connection.send(head("GET", "/", [("Host", server.host), ("X-Forwarded-For", client)]))
                statuses.append(connection.answer().status)
            return statuses

    assert asks("192.0.2.1").count(503) >= 2
    assert asks("192.0.2.2")[0] == 403


def test_a_refused_head_and_a_refused_body_leave_the_connection_in_order(start_server):
    server = start_server(more=["--requests-per-second", "1"])
    with Connection(server.port) as connection:
        assert ask(connection, server).status == 403
        connection.send(head("PUT", "/uploads/k", [("Host", server.host), ("Content-Length", 5)]) + b"hello")
        assert connection.answer("PUT").status == 503
        connection.send(head("HEAD", "/uploads/k", [("Host", server.host)]))
        answer = connection.answer("HEAD")
        assert answer.status == 503 and answer.header("x-oss-err")
        time.sleep(1.2)
        assert ask(connection, server).status == 403


@pytest.mark.parametrize("flags", [
    ["--max-connections", "0"], ["--max-connections", "-1"], ["--max-connections", "1000001"], ["--max-connections", "x"], ["--max-uploads", "0"],
    ["--head-timeout", "0"], ["--head-timeout", "-5s"], ["--head-timeout", "soon"], ["--idle-timeout", "0s"], ["--idle-timeout", "31d"],
    ["--max-body-size", "0"], ["--max-body-size", "6G"], ["--max-body-size", "99999999999999999999"], ["--max-body-size", "-1"],
    ["--min-body-rate", "0"], ["--min-body-rate", "2G"], ["--body-grace", "0"], ["--requests-per-second", "0"], ["--requests-per-second", "1.5"],
    ["--requests-per-second-per-client", "0"], ["--requests-per-second-per-client", "9223372036854775808"], ["--shutdown-grace", "0"],
])
def test_nonsense_is_refused(flags):
    done = cli.run("serve", "--ephemeral", "--port", "0", *flags)
    assert done.returncode == 1 and flags[0].encode() in done.stderr, done.stderr.decode()


@pytest.mark.parametrize("flags, fits", [
    (["--max-connections", "100"], True), (["--max-connections", "100", "--max-uploads", "10"], True), (["--max-uploads", "50"], True),
    (["--max-connections", "5000"], False), (["--max-uploads", "5000"], False), (["--max-connections", "10", "--max-uploads", "400"], False),
])
def test_what_the_limit_on_open_files_does_not_allow_is_refused(tmp_path, flags, fits):
    def lower():
        resource.setrlimit(resource.RLIMIT_NOFILE, (700, 700))

    command = [binary(), "serve", "--ephemeral", "--port", "0", "--ready-file", str(tmp_path / "ready"), *flags]
    process = subprocess.Popen(command, preexec_fn=lower, stderr=subprocess.PIPE, cwd=tmp_path)
    try:
        deadline = time.monotonic() + 20
        while process.poll() is None and not (tmp_path / "ready").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (process.poll() is None) == fits
    finally:
        process.terminate()
        error = process.communicate(timeout=20)[1].decode()
    if not fits:
        assert process.returncode == 3 and "limit on open files (700)" in error and "allow fewer" in error
