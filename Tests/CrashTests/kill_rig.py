"""Rig K: kill -9 under load, restart on the same folder, and look."""

from findings import say
from rig import Abandoned, Rig
from server import Server

REPORT_EVERY = 10


class KillRig(Rig):
    def __init__(self, findings, binary, work, environment=None):
        super().__init__(findings)
        findings.run_name = "kills"
        self.server = Server(binary, work / "data", work, environment)

    def crash(self):
        self.server.kill()

    def run(self, cycles, until=None):
        try:
            for number in range(1, cycles + 1):
                self.cycle()
                if self.findings.violations[until]:
                    return
                if number % REPORT_EVERY == 0 and until is None:
                    say(f"  kill {number}/{cycles}: {self.findings.acknowledged} acknowledged, {self.findings.count} violations")
            self.finish_folder()
        except Abandoned:
            pass
        finally:
            self.server.kill()
