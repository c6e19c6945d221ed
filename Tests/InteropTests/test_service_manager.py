"""What `waybill serve` tells a service manager over NOTIFY_SOCKET, and what SIGHUP does."""

import os
import signal
import socket
import time

import pytest

from support.client import Client
from support.raw import Connection, head
from support.tls import Authority, options


class Manager:
    """The socket of a service manager."""

    def __init__(self, address: str, monkeypatch):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", address.replace("\0", "@"))

    def told(self) -> dict:
        """The next thing that it is told."""
        message = self.socket.recv(4096).decode()
        return dict(line.split("=", 1) for line in message.splitlines())

    def is_quiet(self) -> bool:
        self.socket.setblocking(False)
        try:
            self.socket.recv(4096)
            return False
        except BlockingIOError:
            return True
        finally:
            self.socket.settimeout(20)


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path, monkeypatch):
    manager = Manager(str(tmp_path / "notify") if request.param == "path" else f"\0waybill-{os.getpid()}-{time.monotonic_ns()}", monkeypatch)
    yield manager
    manager.socket.close()


def test_ready_reloading_stopping(manager, start_server):
    server = start_server()
    ready = manager.told()
    assert ready["READY"] == "1" and ready["STATUS"] and "RELOADING" not in ready
    Client(server).put("k", b"x")
    assert manager.is_quiet()

    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    server.process.send_signal(signal.SIGHUP)
    reloading = manager.told()
    assert reloading["RELOADING"] == "1" and "READY" not in reloading
    assert before <= int(reloading["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    assert manager.told()["READY"] == "1"

    # It is told before the last request is through.
    with Connection(server.port) as upload:
        upload.send(head("PUT", Client(server).presigned("PUT", "slow").target(), [("Host", server.host), ("Content-Length", 2)]) + b"a")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        stopping = manager.told()
        assert stopping["STOPPING"] == "1" and server.is_alive()
        upload.send(b"b")
        assert upload.answer("PUT").status == 200
    assert server.process.wait(timeout=20) == 0
    assert manager.is_quiet()


def test_it_is_ready_when_connections_are_accepted_and_not_before(manager, start_server):
    server = start_server()
    manager.told()
    assert Client(server).put("k", b"x").status == 200


def test_a_broken_certificate_ends_a_reload_too(manager, start_server, tmp_path):
    authority = Authority(tmp_path)
    certificate, key = authority.issue("one")
    server = start_server(more=options(certificate, key))
    assert manager.told()["READY"] == "1"
    certificate.write_text("rubbish")
    server.process.send_signal(signal.SIGHUP)
    assert manager.told()["RELOADING"] == "1"
    assert manager.told()["READY"] == "1"
    deadline = time.monotonic() + 20
    while "the old certificate stays" not in server.log():
        assert time.monotonic() < deadline, server.log()
        time.sleep(0.02)


@pytest.mark.parametrize("address", ["", "relative", "/" + "x" * 200, "@" + "x" * 200, "/nonexistent/socket", "vsock:2:1234", "@"])
def test_an_address_that_leads_nowhere_is_no_reason_not_to_serve(monkeypatch, start_server, address):
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    server = start_server()
    assert Client(server).put("k", b"x").status == 200
    assert server.stop() == 0


def test_without_a_manager_and_without_anything_to_reload_a_hangup_ends_the_server(monkeypatch, start_server):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    # Who runs the tests may have had the signal ignored, and a child inherits that.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        server = start_server(access_log=False)
    finally:
        signal.signal(signal.SIGHUP, before)
    server.process.send_signal(signal.SIGHUP)
    assert server.process.wait(timeout=20) == -signal.SIGHUP
