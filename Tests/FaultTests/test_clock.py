"""R14: clocks that jump, and years that do not fit into 32 bits."""

import calendar
import glob
import time

import pytest

from faults.asking import ask
from support import signing

HOUR = 3600


def request_at(subject, method: str, key: str, at: float, expires: int = 900, **more):
    return signing.presign_v4(subject.client.request(method, key), subject.client.credentials, at=at, expires=str(expires), **more)


@pytest.mark.parametrize("text", ["2038-01-19T03:14:06Z", "2038-01-19T03:14:08Z", "2106-02-07T06:28:14Z", "2106-02-07T06:28:17Z"])
def test_expiry_is_exact_in_years_to_come(make_subject, figures, text):
    moment = calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    subject = make_subject(more=["--clock", f"frozen:{text}"]).start()
    assert ask(subject.client, request_at(subject, "PUT", "key", moment - 60, 60), b"in time").status == 200
    late = ask(subject.client, request_at(subject, "PUT", "key", moment - 61, 60), b"late")
    assert (late.status, late.code) == (403, "AccessDenied")
    read = ask(subject.client, request_at(subject, "GET", "key", moment))
    assert read.status == 200 and read.answer.body == b"in time"
    year = read.answer.header("Last-Modified").split()[3]
    assert year == text[:4], read.answer.header("Last-Modified")
    subject.restart(more=["--sweep-grace", "0"])
    assert ask(subject.client, request_at(subject, "GET", "key", moment)).status == 200
    subject.stop()
    figures.add("R14", f"the year {text[:4]}", 1, "expiry exact to the second")


@pytest.fixture
def fake_time(tmp_path):
    """A server's clock that the test sets: `fake_time(seconds)` from now on, relative to ours."""
    library = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
    assert library, "the clock tests need faketime: scripts/faults installs it"
    file = tmp_path / "offset"

    def set_offset(seconds: int):
        file.write_text(f"{seconds:+d}\n")

    set_offset(0)
    set_offset.environment = {
        "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return set_offset


def test_a_clock_that_jumps_while_the_server_runs(make_subject, fake_time, figures):
    # The library re-arranges the first process that loads it, whose arguments Swift then does not find: `env` is that one.
    subject = make_subject(environment=fake_time.environment, prefix=["env"], more=["--sweep-grace", "0", "--sweep-interval", "1"]).start()
    client = subject.client

    def put_at(offset: int, key: str):
        ending = ask(client, request_at(subject, "PUT", key, time.time() + offset), bytes(50_000))
        assert ending.status == 200, (key, ending)
        subject.book.written(key, bytes(50_000))

    put_at(0, "now")
    for offset in (-HOUR, HOUR, -24 * HOUR, 0):
        fake_time(offset)
        assert subject.put("wrong clock", b"x").status == (200 if offset == 0 else 403), "the fake clock has no effect"
        put_at(offset, f"at {offset}")
        time.sleep(1.2)
        subject.must_live()
    subject.check()
    subject.stop()
    # What was stored an hour ahead is not lost to a start an hour back.
    fake_time(-HOUR)
    subject.start()
    for key in ("now", f"at {HOUR}"):
        assert ask(subject.client, request_at(subject, "GET", key, time.time() - HOUR)).status == 200
    fake_time(0)
    subject.check()
    subject.stop()
    figures.add("R14", "jumps of an hour and a day while it runs and sweeps", 4, "nothing lost")
