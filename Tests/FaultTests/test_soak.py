"""R24: an hour of mixed load. Memory and descriptors do not grow."""

import random
import statistics
import threading
import time

import pytest

from faults.workload import Workload

pytestmark = pytest.mark.long
#: In MiB an hour, after the first fifth of the run, in which caches fill.
MOST_GROWTH = 16
WRITERS = 4


def slope(samples: list) -> float:
    """The growth per second of (seconds, value), by least squares."""
    seconds, values = zip(*samples)
    mean_s, mean_v = statistics.fmean(seconds), statistics.fmean(values)
    return sum((s - mean_s) * (v - mean_v) for s, v in samples) / sum((s - mean_s) ** 2 for s in seconds)


def test_the_slope_is_seen():
    """The negative control: 36 MiB an hour in noise."""
    noise = random.Random(1)
    samples = [(second, 1000 + second * 0.01 + noise.uniform(-5, 5)) for second in range(3600)]
    assert 30 < slope(samples) * 3600 < 42


@pytest.mark.timeout(0)
def test_soak(make_subject, figures, request):
    minutes = request.config.option.soak_minutes
    subject = make_subject(more=["--sweep-grace", "0", "--sweep-interval", "5"]).start()
    ends, faults, runs = time.monotonic() + minutes * 60, [], [0] * WRITERS

    def work(writer: int):
        while time.monotonic() < ends and not faults:
            workload = Workload(subject, f"writer-{writer}")
            try:
                workload.prepare()
                workload.run()
            except AssertionError as error:
                faults.append(str(error))
            faults.extend(f"{what}: {ending}" for what, ending, _ in workload.endings if ending.status == 0 or ending.status >= 300)
            runs[writer] += 1

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    memory, descriptors, begun = [], [], time.monotonic()
    while any(thread.is_alive() for thread in threads):
        time.sleep(1)
        subject.must_live()
        if time.monotonic() - begun > minutes * 12:
            memory.append((time.monotonic(), subject.server.memory() / 1024))
            descriptors.append((time.monotonic(), subject.descriptors))
    assert not faults, faults[:3]
    growth, more = slope(memory) * 3600, slope(descriptors) * 3600
    figures.add("R24", f"mixed load for {minutes:g} min", sum(runs), f"RSS {memory[-1][1]:.0f} MiB, {growth:+.1f} MiB/h; descriptors {more:+.1f}/h; no 5xx")
    assert growth < MOST_GROWTH * max(1, 10 / minutes), f"{growth:.1f} MiB an hour"
    assert more < 5 * max(1, 10 / minutes), f"{more:.1f} descriptors an hour"
    subject.finish()
