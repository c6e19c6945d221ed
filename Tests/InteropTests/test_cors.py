"""CORS with a raw client: preflights, actual requests, and the headers on refusals."""

import pytest

from support import buckets
from support.answers import check_wire, refusal
from support.signing import presign_v4

ORIGIN = "https://app.example.com"
FORBIDDEN = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
    "Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec."
)
NAMES = ["Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age"]


def rule(origins=(ORIGIN,), methods=("PUT", "GET"), headers=("*",), expose=("ETag", "x-oss-request-id"), age=600):
    lists = [("AllowedOrigin", origins), ("AllowedMethod", methods), ("AllowedHeader", headers), ("ExposeHeader", expose)]
    inner = "".join(f"<{name}>{value}</{name}>" for name, values in lists for value in values)
    return f"<CORSRule>{inner}" + (f"<MaxAgeSeconds>{age}</MaxAgeSeconds>" if age is not None else "") + "</CORSRule>"


def configure(client, *rules, vary=None):
    more = f"<ResponseVary>{vary}</ResponseVary>" if vary else ""
    answer = buckets.configure(client, client.bucket, "cors", f"<CORSConfiguration>{''.join(rules)}{more}</CORSConfiguration>")
    assert answer.status == 200, answer.body


def preflight(client, origin=ORIGIN, method="PUT", headers=None, key="a", query=()):
    lines = [("Origin", origin)] if origin else []
    lines += [("Access-Control-Request-Method", method)] if method else []
    lines += [("Access-Control-Request-Headers", headers)] if headers else []
    return client.send(client.request("OPTIONS", key, list(query), lines))


def allowed(answer) -> dict:
    return {name: answer.header(name) for name in NAMES if answer.header(name) is not None}


def words(value) -> set:
    return {word.strip().lower() for word in value.split(",")}


def test_a_preflight_is_answered_by_the_rule(own):
    configure(own, rule())
    answer = check_wire(preflight(own, headers="content-type, x-oss-meta-a"))
    assert answer.status == 200
    assert answer.header("Access-Control-Allow-Origin") == ORIGIN
    assert words(answer.header("Access-Control-Allow-Methods")) == {"put", "get"}
    assert words(answer.header("Access-Control-Allow-Headers")) == {"content-type", "x-oss-meta-a"}
    assert words(answer.header("Access-Control-Expose-Headers")) == {"etag", "x-oss-request-id"}
    assert answer.header("Access-Control-Max-Age") == "600"


def test_a_preflight_needs_no_signature_and_ignores_one(own):
    configure(own, rule())
    rubbish = [("x-oss-signature", "0" * 64), ("x-oss-credential", "nobody"), ("x-oss-signature-version", "OSS4-HMAC-SHA256")]
    for query in ((), rubbish, [("OSSAccessKeyId", "nobody"), ("Signature", "x"), ("Expires", "1")]):
        assert preflight(own, query=query).status == 200
    assert preflight(own, key="").status == 200


@pytest.mark.parametrize("origin, asked, status", [
    ("https://*.example.com", ORIGIN, 200), ("https://*.example.com", "https://a.b.example.com", 200), ("https://*.example.com", "https://example.com", 403),
    ("https://*.example.com", "http://app.example.com", 403), ("http://localhost:*", "http://localhost:8080", 200), ("http://localhost:*", "http://localhost", 403),
    (ORIGIN, ORIGIN + ":8443", 403), (ORIGIN, "https://app.example.com.evil.com", 403), (ORIGIN, "null", 403), ("*", "null", 200),
])
def test_origins_are_matched(own, origin, asked, status):
    configure(own, rule([origin]))
    answer = preflight(own, asked)
    assert answer.status == status
    if status == 200:
        assert answer.header("Access-Control-Allow-Origin") == ("*" if origin == "*" else asked)
    else:
        assert allowed(answer) == {}


@pytest.mark.parametrize("permitted, asked, status", [
    (["*"], "anything, x-oss-date", 200), (["Content-Type"], "content-type", 200), (["content-type"], "Content-Type,X-Other", 403),
    (["x-oss-*"], "x-oss-meta-a,x-oss-date", 200), (["x-oss-*"], "content-type", 403), ([], None, 200), ([], "content-type", 403),
])
def test_headers_are_matched(own, permitted, asked, status):
    configure(own, rule(headers=permitted))
    assert preflight(own, headers=asked).status == status


def test_the_method_is_matched(own):
    configure(own, rule(methods=["GET"]))
    assert preflight(own, method="GET").status == 200
    assert preflight(own, method="PUT").status == 403


def test_the_first_rule_that_matches_wins(own):
    configure(own, rule(methods=["GET"], age=1), rule(age=2), rule(["*"], age=3))
    assert preflight(own, method="GET").header("Access-Control-Max-Age") == "1"
    assert preflight(own, method="PUT").header("Access-Control-Max-Age") == "2"
    other = preflight(own, "https://other.com")
    assert (other.header("Access-Control-Max-Age"), other.header("Access-Control-Allow-Origin")) == ("3", "*")


def test_without_rules_it_is_forbidden(own):
    error = refusal(preflight(own))
    assert (error.status, error.code, error.ec) == (403, "AccessForbidden", "0003-00000601")
    assert error.message.startswith("CORSResponse: ")


def test_without_a_matching_rule_it_is_forbidden(own):
    configure(own, rule())
    error = refusal(preflight(own, "https://other.com"))
    assert (error.status, error.code, error.message, error.ec) == (403, "AccessForbidden", FORBIDDEN, "0003-00000602")


def test_a_preflight_needs_origin_and_method(own):
    configure(own, rule())
    error = refusal(preflight(own, origin=None))
    assert (error.status, error.code, error.ec) == (400, "BadRequest", "0034-00000101")
    assert error.message == "Insufficient information. Origin request header needed."
    error = refusal(preflight(own, method=None))
    assert (error.status, error.code, error.ec) == (400, "BadRequest", "0034-00000102")
    assert error.message == "Insufficient information. Access-Control-Request-Method request header needed."


def test_an_actual_request_gets_the_headers(own):
    configure(own, rule())
    answer = own.send(own.signed("PUT", "a", headers=[("Origin", ORIGIN)]), b"x")
    assert answer.status == 200
    assert answer.header("Access-Control-Allow-Origin") == ORIGIN
    assert words(answer.header("Access-Control-Expose-Headers")) == {"etag", "x-oss-request-id"}
    answer = own.send(own.presigned("GET", "a", headers=[("Origin", ORIGIN)]))
    assert (answer.body, answer.header("Access-Control-Allow-Origin")) == (b"x", ORIGIN)


@pytest.mark.parametrize("origin", [None, "https://other.com"])
def test_without_a_match_the_answer_is_a_plain_one(own, origin):
    configure(own, rule())
    answer = own.send(own.signed("PUT", "a", headers=[("Origin", origin)] if origin else []), b"x")
    assert (answer.status, allowed(answer)) == (200, {})


def test_refusals_carry_the_headers_too(own):
    """Else the page could not read why it was refused."""
    configure(own, rule())
    missing = own.send(own.signed("GET", "missing", headers=[("Origin", ORIGIN)]))
    assert (missing.status, missing.header("Access-Control-Allow-Origin")) == (404, ORIGIN)
    wrong = own.credentials._replace(secret="wrong")
    mismatch = own.send(presign_v4(own.request("PUT", "a", headers=[("Origin", ORIGIN)]), wrong), b"x")
    assert (mismatch.status, mismatch.header("Access-Control-Allow-Origin")) == (403, ORIGIN)
    assert "x-oss-request-id" in words(mismatch.header("Access-Control-Expose-Headers"))


@pytest.mark.parametrize("vary, expected", [("true", True), ("false", False), (None, False)])
def test_vary_is_said_when_it_is_asked_for(own, vary, expected):
    configure(own, rule(), vary=vary)
    answer = own.send(own.signed("PUT", "a", headers=[("Origin", ORIGIN)]), b"x")
    assert ("origin" in words(answer.header("Vary") or "")) == expected


def test_a_missing_bucket_is_told(client):
    error = refusal(client.send(client.request("OPTIONS", "a", (), [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT")], bucket="no-such-bucket")))
    assert (error.status, error.code) == (404, "NoSuchBucket")


def test_an_origin_never_splits_the_answer(own):
    configure(own, rule(["*"]), rule(["https://*"]))
    answer = preflight(own, "https://a\tb")
    assert answer.header("X-Injected") is None and answer.status in (200, 400, 403)
