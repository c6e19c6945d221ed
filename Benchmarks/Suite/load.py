"""The load generators: wrk for small requests, a small program with sendfile for large bodies. Each says what it cost itself."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from servers import BENCHMARKS

CORES = os.cpu_count()


def children_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def small(server, method: str, targets: Path, seconds: float, body: int = 0, connections: int = 32, accepted: bool = True,
          wait_for_all: bool = False) -> dict:
    """Requests a second over so many connections, and their costs. One turn begins on a disk that has nothing left to write.

    - accepted: whether every answer must be a success; else every answer must be a refusal.
    - wait_for_all: whether requests that are under way at the end count, for those that take long.
    """
    os.sync()
    server.process.forget_peak()
    before, own = server.process.processor_time(), children_time()
    if method == "HEAD" or wait_for_all:
        command = own_generator(server, method, targets, body, connections, seconds=seconds)
    else:
        command = [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", BENCHMARKS / "Load" / "targets.lua",
            f"http://127.0.0.1:{server.port}", "--", method, targets, str(body)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took = server.process.processor_time() - before
    own = children_time() - own
    report = json.loads(output.splitlines()[-1])
    requests, elapsed = report["requests"], report["microseconds"] / 1e6
    wrong = report["refused"] if accepted else requests - report["refused"]
    if not requests or wrong or report["timeouts"] or (accepted and report["broken"]):
        raise RuntimeError(f"{server.name}: {method} under load: {report}")
    return {
        "rate": requests / elapsed, "requests": requests,
        "costs": {
            "p50_ms": report["p50_us"] / 1000, "p99_ms": report["p99_us"] / 1000, "server_us": took / requests * 1e6,
            "load_share": own / (elapsed * CORES), "peak_MiB": server.process.memory("VmHWM"),
        },
    }


def large(server, method: str, what, targets: list) -> dict:
    """Megabytes a second of whole bodies, a connection for each target."""
    os.sync()
    server.process.forget_peak()
    before = server.process.processor_time()
    output = subprocess.run(
        [sys.executable, BENCHMARKS / "Load" / "stream.py", method, str(server.port), str(what), *targets],
        check=True, capture_output=True, text=True).stdout
    took = server.process.processor_time() - before
    report = json.loads(output)
    if report["errors"]:
        raise RuntimeError(f"{server.name}: large {method}: {report['errors']}")
    return {
        "rate": report["bytes"] / report["seconds"] / 1e6,
        "costs": {
            "server_s_per_GB": took / report["bytes"] * 1e9, "load_share": report["processor"] / (report["seconds"] * CORES),
            "peak_MiB": server.process.memory("VmHWM"),
        },
    }


def own_generator(server, method: str, targets: Path, body: int, connections: int, *, seconds: float = 0, count: int = 0) -> list:
    """The command of Load/requests.c, which scripts/bench compiles."""
    return [os.environ["LOAD_GENERATOR"], str(server.port), method, targets, str(body), str(connections), str(seconds), str(count)]


def make_folder(server, prefix: str):
    """By a PUT of its first key: rclone refuses some of many that come at once to a folder that is not there yet."""
    server.demand("PUT", server.target("PUT", f"{prefix}0"), b"")


def fill(server, prefix: str, count: int, size: int):
    """Puts objects over 32 connections."""
    make_folder(server, prefix)
    targets = server.targets("PUT", prefix, count)
    output = subprocess.run(own_generator(server, "PUT", targets, size, 32, count=count), check=True, capture_output=True, text=True).stdout
    report = json.loads(output)
    if report["requests"] != count or report["refused"]:
        raise RuntimeError(f"{server.name}: filling: {report}")


def wait_until_quiet(server, seconds: float = 0.5):
    """Lets a server finish what it does after a turn, for at most ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        before = server.process.processor_time()
        time.sleep(seconds)
        if server.process.processor_time() - before <= 0.05 * seconds + 0.02:
            return
