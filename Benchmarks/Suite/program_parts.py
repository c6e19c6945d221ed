"""Benchmarks that are programs of their own and print for themselves: their lines are kept as they are."""

import os
import subprocess
import sys

from servers import BENCHMARKS


def program(part: str, *commands: list):
    """A part that runs them and keeps what they print."""

    def run(context):
        lines = []
        for command in commands:
            command = [os.path.expandvars(str(word)) for word in command]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            for line in process.stdout:
                print(f"   {line}", end="", file=sys.stderr, flush=True)
                lines.append(line.rstrip())
            if process.wait() != 0:
                raise RuntimeError(f"{command[0]} ended with {process.returncode}")
        context.results.printed[part] = lines

    return run


def http(*parts: str) -> list:
    return [sys.executable, BENCHMARKS / "Server" / "server_benchmark.py", *parts]


PARTS = {
    "access": program("access", ["$ACCESS_BENCHMARK"]),
    "digests": program("digests", ["$DIGEST_BENCHMARK"]),
    "upload": program("upload", [sys.executable, BENCHMARKS / "Client" / "upload_benchmark.py"]),
    "startup": program("startup", [sys.executable, BENCHMARKS / "Client" / "startup_benchmark.py"]),
    "listing": program("listing", ["$STORAGE_BENCHMARK", "listing"], http("listing")),
    "complete": program("complete", ["$STORAGE_BENCHMARK", "complete"], http("complete")),
}
