"""The tools of these tests, tested negative first: a rig that cannot be seen to have an effect proves nothing."""

import errno

import pytest

from faults.injection import FOREVER
from faults.asking import get, put


@pytest.mark.parametrize("call,part", [("create", "/staging/"), ("write", "/staging/"), ("fsync", "/staging/"), ("link", "/blobs/"), ("fsync", "/blobs")])
def test_a_broken_call_on_a_blob_is_seen_as_503(make_subject, call, part):
    subject = make_subject(injected=True).start()
    subject.injection.arm(call, 1, FOREVER, error=errno.EIO, part=part)
    ending = put(subject.client, "large", bytes(100_000))
    assert (ending.status, ending.code) == (503, "ServiceUnavailable")
    assert subject.injection.heal() >= 1 and part in subject.injection.path
    assert put(subject.client, "large", bytes(100_000)).status == 200
    subject.stop()


def test_a_broken_write_of_the_catalogue_is_seen_as_503(make_subject):
    subject = make_subject(injected=True).start()
    subject.injection.arm("pwrite", 1, FOREVER, part="catalogue.sqlite-wal")
    assert put(subject.client, "small", b"small").status == 503
    assert subject.injection.heal() >= 1
    subject.stop()


def test_a_short_write_is_made_and_does_no_harm(make_subject):
    subject = make_subject(injected=True).start()
    subject.injection.arm("write", 1, FOREVER, mode="short", part="staging")
    subject.must_put("large", bytes(range(256)) * 1000)
    assert subject.injection.heal() > 5
    subject.check()
    subject.stop()


def test_calls_elsewhere_are_not_touched(make_subject):
    subject = make_subject(injected=True).start()
    subject.injection.arm("write", 1, FOREVER, part="no such path")
    assert put(subject.client, "large", bytes(100_000)).status == 200
    assert subject.injection.heal() == 0
    subject.stop()


def test_the_checks_notice_lost_changed_and_invented_objects(subject):
    subject.must_put("kept", b"kept")
    subject.check()
    for key, claimed in [("kept", b"other"), ("never sent", b"bytes")]:
        subject.book.written(key, claimed)
        with pytest.raises(AssertionError, match=key):
            subject.check()
        subject.book.written(key, b"kept" if key == "kept" else None)
    assert put(subject.client, "behind the book's back", b"x").status == 200
    with pytest.raises(AssertionError, match="listed and not readable"):
        subject.check()
    assert get(subject.client, "kept").answer.body == b"kept"
