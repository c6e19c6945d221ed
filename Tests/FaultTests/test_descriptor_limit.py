"""R12: 512 descriptors, 2,000 connections and uploads. A Swift process that cannot open a descriptor is ended by its runtime, so it must never come to that."""

import select
import socket
import time

from faults.asking import put
from support.raw import head

CONNECTIONS = 2000


def open_all(port: int, count: int) -> list:
    """Connections from several loopback addresses, as fast as they are accepted."""
    return [socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(f"127.0.{1 + number % 4}.1", 0)) for number in range(count)]


def answers(connections: list, seconds: float) -> dict:
    """What came on each connection, until nothing more comes for so long: its status line and its head, or an empty answer when it was closed."""
    found, waiting = {}, {connection.fileno(): connection for connection in connections}
    deadline = time.monotonic() + seconds
    while waiting and time.monotonic() < deadline:
        poller = select.poll()
        for number in waiting:
            poller.register(number, select.POLLIN)
        ready = poller.poll(500)
        deadline = time.monotonic() + seconds if ready else deadline
        for number, _ in ready:
            connection = waiting.pop(number)
            try:
                found[connection] = connection.recv(4096)
            except OSError:
                found[connection] = b""
    return found


def close_all(connections):
    for connection in connections:
        connection.close()


def test_2000_connections_and_uploads_under_512_descriptors(make_subject, figures):
    subject = make_subject(prefix=["prlimit", "--nofile=512:512"]).start()
    subject.must_put("before", bytes(100_000))
    baseline = subject.descriptors
    connections = open_all(subject.client.port, CONNECTIONS)
    for number, connection in enumerate(connections):
        request = subject.client.presigned("PUT", f"many/{number}")
        # Begun and not ended, with enough bytes to need a file.
        begun = head("PUT", request.target(), [("Host", subject.client.host), ("Content-Length", 100_000)]) + bytes(50_000)
        connection.setblocking(False)
        try:
            connection.send(begun)
        except OSError:
            pass
    found = answers(connections, 5)
    refused = [answer for answer in found.values() if answer.startswith(b"HTTP/1.1 503 ")]
    other = [answer for answer in found.values() if answer and not answer.startswith(b"HTTP/1.1 503 ")]
    subject.must_live()
    assert not other, other[:3]
    assert len(refused) > CONNECTIONS // 2, f"only {len(refused)} of {CONNECTIONS} were told"
    without = [answer for answer in refused if b"Retry-After: " not in answer]
    assert not without, f"{len(without)} refusals without Retry-After: {without[0]!r}"
    most = subject.descriptors
    close_all(connections)
    begun = time.monotonic()
    subject.wait_for(lambda: put(subject.client, "after", bytes(100_000)).status == 200, 30, "an upload after the connections have gone")
    resumed = time.monotonic() - begun
    subject.book.written("after", bytes(100_000))
    subject.wait_for(lambda: subject.descriptors <= baseline + 8, 30, "descriptors back to where they were")
    subject.check()
    subject.finish()
    figures.add("R12", "2,000 uploads begun under 512 descriptors", CONNECTIONS,
                f"{len(refused)} refused with 503 and Retry-After, at most {most} open, resumes after {resumed * 1000:.0f} ms")


def test_connections_beyond_the_cap_are_answered_at_once(make_subject, figures):
    subject = make_subject(prefix=["prlimit", "--nofile=512:512"]).start()
    held = open_all(subject.client.port, 400)
    time.sleep(1)
    seconds = []
    for _ in range(50):
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", subject.client.port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 503 ")
        seconds.append(time.monotonic() - begun)
    close_all(held)
    subject.must_live()
    figures.add("R12", "a connection beyond the cap", 50, f"503 after {sorted(seconds)[25] * 1000:.1f} ms (median), {max(seconds) * 1000:.0f} ms at most")
