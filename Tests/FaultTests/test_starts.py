"""R5 at the start and at the end of a server: it comes up and serves, or says with status 3 what is wrong; the next start finds everything."""

import signal

from faults.budget import rounds
from faults.points import chosen, points


def prepare(make_subject, memory_folder):
    subject = make_subject(injected=True, data=memory_folder / "data").start()
    for number in range(3):
        subject.must_put(f"row/{number}", bytes([number]) * 900)
        subject.must_put(f"file/{number}", bytes([number]) * 40_000)
    return subject


def strike_start(subject, point) -> str:
    """One start with a fault; what became of it."""
    subject.injection.arm(point.call, point.number, point.last, point.mode, point.error, point.part)
    try:
        subject.start()
    except AssertionError as error:
        subject.injection.heal()
        assert "the server ended with 3: " in str(error), f"{error}"
        assert "cannot" in str(error), f"no sentence that says what is wrong: {error}"
        return "refused"
    injected = subject.injection.heal()
    subject.check()
    if subject.put("after", b"after").status != 200:
        return "read-only"
    return "served" if injected else "missed"


def test_faults_while_it_starts(make_subject, memory_folder, figures, is_long, rng):
    subject = prepare(make_subject, memory_folder)
    # After a kill, so that there is a log to be read back and a staging folder to be cleared.
    subject.stop(signal.SIGKILL)
    subject.injection.count()
    subject.start()
    counts = subject.injection.counted()
    assert counts["open"] + counts["create"] > 5, counts
    order = chosen(points("", counts), rng)
    outcomes, faults = {}, []
    for number in rounds(len(order), 10, is_long, least=10):
        subject.stop(signal.SIGKILL)
        try:
            outcome = strike_start(subject, order[number])
            if outcome == "refused":
                subject.start()
                subject.check()
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        except AssertionError as error:
            faults.append(f"{order[number]}: {str(error)[:500]}")
            subject.injection.heal()
            subject.start()
        if number % 20 == 19:
            subject.restart(signal.SIGKILL)
    figures.add("R5", "failing calls while it starts", number + 1, f"of {len(order)}: {outcomes}")
    assert not faults, f"{len(faults)} of {number + 1}: " + "\n".join(faults[:10])
    subject.check()
    subject.restart()
    subject.finish()


def test_faults_while_it_stops(make_subject, memory_folder, figures, is_long, rng):
    subject = prepare(make_subject, memory_folder)
    subject.injection.count()
    subject.stop()
    order = chosen(points("", subject.injection.counted()), rng)
    assert order, "stopping touches nothing"
    clean = 0
    for number in rounds(len(order), 6, is_long, least=10):
        point = order[number]
        subject.start()
        subject.must_put(f"stop/{number}", bytes([number % 256]) * 900)
        subject.injection.arm(point.call, point.number, point.last, point.mode, point.error, point.part)
        status = subject.server.stop()
        subject.injection.heal()
        assert status in (0, 3), f"{point}: ended with {status}: {subject.server.log()[-500:]}"
        clean += status == 0
        subject.start()
        subject.check()
        subject.stop()
    figures.add("R5", "failing calls while it stops", number + 1, f"of {len(order)}: {clean} ended with 0, none by a signal, 0 lost")
    subject.finish()


def test_a_folder_that_cannot_be_written_is_refused_with_a_sentence(tmp_path, make_subject, figures):
    """EROFS and EACCES by real means: a folder mounted read-only is covered by the tests with disks, this is a file in its place."""
    (tmp_path / "file").write_text("not a folder")
    subject = make_subject(data=tmp_path / "file" / "data")
    try:
        subject.start()
        raise RuntimeError("it started")
    except AssertionError as error:
        assert "the server ended with 3: " in str(error)
    figures.add("R5", "a data folder that cannot be", 1, "refused with status 3")
