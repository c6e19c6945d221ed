"""Idle servers, a thousand idle connections, and a thousand slow uploads: memory, and whether others are served meanwhile."""

import http.client
import resource
import socket
import statistics
import threading
import time

from servers import PEERS, Waybill, running

PART = "connections"
COUNT = 1000
LENGTH = 8 << 20
RATE = 4096


def run(context):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for _ in range(context.large_turns):
        for kind in PEERS:
            with running([kind]) as (server,):
                time.sleep(2)
                context.results.add(PART, "idle", server.name, "MiB", server.process.memory())
                attempt(context, "idle connections", server, lambda: idle(context, server))
    for begin in context.slow_begins:
        for _ in range(context.large_turns):
            # Beside the peers at one size; how our own memory depends on the size is what the others are for.
            for kind in PEERS if begin == context.compared_begin else [Waybill]:
                with running([kind]) as (server,):
                    attempt(context, "slow uploads", server, lambda: slow(context, server, begin))


def attempt(context, name: str, server, work):
    """A server that fails under this load is reported as not measured, and the others go on."""
    try:
        work()
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        context.results.failures.append(f"{PART}, {name}, {server.name}: {error!r}")


def idle(context, server):
    """Connections that have had one answer each and then say nothing."""
    connections = []
    try:
        for _ in range(COUNT):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            connections.append(connection)
            connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            if not connection.recv(65536).startswith(b"HTTP/1.1 "):
                raise RuntimeError(f"{server.name} did not answer")
        times = pings(server, context.seconds)
        context.results.add(
            PART, "1,000 idle connections", server.name, "MiB", server.process.memory("VmHWM"), ping_p50_ms=statistics.median(times),
            ping_max_ms=max(times))
    finally:
        for connection in connections:
            connection.close()


def slow(context, server, begin: int):
    """Uploads of 8 MiB that send `begin` bytes at once and then 4 KiB a second each."""
    connections, stopped = [], threading.Event()
    thread = threading.Thread(target=trickle, args=(connections, stopped))
    try:
        for number in range(COUNT):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
            connections.append(connection)
            head = f"PUT {server.target('PUT', f'slow-{number}')} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {LENGTH}\r\n\r\n"
            connection.sendall(head.encode() + b"s" * begin)
        thread.start()
        times = pings(server, context.slow_seconds)
        context.results.add(
            PART, f"1,000 slow uploads, {begin // 1000} kB at once", server.name, "MiB", server.process.memory("VmHWM"),
            ping_p50_ms=statistics.median(times), ping_max_ms=max(times), ended_early=ended(connections))
    finally:
        stopped.set()
        if thread.ident:
            thread.join()
        for connection in connections:
            connection.close()


def trickle(connections: list, stopped: threading.Event):
    while not stopped.wait(0.25):
        for connection in connections:
            try:
                connection.send(b"s" * (RATE // 4))
            except OSError:
                # It is counted at the end.
                pass


def ended(connections: list) -> int:
    """How many were answered or closed although they are not finished."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            connection.recv(1)
            count += 1
        except BlockingIOError:
            pass
        except OSError:
            count += 1
    return count


def pings(server, seconds: float) -> list:
    """Milliseconds that PUTs of 4 KiB take for another client."""
    target, times = server.target("PUT", "ping"), []
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        started = time.perf_counter()
        connection.request("PUT", target, b"p" * 4096)
        answer = connection.getresponse()
        answer.read()
        if answer.status // 100 != 2:
            raise RuntimeError(f"{server.name}: a PUT beside the others answered {answer.status}")
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(0.02)
    connection.close()
    return times
