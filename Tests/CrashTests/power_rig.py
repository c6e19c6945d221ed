"""Rig C: the power of the disk fails under load. What was acknowledged before must be there after."""

import time

from catalogue import write_back_log
from disk import Disk
from findings import say
from rig import Abandoned, Rig
from server import Server

#: A fresh disk before the old one gets so full that uploads could be refused.
FULL_SHARE = 0.35
REPORT_EVERY = 3
#: How often the catalogue's log begins again at its start while the load runs. A log that grows is written along with the file system's own, which
#: carries everything else along: what was forgotten does not show.
WRITTEN_BACK_SHARE = 0.5


class PowerRig(Rig):
    largest = 512 * 1024
    load_seconds = (0.1, 0.4)

    def __init__(self, findings, binary, work, environment=None, kind="ext4"):
        super().__init__(findings)
        findings.run_name = "cuts"
        self.disk = Disk(work, kind)
        self.server = Server(binary, self.disk.folder / "data", work, environment)

    def wait(self):
        super().wait()
        if self.rng.random() < WRITTEN_BACK_SHARE:
            write_back_log(self.server)
            time.sleep(self.rng.uniform(0.02, 0.15))

    def crash(self):
        # The acknowledgements are counted before the cut: whatever is acknowledged from here on may be lost.
        self.ledger.cut()
        self.disk.cut()
        self.server.kill()

    def cycle(self):
        super().cycle()
        self.disk.unmount()
        self.disk.mount()

    def run(self, budget, until=None):
        try:
            while not budget.is_spent(self.findings.runs) and not self.findings.violations[until]:
                self._run_disk(budget, until)
        except Abandoned:
            pass
        finally:
            self.server.kill()
            self.disk.remove()

    def _run_disk(self, budget, until):
        """As many cuts as one disk has room for, and a look at all that it holds."""
        self.disk.make()
        self.begin_folder()
        try:
            while not budget.is_spent(self.findings.runs) and self.disk.used_share < FULL_SHARE:
                self.cycle()
                if self.findings.violations[until]:
                    return
                if self.findings.runs % REPORT_EVERY == 0 and until is None:
                    say(f"  cut {self.findings.runs}/{budget}: {self.findings.acknowledged} acknowledged, {self.findings.count} violations")
            self.finish_folder()
        finally:
            self.server.kill()
            self.disk.unmount()
