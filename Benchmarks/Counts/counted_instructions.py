"""Instructions of the signing paths, counted by callgrind: what N rounds take more than M, divided by the difference. No clock is involved."""

import os
import re
import subprocess
import tempfile

#: Enough for the difference to be large beside what the rest of the process varies by.
FEW, MANY = 100, 600
PATHS = ["presign-v4", "verify-v4", "presign-v1", "verify-v1"]
#: The control, the path whose threshold it must break, and how many rounds it says it makes in one.
CONTROL = ("wasteful-v4", "presign-v4", 10)


def total(path: str, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        # Without its debug information, some forms of which valgrind stumbles over.
        probe = f"{folder}/probe"
        subprocess.run(["strip", "-o", probe, os.environ["SIGNING_PROBE"]], check=True)
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", probe, "count", path, str(rounds)], capture_output=True, text=True,
            # Else the runtime seeds its hash tables by chance, and counts differ by some per cent.
            env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    found = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode or not found:
        raise RuntimeError(f"callgrind: {result.stderr[-1000:]}")
    return int(found[1])


def per_round(path: str) -> float:
    return (total(path, MANY) - total(path, FEW)) / (MANY - FEW)


def measure() -> dict:
    return {path: round(per_round(path)) for path in PATHS}


def control() -> tuple:
    """The path that the control stands for, and its count."""
    path, of, rounds = CONTROL
    return of, round((total(path, MANY // rounds) - total(path, FEW // rounds)) / (MANY - FEW))
