"""What a rig found: how much it did, and every promise that it saw broken."""

import statistics
import sys
from collections import Counter
from dataclasses import dataclass, field

PROPERTIES = {
    "P1": "acknowledged is readable, every byte, CRC-64 equal",
    "P2": "nothing partial is ever visible; listing = GET",
    "P3": "an overwrite is the old object or the new one",
    "P4": "the folder: rows have bytes, staging and orphans gone",
    "P5": "no unexpected answer",
    "P6": "the server lives until it is killed, and starts again",
}
SHOWN = 20


def say(text):
    """A line of progress."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Findings:
    rig: str
    seed: int
    #: Controls are meant to find something: one line of it is enough.
    shown: int = SHOWN
    runs: int = 0
    run_name: str = "runs"
    acknowledged: int = 0
    verified: int = 0
    checksums: int = 0
    interrupted: int = 0
    #: Blobs that nothing referred to after a sweep, and files left in staging/ after a start.
    orphans: int = 0
    starts: list = field(default_factory=list)
    violations: Counter = field(default_factory=Counter)

    def violation(self, kind, text, key=None):
        self.violations[kind] += 1
        if self.count <= self.shown:
            where = f" key={key!r}" if key is not None else ""
            say(f"  ! {self.rig} {kind} seed={self.seed} cycle={self.runs}{where}: {text}")
        elif self.count == self.shown + 1:
            say(f"  ! {self.rig}: more violations are counted and not shown")

    @property
    def count(self):
        return sum(self.violations.values())

    @property
    def lost(self):
        """Acknowledged writes that were not found, or not as they had been sent."""
        return self.violations["P1"] + self.violations["P3"]

    @property
    def crashed(self):
        """How often the server died by itself, or did not start."""
        return self.violations["P6"]

    @property
    def start_p50(self):
        return statistics.median(self.starts) * 1000 if self.starts else 0.0

    def summary(self):
        """The figures beside the table."""
        return (
            f"{self.rig}: {self.runs} {self.run_name} and {self.interrupted} during a start, {self.acknowledged} acknowledged, {self.lost} lost, "
            f"{self.orphans} orphans, {self.crashed} crashed, {self.verified} reads verified, {self.checksums} checksums recomputed, restart p50 {self.start_p50:.0f} ms")

    def figures(self):
        """The same for programs."""
        return {
            "rig": self.rig, self.run_name: self.runs, "interrupted_starts": self.interrupted, "acknowledged": self.acknowledged, "lost": self.lost,
            "orphans": self.orphans, "crashed": self.crashed, "violations": {kind: self.violations[kind] for kind in PROPERTIES},
            "reads_verified": self.verified, "checksums_recomputed": self.checksums, "restart_p50_ms": round(self.start_p50),
        }

    def rows(self):
        """The lines of the table."""
        return [
            (f"{self.rig} {kind} {text}", f"{self.runs} {self.run_name}", str(self.acknowledged), str(self.violations[kind]))
            for kind, text in PROPERTIES.items()
        ]


def table(rows):
    """Columns as wide as they need to be, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1])] + [cell.rjust(width) for cell, width in zip(row[2:], widths[2:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
