"""curl reads: GET and HEAD with presigned URLs, ranges and conditions."""

import pytest

from support import cli
from support.answers import check_wire, refusal
from support.curl import curl

CONTENT = b"0123456789"


@pytest.fixture
def stored(client, key):
    return client.put(key, CONTENT, [("Content-Type", "text/plain"), ("x-oss-meta-Colour", "blue")])


@pytest.fixture
def url(server, key, stored):
    return cli.presign(server, key, "--method", "GET")


def test_get_sends_the_object_and_all_that_is_known_of_it(url, stored):
    answer = check_wire(curl(url))
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.header("Content-Type") == "text/plain"
    assert answer.header("Content-Length") == "10"
    assert answer.header("ETag") == stored.header("ETag")
    assert answer.header("Content-MD5") == stored.header("Content-MD5")
    assert answer.header("x-oss-hash-crc64ecma") == stored.header("x-oss-hash-crc64ecma")
    assert answer.header("x-oss-meta-colour") == "blue"
    assert answer.header("x-oss-object-type") == "Normal"
    assert answer.header("x-oss-storage-class") == "Standard"
    assert answer.header("Accept-Ranges") == "bytes"
    assert answer.header("Last-Modified").endswith(" GMT")


def test_head_sends_the_same_headers_as_get_and_no_body(server, url, key):
    get = curl(url)
    head = check_wire(curl("--head", cli.presign(server, key, "--method", "HEAD")))
    assert (head.status, head.body) == (200, b"")
    volatile = {"Date", "x-oss-request-id", "x-oss-server-time"}
    assert {pair for pair in head.headers if pair[0] not in volatile} == {
        pair for pair in get.headers if pair[0] not in volatile
    }


def test_head_of_a_missing_key_tells_the_reason_in_a_header(server, client, key):
    error = refusal(curl("--head", cli.presign(server, key, "--method", "HEAD")), "HEAD")
    assert (error.status, error.code, error.ec) == (404, "NoSuchKey", "0026-00000001")


@pytest.mark.parametrize(
    "range, body, content_range",
    [("0-0", b"0", "bytes 0-0/10"), ("3-5", b"345", "bytes 3-5/10"), ("7-", b"789", "bytes 7-9/10"), ("-4", b"6789", "bytes 6-9/10")],
)
def test_a_range_is_answered_with_its_part(url, stored, range, body, content_range):
    answer = curl("--range", range, url)
    assert (answer.status, answer.body, answer.header("Content-Range")) == (206, body, content_range)
    assert answer.header("Content-Length") == str(len(body))
    assert answer.header("x-oss-hash-crc64ecma") == stored.header("x-oss-hash-crc64ecma")


@pytest.mark.parametrize("range", ["10-", "10-20", "5-2", "0-10", "x-y", "0-1,3-4"])
def test_a_range_that_cannot_be_answers_with_the_whole_object(url, range):
    answer = curl("-H", f"Range: bytes={range}", url)
    assert (answer.status, answer.body, answer.header("Content-Range")) == (200, CONTENT, None)


def test_the_standard_range_behaviour_clamps_and_refuses(server, key, url):
    standard = cli.presign(server, key, "--method", "GET", "-H", "x-oss-range-behavior: standard")
    header = ["-H", "x-oss-range-behavior: standard"]
    clamped = curl("-H", "Range: bytes=7-99", *header, standard)
    assert (clamped.status, clamped.body, clamped.header("Content-Range")) == (206, b"789", "bytes 7-9/10")
    error = refusal(curl("-H", "Range: bytes=10-", *header, standard))
    assert (error.status, error.code) == (416, "InvalidRange")


def test_entity_tag_conditions_are_honoured(url, stored):
    tag = stored.header("ETag")
    assert curl("-H", f"If-Match: {tag}", url).status == 200
    assert curl("-H", f"If-None-Match: {tag}", url).status == 304
    assert curl("-H", 'If-None-Match: "0"', url).status == 200
    error = refusal(curl("-H", 'If-Match: "0"', url))
    assert (error.status, error.code) == (412, "PreconditionFailed")


def test_date_conditions_are_honoured(url):
    past, future = "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2099 07:28:00 GMT"
    modified = curl(url).header("Last-Modified")
    assert curl("-H", f"If-Modified-Since: {modified}", url).status == 304
    assert curl("-H", f"If-Modified-Since: {past}", url).status == 200
    assert curl("-H", f"If-Unmodified-Since: {future}", url).status == 200
    error = refusal(curl("-H", f"If-Unmodified-Since: {past}", url))
    assert (error.status, error.code) == (412, "PreconditionFailed")


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_signed_response_overrides_replace_the_stored_headers(server, key, stored, version):
    overrides = {
        "content-type": "application/json",
        "content-language": "de",
        "expires": "Thu, 01 Jan 2032 00:00:00 GMT",
        "cache-control": "no-cache",
        "content-disposition": 'attachment; filename="x y.json"',
        "content-encoding": "identity",
    }
    options = [part for name, value in overrides.items() for part in ("--query-param", f"response-{name}={value}")]
    url = cli.presign(server, key, "--method", "GET", "--sign-version", version, *options)
    answer = curl(url)
    assert (answer.status, answer.body) == (200, CONTENT)
    assert {name: answer.header(name) for name in overrides} == overrides


def test_a_presigned_delete_removes_the_object(server, client, key, stored):
    answer = curl("-X", "DELETE", cli.presign(server, key, "--method", "DELETE"))
    assert (answer.status, answer.body) == (204, b"")
    assert not client.exists(key)
    assert curl("-X", "DELETE", cli.presign(server, key, "--method", "DELETE")).status == 204
