"""Negative controls: with one promise of the system broken, the rigs must find violations, or their silence means nothing."""

from typing import NamedTuple

from block_rig import BlockRig
from budget import Budget
from file_rig import FileRig
from findings import Findings, say
from kill_rig import KillRig
from operations import LARGE
from point_rig import PointRig
from points import BEFORE, POINTS
from power_rig import PowerRig
from shim import Shim

LEFT_OUT = "LEFT OUT"


class Control(NamedTuple):
    name: str
    #: What is broken, in words for the table.
    broken: str
    rig: type
    #: The most crashes that it may take.
    crashes: int
    #: Caught is only what shows as this. A control that upsets the server in other ways proves nothing.
    wanted: str = "P1"


CONTROLS = [
    Control("nofsync", "no synchronisation at all", PowerRig, 6),
    Control("nofile", "files are not synchronised", PowerRig, 6),
    Control("nocommit", "commits are not synchronised", PowerRig, 6),
    Control("nofolder", "folders of files are not synchronised", BlockRig, 80),
    Control("nofile", "files are not synchronised", FileRig, 20),
    Control("nocommit", "commits are not synchronised", FileRig, 20),
    Control("nofolder", "folders of files are not synchronised", FileRig, 20),
    Control("noshards", "the folder of those folders is not synchronised", FileRig, 20),
    Control("noroot", "the data folder is not synchronised", FileRig, 40),
    Control("late-place", "rows are committed before files are in place", KillRig, 10),
    Control("early-answer", "the answer comes before the commit", PointRig, 6),
    Control("short-write", "the last byte of a write is missing", KillRig, 3),
    Control("nounlink", "the sweep removes nothing", KillRig, 4, "P4"),
    Control("nounstage", "what was staged is not removed", KillRig, 4, "P4"),
]
#: The one that needs no broken system: the load counts as acknowledged what it has only sent.
EARLY_ANSWER = "early-answer"
#: The moment at which that shows. At a random one there may be nothing that was sent and is not yet committed.
COMMIT = next(point for point in POINTS if point.name == "its row is written")._replace(whens=(BEFORE,))
RIG_NAMES = {KillRig: "kill", PointRig: "points", PowerRig: "power", BlockRig: "blocks", FileRig: "files"}


def run_controls(binary, work, seed, with_power):
    """The rows of the table, and whether all were caught."""
    rows, all_caught = [], True
    for control in CONTROLS:
        title = f"control {control.name} ({RIG_NAMES[control.rig]}): {control.broken}"
        if control.rig in (PowerRig, BlockRig) and not with_power:
            say(f"{title}: left out, by --without-power")
            rows.append((title, "-", "-", LEFT_OUT))
            continue
        row, is_caught = _run_control(control, title, binary, work / f"{control.name}-{RIG_NAMES[control.rig]}", seed)
        rows.append(row)
        all_caught = all_caught and is_caught
    return rows, all_caught


def _run_control(control, title, binary, work, seed):
    say(f"{title}: at most {control.crashes}")
    work.mkdir(parents=True)
    findings = Findings(f"control {control.name}", seed, shown=2)
    shim = Shim(work, control.name)
    rig = _rig(control, findings, binary, work, shim)
    rig.run(Budget(control.crashes), until=control.wanted)
    broken_calls = _broken_calls(control, rig, shim)
    row = (title, f"{findings.runs} {findings.run_name}", str(findings.acknowledged))
    if broken_calls == 0:
        say(f"{title}: NOT CAUGHT: the library broke no call; a static binary, or one that uses other calls")
        return row + ("NO EFFECT",), False
    if found := findings.violations[control.wanted]:
        say(f"{title}: caught, {found} violations ({broken_calls} calls broken)")
        return row + (f"{found}, caught",), True
    say(f"{title}: NOT CAUGHT, although {broken_calls} calls were broken")
    return row + ("NOT CAUGHT",), False


def _broken_calls(control, rig, shim):
    """How often the promise was broken; for an early answer, how often the server died at the point."""
    if control.name == EARLY_ANSWER:
        return sum(rig.fired.values())
    return rig.broken_calls if control.rig is FileRig else shim.count


def _rig(control, findings, binary, work, shim):
    if control.rig is FileRig:
        return FileRig(findings, binary, work, control.name)
    if control.rig is BlockRig:
        rig = BlockRig(findings, binary, work, shim.environment)
        rig.is_late = True
        return rig
    if control.name == EARLY_ANSWER:
        rig = PointRig(findings, binary, work, [COMMIT])
        # Names of each writer's own, and no deletions: whatever is gone is gone by the kill.
        rig.is_hasty, rig.mix = True, LARGE
        return rig
    return control.rig(findings, binary, work, shim.environment)
