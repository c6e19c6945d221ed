"""What rigs share that write down what reaches the disk, and then look at what is left after a power cut at many places of that log."""

from catalogue import write_back_log
from findings import say
from operations import LARGE, MIXED
from rig import Abandoned, Rig

REPORT_EVERY = 10
#: So many cuts are looked at for each load that was written down; every so many of them lies before the server was ready.
CUTS, EARLY_ONE_IN = 20, 6
#: Half of these are within the first so many records, in which the folder is made.
FIRST_PLACES = 16
#: Every so many cuts the folder too is looked at, before and after a sweep.
FOLDER_ONE_IN = 8


class ReplayRig(Rig):
    """A subclass gives `recording` (a context in which `self.server` writes to what is written down), `position`, and `restored`."""

    largest = 256 * 1024
    load_seconds = (0.2, 0.6)
    #: Where the log was when the server was ready, and when the catalogue's log began again.
    ready = begun_again = 0
    #: Only cuts behind that: for a control whose fault shows only there.
    is_late = False

    def __init__(self, findings):
        super().__init__(findings)
        findings.run_name = "cuts"

    def recording(self):
        raise NotImplementedError

    def position(self):
        """Where the log is now."""
        raise NotImplementedError

    def places(self, after):
        """Where the power can fail, behind a place of the log."""
        raise NotImplementedError

    def restored(self, place):
        """A context in which `self.server` has what was left."""
        raise NotImplementedError

    def run(self, budget, until=None):
        try:
            while not budget.is_spent(self.findings.runs) and not self.findings.violations[until]:
                recorded = self._record()
                for _ in range(CUTS):
                    try:
                        self._look(recorded)
                    except Abandoned:
                        # A control goes on: every cut has a folder of its own, and the fault that is looked for may show in another.
                        if until is None:
                            raise
                    if budget.is_spent(self.findings.runs) or self.findings.violations[until]:
                        break
        except Abandoned:
            pass

    def _record(self):
        """A load from the first start on. Its second half goes to a catalogue log that begins again, see `power_rig.py`."""
        self.begin_folder()
        self.ledger.position = self.position
        with self.recording():
            try:
                self.server.start()
                self.ready = self.position()
                self._write(MIXED)
                write_back_log(self.server)
                self.begun_again = self.position()
                self._write(LARGE)
            finally:
                self.server.kill()
        self.count()
        return self.ledger

    def _write(self, mix):
        load = self.begin_load(mix)
        self.wait()
        load.stop()

    def _look(self, recorded):
        self.findings.runs += 1
        place = self._place()
        self.ledger = recorded.at(place)
        with self.restored(place):
            try:
                if self.rng.randrange(FOLDER_ONE_IN) == 0:
                    self.finish_folder()
                else:
                    self.start()
                    self.verify(self.ledger.resume())
            finally:
                self.server.kill()
        if self.findings.runs % REPORT_EVERY == 0:
            say(f"  {self.findings.rig} {self.findings.runs}: {self.findings.acknowledged} acknowledged, {self.findings.count} violations")

    def _place(self):
        if self.is_late:
            return self.rng.choice(self.places(self.begun_again))
        if self.rng.randrange(EARLY_ONE_IN) != 0:
            return self.rng.choice(self.places(self.rng.choice([self.ready, self.begun_again])))
        early = [place for place in self.places(0) if place <= self.ready]
        return self.rng.choice(early[:FIRST_PLACES] if self.rng.random() < 0.5 else early)
