"""Negative controls: with one promise of the system broken, the rigs must find violations, or their silence means nothing."""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

from findings import Findings, say
from kill_rig import KillRig
from power_rig import PowerRig
from server import Unusable

#: Name, rig, the most cycles that a control may take, and whether it has to be caught.
CONTROLS = [
    ("nofsync", PowerRig, 4, True),
    ("nofile", PowerRig, 4, True),
    ("nocommit", PowerRig, 4, True),
    ("nofolder", PowerRig, 3, False),
    ("late-place", KillRig, 10, True),
]
#: Caught is only what shows as a lost object. A shim that upsets the server in other ways proves nothing.
WANTED = "P1"
LEFT_OUT = "LEFT OUT"


def run_controls(binary, work, seed, with_power):
    """The rows of the table, and whether all that must be caught was caught."""
    if sys.platform != "linux":
        raise Unusable("the controls need Linux, where a library can be preloaded")
    library = build_shim()
    rows, all_caught = [], True
    for name, rig, cycles, is_asserted in CONTROLS:
        if rig is PowerRig and not with_power:
            say(f"control {name}: left out, by --without-power")
            rows.append((f"control {name}", "-", "-", LEFT_OUT))
            continue
        findings, broken_calls = _run_control(name, rig, cycles, binary, work / name, seed, library)
        row, is_good = _judge(findings, broken_calls, is_asserted)
        rows.append(row)
        all_caught = all_caught and is_good
    return rows, all_caught


def build_shim():
    """Compiles the shim into `.build/torture/`."""
    source = Path(__file__).with_name("shim.c")
    library = source.parents[2] / ".build/torture/shim.so"
    compiler = next(filter(None, map(shutil.which, ["cc", "clang", "gcc"])), None)
    if compiler is None:
        raise Unusable("the controls need a C compiler, and there is none")
    library.parent.mkdir(parents=True, exist_ok=True)
    command = [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-pthread", "-o", str(library), str(source)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise Unusable(f"the shim does not compile: {result.stderr}")
    return library


def _run_control(name, rig, cycles, binary, work, seed, library):
    say(f"control {name}: at most {cycles} {'cuts' if rig is PowerRig else 'kills'}")
    work.mkdir(parents=True)
    counter = work / "count"
    counter.write_bytes(bytes(8))
    environment = {"LD_PRELOAD": str(library), "TORTURE_SHIM": name, "TORTURE_SHIM_COUNT": str(counter)}
    findings = Findings(f"control {name}", seed, shown=2)
    rig(findings, binary, work, environment).run(cycles, until=WANTED)
    return findings, struct.unpack("=Q", counter.read_bytes())[0]


def _judge(findings, broken_calls, is_asserted):
    name = findings.rig
    row = (name, f"{findings.runs} {findings.run_name}", str(findings.acknowledged))
    if broken_calls == 0:
        say(f"{name}: NOT CAUGHT: the shim broke no call; a static binary, or one that uses other calls")
        return row + ("NO EFFECT",), False
    if lost := findings.violations[WANTED]:
        say(f"{name}: caught, {lost} violations ({broken_calls} calls broken)")
        return row + (f"{lost}, caught",), True
    if is_asserted:
        say(f"{name}: NOT CAUGHT, although {broken_calls} calls were broken")
        return row + ("NOT CAUGHT",), False
    say(f"{name}: nothing lost although {broken_calls} calls were broken. That is the luck of ext4, whose journal carries a folder's")
    say("  entries along with the file's own fsync; for information only: this rig does not show that the folders are synchronised")
    return row + ("0, for information",), True
