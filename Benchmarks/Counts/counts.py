"""Guards speed by counts that do not depend on how busy the machine is: counts.py [--renew]

It compares instructions and system calls with thresholds.json, after proving with two controls that a worse program would be caught. `--renew` writes what was
counted there. scripts/test counts builds what it needs and runs it, with SIGNING_PROBE and WAYBILL naming the programs.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import counted_calls
import counted_instructions

THRESHOLDS = Path(__file__).with_name("thresholds.json")
#: A count may exceed its threshold by this share.
INSTRUCTIONS = 0.04
CALLS = 0.10
#: Of system calls, so much more is allowed besides, for what happens now and then (a checkpoint, a timer).
CALLS_MORE = 0.3
#: How often threads wait for each other, and how finely a body arrives, is up to the machine: bounded, but not tightly.
SCHEDULED = {"futex": 3, "epoll_wait": 1.0, "epoll_pwait2": 1.0, "read": 0.5, "write": 0.5, "epoll_ctl": 0.5, "madvise": 3,
             "mmap": 3, "munmap": 3, "mprotect": 1, "sched_yield": 10}


def allowed_calls(name: str, threshold: float) -> float:
    return threshold * (1 + SCHEDULED.get(name, CALLS)) + (2 if name in SCHEDULED else CALLS_MORE)


def excesses(instructions: dict, calls: dict, thresholds: dict) -> list:
    """A line for each count that is higher than it may be."""
    found = []
    for path, count in instructions.items():
        threshold = thresholds["instructions"][path]
        if count > threshold * (1 + INSTRUCTIONS):
            found.append(f"{path}: {count} instructions, {count / threshold - 1:+.1%} of {threshold}")
    for kind, counted in calls.items():
        for name, count in counted.items():
            threshold = thresholds["system_calls"][kind].get(name, 0)
            if count > allowed_calls(name, threshold):
                found.append(f"{kind}: {count} {name}, {allowed_calls(name, threshold):.2f} are allowed")
    return found


def check_controls(thresholds: dict):
    """A program that does a tenth more, and a request that writes twice, must be caught, or the guard guards nothing.
    - Throws: `SystemExit`.
    """
    path, count = counted_instructions.control()
    if not excesses({path: count}, {}, thresholds):
        sys.exit(f"the control was not caught: {count} instructions pass for {path}")
    calls = counted_calls.measure(["control"])["control"]
    if not any("fdatasync" in line or "fsync" in line for line in excesses({}, {"PUT of 4 KiB": calls}, thresholds)):
        sys.exit(f"the control was not caught: two PUTs pass for one: {calls}")
    print("both controls were caught")


def swift_version() -> str:
    output = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"Swift version (\S+)", output)[1]


def main():
    instructions, calls = counted_instructions.measure(), counted_calls.measure()
    for path, count in instructions.items():
        print(f"{path}: {count} instructions")
    for kind, counted in calls.items():
        print(f"{kind}: " + ", ".join(f"{name} {count}" for name, count in counted.items()))
    if sys.argv[1:] == ["--renew"]:
        document = {"swift": swift_version(), "instructions": instructions, "system_calls": calls}
        THRESHOLDS.write_text(json.dumps(document, indent=2) + "\n")
    thresholds = json.loads(THRESHOLDS.read_text())
    check_controls(thresholds)
    found = excesses(instructions, calls, thresholds)
    if found:
        hint = f" (thresholds are of Swift {thresholds['swift']}, this is {swift_version()})" if swift_version() != thresholds["swift"] else ""
        sys.exit(f"more than before{hint}:\n  " + "\n  ".join(found) + "\nIf that is meant: scripts/test renew-counts")
    for path, count in instructions.items():
        if count < thresholds["instructions"][path] * (1 - INSTRUCTIONS):
            print(f"{path} became cheaper than its threshold: renew it")


if __name__ == "__main__":
    main()
