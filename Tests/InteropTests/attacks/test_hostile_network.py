"""Attack case 27: clients that are slow, half gone, or very many.

The short form runs with all other tests. With WAYBILL_HOSTILE=long it opens 10,000 connections and more of everything (some ten minutes, 20,000 descriptors).
Bounds are of memory and of counts. How long anything takes depends on the machine, so time is only bounded where the server's own limits say so, from below,
and generously from above.
"""

import os
import resource
import select
import socket
import time

import pytest

from support.answers import refusal
from support.client import Client
from support.raw import Connection, NoAnswer, head
from support.server import Server

LONG = os.environ.get("WAYBILL_HOSTILE") == "long"
MANY = 10_000 if LONG else 1_000
PIPELINED = 10_000 if LONG else 2_000
ABORTS = 5_000 if LONG else 300
HEAD_TIMEOUT = 10
PER_CONNECTION = 25  # KiB
pytestmark = pytest.mark.timeout(1800 if LONG else 240)


@pytest.fixture(scope="module", autouse=True)
def descriptors():
    """As many for this process as the system gives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    assert hard >= MANY + 500, f"{hard} descriptors are too few for {MANY} connections"
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def quiet(credentials):
    """A server of one's own with one object, which must be alive in the end, serve, and have given everything back."""
    server = Server(credentials, log_level="error")
    client = Client(server)
    client.put("there", b"0123456789")
    client.get("there")
    baseline = opened(server)
    yield client
    try:
        assert server.is_alive(), server.log()[-2000:]
        assert client.get("there").body == b"0123456789"
        settle(lambda: opened(server) <= baseline + 8, 40, lambda: f"{opened(server)} descriptors, {baseline} before")
        assert server.stop() == 0
    finally:
        server.discard()


def opened(server) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def settle(condition, seconds, told):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)


def connect(port: int, count: int, window: int = None) -> list:
    """Connections in batches from several addresses of this machine, so that no address runs out of ports; with a window, hardly anything is taken unread."""
    made = []
    for number in range(count):
        connection = socket.socket()
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.settimeout(100)
        connection.bind((f"127.0.{1 + number // 5000}.1", 0))
        connection.connect(("127.0.0.1", port))
        made.append(connection)
        if number % 200 == 199:
            time.sleep(0.01)
    return made


def ended(connections) -> list:
    """Those that the server has answered or closed."""
    poller = select.poll()
    by_number = {connection.fileno(): connection for connection in connections}
    for number in by_number:
        poller.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poller.poll(0)]


def close(connections):
    for connection in connections:
        connection.close()


def test_attack_27_many_connections_cost_little_and_others_are_served(quiet):
    """Half a head on each. Meanwhile whoever asks is answered, and nothing grows without a bound."""
    before = quiet.server.memory()
    connections = connect(quiet.port, MANY)
    try:
        for number, connection in enumerate(connections):
            try:
                connection.sendall(b"PUT /uploads/x HTTP/1.1\r\nHost: localhost\r\nX-Slow: "[: 5 + number % 45])
            except OSError:
                pass  # beyond the limit, and told so
        for _ in range(20):
            with Connection(quiet.port, timeout=100) as other:
                request = quiet.presigned("GET", "there")
                other.send(head("GET", request.target(), [("Host", quiet.host)]))
                answer = other.answer()
                # Beyond the limit of connections the answer is 503 and says when to come again.
                assert answer.body == b"0123456789" or (answer.status == 503 and answer.header("Retry-After"))
        grown = quiet.server.memory() - before
        assert grown < MANY * PER_CONNECTION, f"{grown / MANY:.1f} KiB for a connection"
    finally:
        close(connections)


def test_attack_27_slow_heads_are_closed_by_the_head_timeout(quiet):
    """A byte now and then does not prolong it."""
    connections = connect(quiet.port, 100)
    began = time.monotonic()
    gone = {}
    try:
        for connection in connections:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while len(gone) < len(connections):
            assert time.monotonic() - began < HEAD_TIMEOUT * 5, f"{len(gone)} of {len(connections)} were closed"
            for connection in ended([connection for connection in connections if connection not in gone]):
                gone[connection] = time.monotonic() - began
            for connection in connections:
                if connection not in gone:
                    try:
                        connection.send(b"a")
                    except OSError:
                        gone[connection] = time.monotonic() - began
            time.sleep(0.5)
        assert min(gone.values()) > HEAD_TIMEOUT * 0.5, "closed before its time"
    finally:
        close(connections)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"G", b"GET / HTTP/1.1\r\nHost: a\r\n\r"])
def test_attack_27_half_closed_connections(quiet, sent):
    """Whoever has said that nothing more will come is not waited for."""
    connections = connect(quiet.port, 50)
    try:
        for connection in connections:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        settle(lambda: len(ended(connections)) == len(connections), HEAD_TIMEOUT * 4, lambda: f"{len(ended(connections))} of {len(connections)} were closed")
    finally:
        close(connections)


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_attack_27_half_closed_uploads_store_nothing(quiet, framing):
    line = ("Content-Length", "1000000") if framing == "length" else ("Transfer-Encoding", "chunked")
    connections = [Connection(quiet.port, timeout=40) for _ in range(20)]
    for number, connection in enumerate(connections):
        connection.send(head("PUT", quiet.presigned("PUT", f"half/{number}").target(), [("Host", quiet.host), line]) + (b"x" * 1000 if framing == "length" else b"3e8\r\n" + b"x" * 1000))
        connection.finish_sending()
    for connection in connections:
        try:
            assert refusal(connection.answer("PUT")).status == 400
        except NoAnswer as error:
            assert "silence" not in str(error)
        connection.socket.close()
    assert quiet.keys(b"half/") == []


def test_attack_27_ten_thousand_pipelined_requests(quiet):
    """Sent without reading an answer: each gets its own, in order, and what is not read yet is not computed ahead without a bound."""
    good = head("GET", quiet.presigned("GET", "there").target(), [("Host", quiet.host)])
    bad = head("GET", "/uploads/missing?x-oss-signature=0", [("Host", quiet.host)])
    before = quiet.server.memory()
    with Connection(quiet.port, timeout=60) as connection:
        connection.socket.setblocking(False)
        data = memoryview((good + bad) * (PIPELINED // 2))
        received, buffer = [], bytearray()
        idle = time.monotonic()
        while len(received) < PIPELINED:
            readable, writable, _ = select.select([connection.socket], [connection.socket] if data else [], [], 1)
            if writable:
                data = data[connection.socket.send(data[:65536]):]
            if readable:
                chunk = connection.socket.recv(65536)
                assert chunk, f"closed after {len(received)} answers"
                buffer += chunk
                idle = time.monotonic()
            received += statuses(buffer)
            assert time.monotonic() - idle < 60, f"silence after {len(received)}"
    assert [status in (200,) if number % 2 == 0 else status in (400, 403) for number, status in enumerate(received)] == [True] * PIPELINED
    assert quiet.server.memory() - before < 30_000


def statuses(buffer: bytearray) -> list:
    """Takes the whole answers off the front; their statuses."""
    found = []
    while (end := buffer.find(b"\r\n\r\n")) >= 0:
        block = bytes(buffer[:end]).lower()
        length = int(block.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if len(buffer) < end + 4 + length:
            break
        found.append(int(block.split(b" ")[1]))
        del buffer[: end + 4 + length]
    return found


def test_attack_27_pipelined_requests_that_nobody_reads(quiet):
    """The server stops reading, too: neither requests nor answers pile up."""
    quiet.put("large", b"x" * 500_000)
    request = head("GET", quiet.presigned("GET", "large").target(), [("Host", quiet.host)])
    before = quiet.server.memory()
    connections = connect(quiet.port, 20)
    try:
        for connection in connections:
            connection.settimeout(0.5)
            try:
                for _ in range(50):
                    connection.sendall(request * 200)
            except (TimeoutError, socket.timeout, OSError):
                pass
        assert quiet.get("there").body == b"0123456789"
        grown = quiet.server.memory() - before
        assert grown < 20 * 3_000, f"{grown / 20:.0f} KiB for a connection"
    finally:
        close(connections)


def test_attack_27_slow_readers(quiet):
    """Large answers that are not read wait in the object's file, not in memory."""
    quiet.put("large", b"x" * 20_000_000)
    request = head("GET", quiet.presigned("GET", "large").target(), [("Host", quiet.host)])
    count = 500 if LONG else 100
    before = quiet.server.memory()
    connections = connect(quiet.port, count, window=4096)
    try:
        for connection in connections:
            connection.sendall(request)
        settle(lambda: len(ended(connections)) == count, 60, lambda: "not all answers began")
        for _ in range(10):
            for connection in connections:
                connection.recv(10)
            time.sleep(0.1)
        grown = quiet.server.memory() - before
        assert grown < count * 1_500, f"{grown / count:.0f} KiB for an answer"
        assert quiet.get("there").body == b"0123456789"
    finally:
        close(connections)
    quiet.delete("large")


@pytest.mark.parametrize("lines", [[("X-Long", "v" * 1_000_000)], [(f"X-{n}", "v" * 100) for n in range(20_000)], [("A", "")] * 100_000, [("x-oss-meta-" + "n" * 100_000, "v")]], ids=["one", "many", "empty", "name"])
def test_attack_27_giant_heads_are_refused_and_cost_nothing(quiet, lines):
    before = quiet.server.memory("VmHWM")
    for _ in range(20):
        with Connection(quiet.port, timeout=20) as connection:
            connection.offer(head("PUT", "/uploads/x", [("Host", quiet.host), *lines]))
            try:
                assert connection.answer("PUT").status in (400, 414, 431)
            except NoAnswer as error:
                assert "silence" not in str(error)
    assert quiet.server.memory("VmHWM") - before < 20_000


@pytest.mark.parametrize("lines, body", [
    ([("Content-Length", "5"), ("Transfer-Encoding", "chunked")], b"0\r\n\r\nGET /uploads/there HTTP/1.1\r\nHost: a\r\n\r\n"), ([("Content-Length", "5"), ("Content-Length", "0")], b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ([("Transfer-Encoding", "chunked, identity")], b"0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), ([("Transfer-Encoding", "chunked")], b"0\r\n\r\nX"),
], ids=["CL.TE", "CL.CL", "TE", "rest"])
def test_attack_27_conflicting_lengths_give_one_answer(quiet, lines, body):
    for _ in range(20):
        with Connection(quiet.port, timeout=10) as connection:
            connection.offer(head("PUT", "/uploads/x?x-oss-signature=0", [("Host", quiet.host), *lines]) + body)
            assert 400 <= connection.answer("PUT").status < 500
            assert connection.is_closed(20), "the bytes behind were taken for a request"


def test_attack_27_expect_without_a_body(quiet):
    """Whoever is told to continue, and does not, keeps neither a file nor a place for long; whoever was not told has cost nothing."""
    connections = [Connection(quiet.port, timeout=40) for _ in range(50)]
    for number, connection in enumerate(connections):
        connection.send(head("PUT", quiet.presigned("PUT", f"expect/{number}").target(), [("Host", quiet.host), ("Content-Length", "1000000"), ("Expect", "100-continue")]))
    for connection in connections:
        assert connection.head().status == 100
    staging = [path for folder in quiet.server.temporary.glob("waybill-*") for path in (folder / "staging").rglob("*")]
    assert staging == [], "a file before the first byte"
    for connection in connections:
        connection.socket.close()
    assert quiet.keys(b"expect/") == []


def test_CVE_2016_0738_a_storm_of_aborts_leaks_nothing(quiet):
    """Uploads and downloads that are reset in the middle; the fixture compares the descriptors."""
    quiet.put("large", b"x" * 3_000_000)
    upload, download = quiet.presigned("PUT", "aborted").target(), quiet.presigned("GET", "large").target()
    before = quiet.server.memory()
    for number in range(ABORTS):
        with Connection(quiet.port, timeout=20) as connection:
            if number % 2:
                connection.offer(head("GET", download, [("Host", quiet.host)]))
                connection.socket.recv(100)
            else:
                connection.offer(head("PUT", upload, [("Host", quiet.host), ("Content-Length", "3000000")]) + b"x" * (number * 1000 % 300_000))
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert quiet.server.memory() - before < 40_000
    assert not quiet.exists("aborted")
    settle(lambda: not [path for folder in quiet.server.temporary.glob("waybill-*") for path in (folder / "staging").iterdir()], 40, lambda: "files were left in staging")


@pytest.mark.skipif(not LONG, reason="takes as long as the server's grace for slow bodies: WAYBILL_HOSTILE=long")
def test_attack_27_slow_bodies_are_refused_below_the_least_rate(quiet):
    connections = []
    for number in range(200):
        connection = Connection(quiet.port, timeout=120)
        connection.send(head("PUT", quiet.presigned("PUT", f"slow/{number}").target(), [("Host", quiet.host), ("Content-Length", "1000000")]) + b"x" * 1000)
        connections.append(connection)
    for connection in connections:
        assert refusal(connection.answer("PUT")).code == "RequestTimeout"
        connection.socket.close()
    assert quiet.keys(b"slow/") == []
