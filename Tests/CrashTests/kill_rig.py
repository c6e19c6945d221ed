"""Rig K: kill -9 under load, restart on the same folder, and look."""

import shutil

from findings import say
from rig import Abandoned, Rig
from server import Server

REPORT_EVERY = 10
#: A new folder after so many kills, so that the last look, at everything, stays short.
FOLDER_KILLS = 100


class KillRig(Rig):
    def __init__(self, findings, binary, work, environment=None):
        super().__init__(findings)
        findings.run_name = "kills"
        self.server = Server(binary, work / "data", work, environment)

    def crash(self):
        self.server.kill()

    def run(self, budget, until=None):
        try:
            while not budget.is_spent(self.findings.runs) and not self.findings.violations[until]:
                self.begin_folder()
                self._run_folder(budget, until)
                shutil.rmtree(self.server.data)
        except Abandoned:
            pass
        finally:
            self.server.kill()

    def _run_folder(self, budget, until):
        """As many kills as one folder lives through, and a look at all that it holds."""
        for number in range(1, FOLDER_KILLS + 1):
            self.cycle()
            if self.findings.violations[until]:
                return
            if number % REPORT_EVERY == 0 and until is None:
                say(f"  kill {self.findings.runs}/{budget}: {self.findings.acknowledged} acknowledged, {self.findings.count} violations")
            if budget.is_spent(self.findings.runs):
                break
        self.finish_folder()
