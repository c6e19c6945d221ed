"""Every program against the same requests, which must end in the same way for each."""

import hashlib
import re
import subprocess
import time

import pytest
from support import cli
from support.server import binary

CHANGED_SIGNATURE = re.compile("(x-oss-signature=)([0-9a-f])")


def stored(client, key) -> bytes:
    answer = client.get(key)
    assert answer.status == 200, answer.body
    return answer.body


def refused(client, outcome, key, status, code, ec):
    """The program saw the refusal, said why, and nothing was stored."""
    assert (outcome.status, outcome["code"], outcome["ec"], outcome.code) == (status, code, ec, 1)
    assert not client.exists(key)


def test_a_file_is_uploaded(send, client, key, presign, small):
    outcome = send(presign(key), small)
    assert (outcome.status, outcome.code, outcome.body.strip()) == (200, 0, "")
    assert stored(client, key) == small.read_bytes()


def test_signed_headers_are_sent(send, client, key, presign, small):
    url = presign(key, "--content-type", "text/x-note; charset=utf-8", "--metadata", "author=alice b", "--metadata", "n=a=b")
    headers = [("Content-Type", "text/x-note; charset=utf-8"), ("x-oss-meta-author", "alice b"), ("x-oss-meta-n", "a=b")]
    assert send(url, small, headers).status == 200
    head = client.head(key)
    assert head.header("Content-Type") == "text/x-note; charset=utf-8"
    assert (head.header("x-oss-meta-author"), head.header("x-oss-meta-n")) == ("alice b", "a=b")


def test_signed_headers_that_are_not_sent_are_named(send, client, key, presign, small):
    url = presign(key, "--content-type", "text/plain", "--metadata", "author=alice")
    outcome = send(url, small, [("x-oss-meta-author", "alice")])
    refused(client, outcome, key, 403, "SignatureDoesNotMatch", "0002-00000201")
    assert "content-type" in outcome["hint"].lower()


def test_an_expired_url_is_refused_and_explained(send, client, key, presign, small):
    url = presign(key, "--expires-duration", "60", "--at", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600)))
    outcome = send(url, small)
    refused(client, outcome, key, 403, "AccessDenied", "0002-00000236")
    assert "expired" in outcome["message"]


def test_a_tampered_url_is_refused(send, client, key, presign, small):
    url = CHANGED_SIGNATURE.sub(lambda match: match[1] + "0123456789abcdef"[int(match[2], 16) - 1], presign(key))
    refused(client, send(url, small), key, 403, "SignatureDoesNotMatch", "0002-00000201")


def test_another_key_than_the_signed_one_is_refused(send, client, key, presign, small):
    url = presign(key + "-a").replace("-a?", "-b?")
    refused(client, send(url, small), key + "-b", 403, "SignatureDoesNotMatch", "0002-00000201")


@pytest.mark.parametrize("name", ["文件/ü~\U0001f4e6.txt", "a b+c & 100%.txt", "a//b", "'quoted' (1)!*;=@:,$[]{}|^`\"<>\\#?"],
                         ids=["unicode", "blanks", "slashes", "marks"])
def test_a_key_arrives_as_it_was_signed(send, client, key, presign, small, name):
    key = f"{key}/{name}"
    outcome = send(presign(key), small)
    assert (outcome.status, outcome.code) == (200, 0), outcome
    assert stored(client, key) == small.read_bytes()


def test_an_empty_file_is_uploaded(send, client, key, presign, files):
    outcome = send(presign(key), files / "empty")
    assert (outcome.status, outcome.code) == (200, 0)
    assert stored(client, key) == b""


def test_a_large_file_is_uploaded(send, client, key, presign, files):
    outcome = send(presign(key), files / "large")
    assert (outcome.status, outcome.code) == (200, 0)
    content = (files / "large").read_bytes()
    assert hashlib.sha256(stored(client, key)).digest() == hashlib.sha256(content).digest()


def test_a_large_file_that_is_refused_is_told_why(sender, client, key, presign, files):
    """The service answers and stops reading while the program still sends. HttpURLConnection then shows headers alone, with EC and hint."""
    outcome = sender.upload(presign(key, "--content-type", "text/plain"), files / "large")
    code = "" if sender.name in ("java-httpurlconnection", "android") else "SignatureDoesNotMatch"
    refused(client, outcome, key, 403, code, "0002-00000201")
    assert "content-type" in outcome["hint"].lower()


def test_a_signed_length_binds_the_size(send, client, key, presign, small, files):
    """So the programs say the length, rather than send in chunks."""
    url = presign(key, "-H", f"content-length: {small.stat().st_size}", "--additional-header", "content-length")
    assert send(url, files / "empty").status == 403
    assert not client.exists(key)
    assert send(url, small).status == 200


def test_explain_says_that_a_url_has_expired(key, presign):
    url = presign(key, "--expires-duration", "60", "--at", "2024-11-12T08:32:38Z")
    done = subprocess.run([binary(), "explain", url], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "expired" in done.stdout + done.stderr
