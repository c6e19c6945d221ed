"""Expect: 100-continue: asked for by curl on every upload, answered only when the upload is welcome."""

import time

from support import cli
from support.answers import check_wire, refusal
from support.curl import curl
from support.raw import Connection, head
from support.signing import replaced


def expecting(client, request, length):
    headers = [("Host", client.host), ("Content-Length", length), ("Expect", "100-continue")]
    return head(request.method, request.target(), headers)


def test_curl_gets_100_before_it_sends_the_body(server, key):
    answer = curl("-H", "Expect: 100-continue", "-T", "-", cli.presign(server, key), stdin=b"x")
    assert (answer.interim, answer.status) == ([100], 200)


def test_curl_gets_no_100_when_it_is_refused(server, key):
    answer = curl("-H", "Expect: 100-continue", "-T", "-", cli.presign(server, key) + "0", stdin=b"x" * 2_000_000)
    assert (answer.interim, answer.status) == ([], 403)


def test_an_accepted_upload_gets_100_and_then_waits_for_its_body(client, key):
    with Connection(client.port) as connection:
        connection.send(expecting(client, client.presigned("PUT", key), 5))
        assert connection.head().status == 100
        assert connection.is_silent(0.3), "an answer before the body"
        connection.send(b"12345")
        assert check_wire(connection.answer()).status == 200
    assert client.get(key).body == b"12345"


def test_a_refused_upload_gets_no_100(client, key):
    request = replaced(client.presigned("PUT", key), "x-oss-signature", "0" * 64)
    with Connection(client.port) as connection:
        connection.send(expecting(client, request, 5))
        answer = connection.answer()
        assert answer.interim == []
        assert refusal(answer).code == "SignatureDoesNotMatch"
    assert not client.exists(key)


def test_a_declared_length_above_the_limit_is_refused_without_100(client, key):
    with Connection(client.port) as connection:
        connection.send(expecting(client, client.presigned("PUT", key), (5 << 30) + 1))
        answer = connection.answer()
        assert answer.interim == []
        error = refusal(answer)
        assert (error.status, error.code) == (400, "EntityTooLarge")
    assert not client.exists(key)


def test_the_validity_is_judged_once_when_the_head_has_arrived(client, key):
    request = client.presigned("PUT", key, expires="1")
    with Connection(client.port) as connection:
        connection.send(expecting(client, request, 5))
        assert connection.head().status == 100
        time.sleep(2.2)
        connection.send(b"12345")
        assert connection.answer().status == 200
    assert refusal(client.send(request, b"later")).message == "Request has expired."
    assert client.get(key).body == b"12345"
