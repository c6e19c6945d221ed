"""Rig N: the server dies at a named call of the commit protocol, not at a random moment."""

import shutil
import time

from findings import say
from operations import SMALL
from points import BEFORE, LOG, NEW, POINTS, START
from rig import Abandoned, Rig
from server import Server, ServerFailed
from shim import Shim

#: How long a load may take until the call comes, and how often a point is tried that does not.
LOAD_SECONDS, LOG_SECONDS, START_SECONDS, TRIES = 10, 120, 2, 6
#: After so many kills a new folder.
FOLDER_KILLS = 40
#: What leaves a file in staging and rows in the log behind.
STAGED = next(point for point in POINTS if point.call == "fsync staged")


class PointRig(Rig):
    largest = 512 * 1024

    def __init__(self, findings, binary, work, points=POINTS):
        super().__init__(findings)
        findings.run_name = "kills"
        self._binary, self._work, self._data = binary, work, work / "data"
        self._points = points
        #: How often each point killed, by name and moment.
        self.fired = {(point.name, when): 0 for point in points for when in point.whens}

    def run(self, budget, until=None):
        """All points, again and again until the budget is spent or a violation of the kind is found, but once in any case."""
        try:
            while not self._has_all or not (budget.is_spent(self.findings.runs) or self.findings.violations[until]):
                self._run_all(budget)
        except Abandoned:
            pass
        finally:
            self.server.kill()

    def rows(self):
        """The lines of the table: how often each point killed. None is a failure: the point was not reached."""
        return [(f"point {name}, {when}", f"{count} kills", "", "" if count else "NOT REACHED") for (name, when), count in self.fired.items()]

    @property
    def all_fired(self):
        return all(self.fired.values())

    _has_all = False
    #: Since the folder is new.
    _kills = 0

    def _run_all(self, budget):
        self._use(None)
        for point in self._points:
            for when in point.whens:
                if self._has_all and budget.is_spent(self.findings.runs):
                    return self._finish()
                self._reach(point, when)
            if self._kills >= FOLDER_KILLS:
                self._finish()
        self._finish()
        self._has_all = True
        say(f"  points: {self.findings.runs} kills, {self.findings.acknowledged} acknowledged, {self.findings.count} violations")

    def _reach(self, point, when):
        for _ in range(TRIES):
            if point.phase == NEW and self._data.exists():
                self._finish()
            if point.phase == START:
                self._kill_at(STAGED, BEFORE)
                if point.call == "unlink blob":
                    # What became garbage in this second is not swept yet.
                    time.sleep(1.1)
            if self._kill_at(point, when):
                self.fired[point.name, when] += 1
                return
        say(f"  ! the point was not reached: {point.name} ({point.call}), {when}")

    def _kill_at(self, point, when):
        """Whether the server died there. It is killed in any case."""
        shim = Shim(self._work, "point", root=self._data, point=point.call, when=when)
        self._use(shim)
        calls = self.rng.randint(1, point.among)
        self.findings.runs += 1
        if point.phase in (START, NEW):
            self._die_at_start(shim, calls)
        else:
            self._die_under_load(shim, calls, point.phase == LOG)
        self.server.kill()
        self._use(None)
        self._kills += 1
        return shim.has_fired

    def _die_at_start(self, shim, calls):
        """The call comes before the server is ready, or in its first sweep."""
        shim.arm(calls)
        try:
            self.server.start(sweep_grace=0)
        except ServerFailed as failure:
            if not shim.has_fired:
                self.abandon(failure)
        self._wait(shim, START_SECONDS)

    def _die_under_load(self, shim, calls, is_log):
        self.start()
        self.verify(self.ledger.resume())
        shim.arm(calls)
        load = self.begin_load(SMALL if is_log else self.mix, expects_failures=True)
        self._wait(shim, LOG_SECONDS if is_log else LOAD_SECONDS)
        self.server.kill()
        load.join()
        self.count()

    def _wait(self, shim, seconds):
        deadline = time.monotonic() + seconds
        while self.server.is_running() and time.monotonic() < deadline:
            time.sleep(0.002)
        if not self.server.is_running() and not shim.has_fired:
            self.findings.violation("P6", f"the server died by itself{self.server.last_words()}")

    def _use(self, shim):
        self.server = Server(self._binary, self._data, self._work, shim.environment if shim else None)

    def _finish(self):
        """A look at everything, and a new folder."""
        self._use(None)
        if self._data.exists():
            self.finish_folder()
            shutil.rmtree(self._data)
        self.begin_folder()
        self._kills = 0
