"""Which rigs there are, and how much each of them does."""

from typing import NamedTuple

from block_rig import BlockRig
from budget import Budget
from file_rig import FileRig
from findings import Findings, say
from kill_rig import KillRig
from point_rig import PointRig
from power_rig import PowerRig


class Plan(NamedTuple):
    #: Of the name of the rig the findings, and what makes it of findings, binary and work folder.
    rigs: dict
    #: Crashes in the short form, for each rig.
    short: int
    #: The part of the time of the long form, for all of them.
    share: float
    cuts_power: bool = False


RIGS = {
    "kill": Plan({"kill": KillRig}, 40, 0.30),
    # One round of all points, whatever the budget.
    "points": Plan({"points": PointRig}, 1, 0.20),
    "files": Plan({"files": FileRig}, 20, 0.10),
    "power": Plan(
        {f"power {kind}": lambda findings, binary, work, kind=kind: PowerRig(findings, binary, work, kind=kind) for kind in ("ext4", "xfs")},
        10, 0.30, cuts_power=True),
    "blocks": Plan({"blocks": BlockRig}, 20, 0.10, cuts_power=True),
}


def needs_power(what):
    return what in RIGS and RIGS[what].cuts_power


def budgets(wanted, minutes, cycles, with_power):
    """The name of each rig, and what starts its budget; `None` if it is left out."""
    shares = sum(plan.share for plan in wanted.values() if with_power or not plan.cuts_power)
    for plan in wanted.values():
        for name in plan.rigs:
            if plan.cuts_power and not with_power:
                yield name, None
            elif minutes is not None:
                seconds = minutes * 60 * plan.share / shares / len(plan.rigs)
                yield name, lambda seconds=seconds: Budget(seconds=seconds)
            else:
                yield name, lambda runs=cycles or plan.short: Budget(runs=runs)


def run_rig(name, budget, binary, work, seed):
    """The findings, and the rig, which may have rows of its own."""
    say(f"{name}: {budget}")
    work.mkdir(parents=True)
    findings = Findings(name, seed)
    made = next(plan.rigs[name] for plan in RIGS.values() if name in plan.rigs)
    rig = made(findings, binary, work)
    rig.run(budget)
    return findings, rig
