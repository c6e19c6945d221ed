"""x-waybill-hint says what is wrong with a signature, and never what would be right; and the server's clock may be set."""

import time

import pytest

from support import signing
from support.answers import refusal
from support.client import Client
from support.signing import presign_v1, presign_v4

HINT = "x-waybill-hint"


def put(client, request, body=b"x"):
    answer = client.send(request, body)
    assert refusal(answer).code == "SignatureDoesNotMatch"
    return answer.header(HINT)


@pytest.mark.parametrize("sign", [presign_v4, presign_v1], ids=["v4", "v1"])
def test_an_unsigned_content_type_is_named(client, key, sign):
    request = sign(client.request("PUT", key), client.credentials).with_headers(("Content-Type", "application/x-www-form-urlencoded"))
    assert "content-type" in put(client, request).lower()


@pytest.mark.parametrize("sign", [presign_v4, presign_v1], ids=["v4", "v1"])
def test_a_signed_content_type_that_is_missing_is_named(client, key, sign):
    request = sign(client.request("PUT", key, headers=[("Content-Type", "text/plain")]), client.credentials)
    request.headers.clear()
    answer = client.send(request, b"x")
    assert refusal(answer).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("sign", [presign_v4, presign_v1], ids=["v4", "v1"])
def test_another_method_is_named(client, key, sign):
    request = sign(client.request("GET", key), client.credentials)
    request.method = "PUT"
    assert "GET" in put(client, request)


def test_an_unsigned_header_of_oss_is_named(client, key):
    request = client.presigned("PUT", key).with_headers(("x-oss-meta-a", "b"))
    assert "x-oss-meta-a" in put(client, request)


@pytest.mark.parametrize("sign", [presign_v4, presign_v1], ids=["v4", "v1"])
def test_a_hint_never_tells_the_signature(client, key, sign):
    right = sign(client.request("PUT", key), client.credentials)
    expected = signing.octets(dict(right.params)["x-oss-signature" if sign is presign_v4 else "Signature"])
    wrong = signing.replaced(right, "x-oss-signature" if sign is presign_v4 else "Signature", "0" * 64)
    answer = client.send(wrong, b"x")
    everything = answer.head + answer.body
    assert expected not in everything
    assert client.credentials.secret.encode() not in everything


def test_an_accepted_request_has_no_hint(client, key):
    assert client.send(client.presigned("PUT", key), b"x").header(HINT) is None


def test_hints_are_one_line_of_ascii(client, key):
    request = client.presigned("PUT", key).with_headers(("Content-Type", "text/ü"))
    hint = put(client, request)
    assert hint and hint.isascii() and hint.isprintable()


def test_hints_may_be_switched_off(start_server, key):
    client = Client(start_server(more=("--no-hints",)))
    request = client.presigned("PUT", key).with_headers(("Content-Type", "text/plain"))
    assert put(client, request) is None


# The clock

FROZEN = "2026-01-02T03:04:05Z"
MOMENT = 1767323045


@pytest.fixture
def frozen(start_server):
    return Client(start_server(more=("--clock", f"frozen:{FROZEN}")))


def test_a_frozen_clock_stands_still(frozen, key):
    for _ in range(2):
        answer = frozen.send(frozen.presigned("PUT", key, at=MOMENT), b"x")
        assert answer.status == 200, answer.body
        assert answer.header("Date") == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert frozen.send(frozen.signed("GET", key, at=MOMENT)).header("Last-Modified") == "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.mark.parametrize("age, status, ec", [
    (0, 200, ""), (899, 200, ""), (900, 200, ""), (901, 403, "0002-00000236"), (-900, 200, ""), (-901, 403, "0002-00000235"),
])
def test_the_edges_of_a_url_s_life_are_exact(frozen, key, age, status, ec):
    answer = frozen.send(frozen.presigned("PUT", key, at=MOMENT - age, expires="900"), b"x")
    assert answer.status == status, answer.body
    if ec:
        error = refusal(answer)
        assert (error.code, error.ec) == ("AccessDenied", ec)
        if ec.endswith("236"):
            assert (error.message, error["ServerTime"]) == ("Request has expired.", "2026-01-02T03:04:05.000Z")


@pytest.mark.parametrize("age, status", [(900, 200), (901, 403), (-900, 200), (-901, 403)])
def test_the_edges_of_a_header_s_life_are_exact(frozen, key, age, status):
    answer = frozen.send(frozen.signed("PUT", key, at=MOMENT - age), b"x")
    assert answer.status == status
    if status == 403:
        assert (refusal(answer).code, refusal(answer).ec) == ("RequestTimeTooSkewed", "0002-00000504")


@pytest.mark.parametrize("offset, hours", [("+2h", 2), ("-90m", -1.5)])
def test_a_clock_may_run_ahead_or_behind(start_server, key, offset, hours):
    client = Client(start_server(more=("--clock", f"offset:{offset}")))
    assert refusal(client.send(client.signed("PUT", key), b"x")).code == "RequestTimeTooSkewed"
    assert client.send(client.signed("PUT", key, at=time.time() + hours * 3600), b"x").status == 200


@pytest.mark.parametrize("clock", ["", "frozen:", "frozen:yesterday", "offset:", "offset:2", "stopped"])
def test_a_clock_that_is_not_understood_does_not_start(start_server, clock):
    with pytest.raises(AssertionError, match="the server ended with 64|the server ended with 1"):
        start_server(more=("--clock", clock))
