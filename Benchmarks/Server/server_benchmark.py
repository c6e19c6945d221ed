"""Measures a running server over HTTP: server_benchmark.py [complete|listing]...

scripts/bench runs it, with WAYBILL and STORAGE_BENCHMARK naming the programs. It needs nothing but Python.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "Tests" / "InteropTests")]

import completing  # noqa: E402
import listing  # noqa: E402
from support.signing import Credentials  # noqa: E402

PARTS = {"complete": completing, "listing": listing}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        print(f"-- {name}", flush=True)
        PARTS[name].run(Credentials("LTAI5tBenchmarkKey1", "BenchmarkSecret0123456789abcdef"))
