"""What came out, as a table for people and as JSON for programs."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path

from findings import table

HEADER = ("property", "runs", "acknowledged", "violations")


class Report:
    def __init__(self, binary, seed):
        self._binary, self._seed, self._begun, self._revision = binary, seed, time.time(), _revision()
        self._rows, self._summaries, self._figures = [HEADER], [], []
        self._points, self._controls = [], []
        self.is_good = True

    def add(self, findings, rig):
        self._rows += findings.rows()
        self._summaries.append(findings.summary())
        self._figures.append(findings.figures())
        self.is_good = self.is_good and findings.count == 0
        if hasattr(rig, "all_fired"):
            self._rows += rig.rows()
            self._points += [{"point": name, "when": when, "kills": count} for (name, when), count in rig.fired.items()]
            self.is_good = self.is_good and rig.all_fired

    def add_controls(self, rows, all_caught):
        self._rows += rows
        names = ("control", "crashes", "acknowledged", "result")
        self._controls += [{**dict(zip(names, row)), "control": row[0].removeprefix("control ")} for row in rows]
        self.is_good = self.is_good and all_caught

    def left_out(self, name, text):
        self._rows.append((name, "-", "-", text))

    def text(self, remark):
        total = self._totals()
        lines = [table(self._rows), *self._summaries]
        if self._figures:
            lines.append(
                f"in all: {total['kills']} kills, {total['cuts']} power cuts, {total['acknowledged']} acknowledged, {total['lost']} lost, "
                f"{total['orphans']} orphans, {total['crashed']} crashed")
        return "\n".join([*lines, f"{'held' if self.is_good else 'FAILED'}{remark}"])

    def json(self):
        return json.dumps(self.values(), indent=2) + "\n"

    def values(self):
        """What the JSON holds."""
        return {
            "held": self.is_good, "seed": self._seed, "seconds": round(time.time() - self._begun), "binary": Path(self._binary).name,
            "version": _output(self._binary, "--version"), "revision": self._revision, "build": Path(self._binary).parent.name, "machine": _machine(),
            "total": self._totals(), "rigs": self._figures, "points": self._points, "controls": self._controls,
        }

    def _totals(self):
        return {name: sum(figures.get(name, 0) for figures in self._figures)
                for name in ("kills", "cuts", "acknowledged", "lost", "orphans", "crashed")}


def _machine():
    return f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}, {os.cpu_count()} cores"


def _revision():
    """Of the sources beside these tests, from which the server was built."""
    root = Path(__file__).resolve().parents[2]
    return _output("git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") if (root / ".git").exists() else "unknown"


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()
