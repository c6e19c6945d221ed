"""R5: the Nth system call on the data folder fails, for all N, once and from then on."""

import errno
import time
from collections import Counter

import pytest

from faults.injection import FOREVER
from faults.points import chosen, points
from faults.workload import Workload

#: How long a part of the points may take in the short form; --long takes all of them.
SECONDS = {"/staging": 6, "/blobs": 6, "/catalogue.sqlite": 20, "": 4}
#: So many points are hit at least, however long it takes.
LEAST = 12
#: So long after the fault has ended, writing must work again.
RESUME_SECONDS = 5
#: Those who come back without a restart are waited for; when so many in a row did not, the next ones are not.
PATIENCE = 3


class Campaign:
    """Points on one data folder, one after the other."""

    def __init__(self, subject):
        self.subject = subject
        self.clean = self.missed = self.restarts = self.refused = 0
        self.stuck = Counter()
        self._impatience = 0
        self._number = 0

    def counts(self, part: str) -> dict:
        workload = self._next_workload()
        workload.prepare()
        self.subject.injection.count(part)
        workload.run()
        counts = self.subject.injection.counted()
        self._judge(workload, injected=0, reads_may_break=False)
        return counts

    def strike(self, point):
        subject = self.subject
        workload = self._next_workload()
        workload.prepare()
        subject.injection.arm(point.call, point.number, point.last, point.mode, point.error, point.part)
        try:
            workload.run()
        finally:
            injected = subject.injection.heal()
        subject.must_live()
        self._judge(workload, injected, reads_may_break=point.call == "read")
        if injected == 0:
            self.missed += 1
            return
        subject.check(workload.keys())
        if not self._resumes(workload, point):
            self._restart()
            subject.check(workload.keys())
            assert self._resumes(workload, point), "no writing even after a restart"
        self.clean += 1

    def _next_workload(self) -> Workload:
        self._number += 1
        return Workload(self.subject, f"point-{self._number}")

    def _judge(self, workload, injected: int, reads_may_break: bool):
        """P5: errors are answers to the fault alone, and 503s with a document (`ask` has looked at its form)."""
        for what, ending, reads in workload.endings:
            if ending.answer is None:
                assert reads and reads_may_break, f"{what}: no answer: {ending.broken}"
            elif ending.status >= 300:
                assert injected, f"{what}: {ending.status} {ending.code} without a fault"
                allowed = {(503, "ServiceUnavailable"), (500, "InternalError")} if reads_may_break else {(503, "ServiceUnavailable")}
                assert (ending.status, ending.code) in allowed, f"{what}: {ending.status} {ending.code}: {ending.answer.body[:300]}"
                self.refused += 1

    def _resumes(self, workload, point) -> bool:
        deadline = time.monotonic() + (RESUME_SECONDS if self._impatience < PATIENCE else 0)
        while True:
            endings = [self.subject.put(f"{workload.name}/after {size}", bytes([7]) * size) for size in (10, 100_000)]
            if all(ending.status == 200 for ending in endings):
                self._impatience = 0 if time.monotonic() < deadline else self._impatience
                return True
            for ending in endings:
                assert ending.status in (200, 503), ending
            if time.monotonic() > deadline:
                self._impatience += 1
                self.stuck[point.call, errno.errorcode.get(point.error, "half")] += 1
                return False
            time.sleep(0.2)

    def _restart(self):
        self.restarts += 1
        self.subject.restart()


@pytest.mark.parametrize("part", list(SECONDS))
@pytest.mark.timeout(7200)
def test_every_failing_call_is_answered_honestly_and_gone_when_it_is_over(make_subject, memory_folder, figures, is_long, rng, part):
    campaign = Campaign(make_subject(injected=True, data=memory_folder / "data").start())
    folders = {"/staging": ["/staging"], "/blobs": ["/blobs"], "/catalogue.sqlite": ["/catalogue.sqlite"], "": [""]}[part]
    all_points = chosen([point for folder in folders for point in points(folder, campaign.counts(folder))], rng)
    deadline = time.monotonic() + SECONDS[part]
    faults = []
    for point in all_points:
        if not is_long and time.monotonic() > deadline and campaign.clean >= LEAST:
            break
        try:
            campaign.strike(point)
        except AssertionError as error:
            faults.append(f"{point}: {str(error)[:600]}")
            if not campaign.subject.server.is_alive() or len(faults) >= 20:
                break
            campaign._restart()
    done = campaign.clean + campaign.missed + len(faults)
    figures.add(
        "R5", f"failing calls on {part or 'anything'}", campaign.clean,
        f"clean of {done - campaign.missed} hit ({len(all_points)} in all), {campaign.refused} refusals, {campaign.restarts} restarts to resume")
    assert not faults, f"{len(faults)} of {done}: " + "\n".join(faults)
    assert campaign.clean >= LEAST, "too few points were hit to say anything"
    campaign.subject.restart()
    campaign.subject.finish()
    no_restart = [error for _, error in campaign.stuck if error in ("ENOSPC", "EDQUOT")]
    assert not no_restart, f"a full disk has to pass without a restart: {campaign.stuck}"
    if part in ("/staging", "/blobs"):
        assert campaign.restarts == 0, f"a fault of one file passes without a restart: {campaign.stuck}"
