"""SIGTERM under load: what is running finishes or is told that it will not, what was acknowledged is there, and nobody is kept waiting."""

import os
import signal
import socket
import threading
import time

import pytest

from support.answers import refusal
from support.client import Client
from support.raw import Connection, NoAnswer, head


class Writers:
    """Uploads on kept-alive connections, one after the other, until their connection ends. What was answered 200 is in `acknowledged`."""

    def __init__(self, client: Client, count: int = 8):
        self.client = client
        self.acknowledged = {}
        self.refused = []
        self.endings = []
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def _write(self, number: int):
        with Connection(self.client.port, timeout=30) as connection:
            for turn in range(100_000):
                key, body = f"load/{number}/{turn}", os.urandom(20_000)
                request = head("PUT", self.client.presigned("PUT", key).target(), [("Host", self.client.host), ("Content-Length", len(body))])
                try:
                    connection.send(request + body)
                    answer = connection.answer("PUT")
                except (NoAnswer, OSError) as error:
                    self.endings.append(repr(error))
                    return
                if answer.status == 200:
                    self.acknowledged[key] = body
                else:
                    self.refused.append(answer.status)
                if answer.header("Connection") == "close":
                    self.endings.append("told")
                    return

    def join(self):
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a writer waits for a server that has gone"


class Slow:
    """One upload whose body comes in pieces; the server has asked for it when this returns."""

    def __init__(self, client: Client, key: str, length: int = 100_000):
        self.length = length
        self.connection = Connection(client.port, timeout=30)
        fields = [("Host", client.host), ("Content-Length", length), ("Expect", "100-continue")]
        self.connection.send(head("PUT", client.presigned("PUT", key).target(), fields))
        assert self.connection.head().status == 100
        self.connection.send(b"s" * 1000)

    def finish(self):
        self.connection.send(b"s" * (self.length - 1000))
        return self.connection.answer("PUT")


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return False
    except ConnectionRefusedError:
        return True


def within(seconds: float, condition) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.timeout(180)
def test_r25_a_stop_under_load_finishes_what_runs_and_loses_nothing(start_server, tmp_path):
    data = tmp_path / "data"
    server = start_server(data=data, more=["--shutdown-grace", "8s"])
    client = Client(server)
    writers = Writers(client)
    finishes, does_not = Slow(client, "slow/finishes"), Slow(client, "slow/does-not")
    idle, unused = Connection(server.port, timeout=30), Connection(server.port, timeout=30)
    idle.send(head("GET", "/", [("Host", server.host)]))
    assert idle.answer().status == 403
    assert within(20, lambda: len(writers.acknowledged) > 50), "there is no load"

    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert within(4, lambda: is_refused(server.port)), "the listener is still open"
    assert idle.is_closed(within=4) and unused.is_closed(within=4)
    writers.join()
    assert time.monotonic() - started < 7, "the writers were not let go"
    assert finishes.finish().status == 200

    answer = does_not.connection.answer("PUT")
    told = time.monotonic() - started
    error = refusal(answer, "PUT")
    assert (error.status, error.code) == (503, "ServiceUnavailable")
    assert answer.header("Retry-After") and answer.header("Connection") == "close"
    assert told > 7, "the grace was not waited for"
    assert server.process.wait(timeout=20) == 0
    assert not (data / "server.json").exists()
    assert writers.refused == []

    again = Client(start_server(data=data))
    assert {key: again.get(key).body for key in writers.acknowledged} == writers.acknowledged
    assert again.get("slow/finishes").body == b"s" * 100_000
    assert not again.exists("slow/does-not")
    # Nobody was told that something failed which was stored: of what was not acknowledged, at most one upload a connection may be there.
    stored = set(again.keys("load/"))
    assert len(stored - {key.encode() for key in writers.acknowledged}) <= 8


def test_the_last_answer_says_that_it_is_the_last(start_server):
    server = start_server(more=["--shutdown-grace", "20s"])
    upload = Slow(Client(server), "k")
    server.process.send_signal(signal.SIGTERM)
    assert within(10, lambda: is_refused(server.port))
    answer = upload.finish()
    assert (answer.status, answer.header("Connection")) == (200, "close")
    assert upload.connection.is_closed()
    assert server.process.wait(timeout=10) == 0


def test_nothing_to_finish_is_no_reason_to_wait(start_server):
    server = start_server(more=["--shutdown-grace", "60s"])
    kept = Connection(server.port)
    kept.send(head("GET", "/", [("Host", server.host)]))
    kept.answer()
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 10


def test_an_upload_at_full_speed_is_told_when_the_grace_is_over(start_server):
    server = start_server(more=["--shutdown-grace", "2s"])
    client = Client(server)
    connection = Connection(server.port, timeout=30)
    connection.send(head("PUT", client.presigned("PUT", "endless").target(), [("Host", server.host), ("Content-Length", 5_000_000_000)]))
    ended = threading.Event()

    def send():
        block = b"x" * 65536
        while not ended.is_set():
            try:
                connection.socket.sendall(block)
            except OSError:
                return
            time.sleep(0.002)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        answer = connection.answer("PUT")
    finally:
        ended.set()
        sender.join()
    assert refusal(answer, "PUT").code == "ServiceUnavailable"
    assert server.process.wait(timeout=20) == 0


def test_a_reader_that_does_not_read_cannot_keep_the_server(start_server):
    server = start_server(more=["--shutdown-grace", "2s"])
    client = Client(server)
    client.put("large", bytes(64 << 20))
    reader = Connection(server.port, timeout=30)
    reader.send(head("GET", client.presigned("GET", "large").target(), [("Host", server.host)]))
    assert reader.head().status == 200
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_wait(start_server, tmp_path, second):
    data = tmp_path / "data"
    server = start_server(data=data, more=["--shutdown-grace", "10m"])
    client = Client(server)
    client.put("kept", b"kept")
    upload = Slow(client, "slow")
    server.process.send_signal(signal.SIGTERM)
    assert within(10, lambda: is_refused(server.port))
    assert server.is_alive()
    assert server.stop(second) == 5
    assert upload.connection.is_closed()
    assert "not stored" in server.log()
    assert not (data / "server.json").exists() and not (server.folder / "ready.json").exists()
    again = Client(start_server(data=data))
    assert again.get("kept").body == b"kept" and not again.exists("slow")


def test_a_second_signal_leaves_no_temporary_folder(start_server):
    server = start_server(more=["--shutdown-grace", "10m"])
    upload = Slow(Client(server), "slow")
    server.process.send_signal(signal.SIGINT)
    assert within(10, lambda: is_refused(server.port))
    assert server.stop(signal.SIGINT) == 5
    assert upload.connection.is_closed()
    assert server.leftovers() == []
