"""Uploads with a callback: the application server's answer is the program's output, and a callback that failed is told apart."""

import pytest
from support.receiver import encoded

CALLBACKS = pytest.mark.parametrize("carrier", ["header", "query"])


def sign(presign, receiver, key, carrier):
    """The URL, and the headers that must be sent with it."""
    callback = encoded({"callbackUrl": receiver.url + "/arrived", "callbackBody": "object=${object}&size=${size}"})
    if carrier == "query":
        return presign(key, "--query-param", f"callback={callback}"), []
    return presign(key, "-H", f"x-oss-callback: {callback}"), [("x-oss-callback", callback)]


@CALLBACKS
def test_the_answer_of_the_application_server_is_passed_through(send, client, key, presign, small, receiver, carrier):
    receiver.body = b'{"filed": true}'
    outcome = send(*arguments(sign(presign, receiver, key, carrier), small))
    assert (outcome.status, outcome.code, outcome.body.strip()) == (200, 0, '{"filed": true}')
    assert receiver.only().is_signed()
    assert receiver.only().form == {"object": key, "size": str(small.stat().st_size)}
    assert client.get(key).body == small.read_bytes()


@CALLBACKS
def test_a_callback_that_fails_is_told_apart(send, client, key, presign, small, receiver, carrier):
    receiver.status = 500
    outcome = send(*arguments(sign(presign, receiver, key, carrier), small))
    assert (outcome.status, outcome["code"], outcome["ec"], outcome.code) == (203, "CallbackFailed", "0007-00000203", 2)
    assert "callback failed" in outcome.stderr
    assert client.get(key).body == small.read_bytes()


def test_a_callback_that_was_not_signed_is_refused(send, client, key, presign, small, receiver):
    callback = encoded({"callbackUrl": receiver.url, "callbackBody": "x"})
    outcome = send(presign(key), small, [("x-oss-callback", callback)])
    assert (outcome.status, outcome["code"], outcome.code) == (403, "SignatureDoesNotMatch", 1)
    assert not receiver.received and not client.exists(key)


def arguments(signed, file):
    url, headers = signed
    return url, file, headers
