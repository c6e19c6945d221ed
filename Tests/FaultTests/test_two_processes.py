"""R19: two processes, one data folder."""

import signal

import pytest



def test_a_second_server_is_refused_and_harms_nothing(subject, make_subject, figures):
    subject.must_put("before", bytes(100_000))
    for _ in range(3):
        second = make_subject(data=subject.data)
        with pytest.raises(AssertionError, match="the server ended with 3: .*in use"):
            second.start()
    subject.must_put("after", bytes(100_000))
    subject.check()
    subject.finish()
    figures.add("R19", "a second server on the folder", 3, "refused with status 3; the first goes on")


def test_the_lock_goes_with_the_process(subject, make_subject, figures):
    """A killed server leaves no lock behind, a stopped (SIGSTOP) one keeps it."""
    subject.must_put("kept", b"kept")
    subject.server.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(AssertionError, match="in use"):
            make_subject(data=subject.data).start()
    finally:
        subject.server.process.send_signal(signal.SIGCONT)
    subject.restart(signal.SIGKILL)
    subject.check()
    subject.finish()
    figures.add("R19", "the lock of a killed server", 1, "gone with it")


def test_commands_beside_the_server_harm_nothing(subject, figures):
    """`waybill ram` writes to the same catalogue while uploads run."""
    import subprocess

    from support.server import binary

    for number in range(20):
        done = subprocess.run([binary(), "ram", "user", "create", f"user{number}", "--data", str(subject.data)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        subject.must_put(f"beside/{number}", bytes([number]) * 50_000)
    subject.finish()
    figures.add("R19", "waybill ram beside uploads", 20, "both are taken")
