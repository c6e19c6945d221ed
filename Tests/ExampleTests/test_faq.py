"""The questions that the documentation page answers, as tests: expiry during the upload, headers that were not signed, a URL that is used again."""

import time

import pytest

from harness.gate import Gate
from harness.programs import UPLOADS

# Expiry during the upload


@pytest.fixture
def gate(server):
    gate = Gate(server.port)
    yield gate
    gate.close()


def start_all(gate, presign, key, file, seconds):
    """Starts every program with a URL that lives for so long, and waits until each is in the middle of its upload. Gives the programs, the URLs
    and the end of their lives, or None when the machine was too busy for that."""
    held = gate.held
    urls = {program.name: gate.through(presign(f"{key}/{program.name}", "--expires-duration", str(seconds))) for program in UPLOADS}
    expiry = time.time() + seconds
    runs = {program.name: program.start(urls[program.name], file) for program in UPLOADS}
    if gate.wait_for(held + len(UPLOADS), seconds):
        return runs, urls, expiry
    for run in runs.values():
        run.process.kill()
        run.process.communicate()
    return None


@pytest.mark.timeout(600)
def test_expiry_during_the_upload(client, key, gate, presign, small, files):
    """A running upload completes: the validity is judged once, when the request's head arrives."""
    for program in UPLOADS:
        program.run().communicate()  # builds it, so that no URL expires meanwhile
    started = next(filter(None, (start_all(gate, presign, key, files / "large", seconds) for seconds in (10, 20, 40, 80))))
    runs, urls, expiry = started
    time.sleep(max(expiry + 1 - time.time(), 0))
    late = UPLOADS[0].upload(urls[UPLOADS[0].name].replace(str(gate.port), str(gate.behind)), small)
    assert (late.status, late["code"], late["ec"]) == (403, "AccessDenied", "0002-00000236"), "the URLs have expired by now"
    gate.open()
    outcomes = {name: run.outcome() for name, run in runs.items()}
    assert {name: (outcome.code, outcome["status"]) for name, outcome in outcomes.items()} == {name: (0, "200") for name in runs}
    content = (files / "large").read_bytes()
    assert all(client.get(f"{key}/{name}").body == content for name in runs)


# Headers that were not signed


@pytest.mark.parametrize("header", [("Content-Type", "text/plain"), ("x-oss-meta-author", "alice"), ("x-oss-object-acl", "public-read"),
                                    ("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")], ids=lambda header: header[0])
def test_headers_that_were_not_signed(send, client, key, presign, small, header):
    """They must not be sent: the answer is 403, and the hint names the header."""
    outcome = send(presign(key), small, [header])
    assert (outcome.status, outcome["code"], outcome["ec"], outcome.code) == (403, "SignatureDoesNotMatch", "0002-00000201", 1)
    assert header[0].lower() in outcome["hint"].lower()
    assert not client.exists(key)


# A URL that is used again


def test_a_url_that_is_used_again_overwrites(send, client, key, presign, small, files):
    """Until it expires, a URL may be used as often as one likes, and the last upload stays."""
    url = presign(key)
    assert send(url, small).code == 0
    assert client.get(key).body == small.read_bytes()
    assert send(url, files / "empty").code == 0
    assert client.get(key).body == b""


def test_a_url_that_forbids_overwriting_works_once(send, client, key, presign, small, files):
    """`x-oss-forbid-overwrite: true`, signed and sent, is the way to have an upload happen once."""
    url = presign(key, "-H", "x-oss-forbid-overwrite: true")
    header = [("x-oss-forbid-overwrite", "true")]
    assert send(url, small, header).code == 0
    outcome = send(url, files / "empty", header)
    assert (outcome.status, outcome["code"], outcome.code) == (409, "FileAlreadyExists", 1)
    assert client.get(key).body == small.read_bytes()
    assert send(url, files / "empty").status == 403, "leaving the header out is no way around it"
