"""alibabacloud-oss-v2: conditions, ranges and overrides of reads."""

import hashlib

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk

BODY = bytes(range(256)) * 4
ETAG = f'"{hashlib.md5(BODY).hexdigest().upper()}"'
PAST, FUTURE = "Fri, 01 Jan 2010 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def stored(client, key):
    client.put(key, BODY, [("Content-Type", "text/x-a"), ("Cache-Control", "max-age=1"), ("Expires", FUTURE), ("x-oss-meta-a", "b")])
    return key


@pytest.mark.parametrize("read", ["get", "head"])
@pytest.mark.parametrize("conditions, status", [
    ({"if_match": ETAG}, 200), ({"if_match": ETAG.strip('"')}, 200), ({"if_match": '"other"'}, 412),
    ({"if_none_match": '"other"'}, 200), ({"if_none_match": ETAG}, 304), ({"if_none_match": ETAG.strip('"')}, 304),
    ({"if_modified_since": PAST}, 200), ({"if_modified_since": FUTURE}, 304),
    ({"if_unmodified_since": FUTURE}, 200), ({"if_unmodified_since": PAST}, 412),
    ({"if_modified_since": PAST, "if_unmodified_since": FUTURE}, 200),
    ({"if_modified_since": PAST, "if_unmodified_since": PAST}, 412),
    ({"if_match": ETAG, "if_none_match": '"other"'}, 200),
    ({"if_match": '"other"', "if_none_match": ETAG}, 412),
    ({"if_match": ETAG, "if_unmodified_since": FUTURE}, 200),
])
def test_conditions_are_judged(api, stored, read, conditions, status):
    request = {"get": oss.GetObjectRequest, "head": oss.HeadObjectRequest}[read]("uploads", stored, **conditions)
    operation = {"get": api.get_object, "head": api.head_object}[read]
    if status == 200:
        assert operation(request).status_code == 200
    else:
        error = refused(operation, request)
        assert error.status_code == status
        if status == 412:
            assert error.code == "PreconditionFailed"


@pytest.mark.parametrize("wanted, behaviour, status, expected", [
    ("bytes=0-0", None, 206, BODY[:1]), ("bytes=0-1023", None, 206, BODY), ("bytes=1000-", None, 206, BODY[1000:]),
    ("bytes=-5", None, 206, BODY[-5:]), ("bytes=1023-1023", None, 206, BODY[-1:]),
    ("bytes=0-1024", None, 200, BODY), ("bytes=2000-", None, 200, BODY), ("bytes=5-4", None, 200, BODY), ("bytes=a-b", None, 200, BODY),
    ("bytes=0-1,3-4", None, 200, BODY), ("lines=0-1", None, 200, BODY), ("bytes=0-99999999999999999999", None, 200, BODY),
    ("bytes=1000-5000", "standard", 206, BODY[1000:]), ("bytes=0-99999999999999999999", "standard", 206, BODY),
    ("bytes=1024-", "standard", 416, None), ("bytes=2000-3000", "standard", 416, None),
])
def test_ranges_are_honoured_or_passed_over(api, stored, wanted, behaviour, status, expected):
    request = oss.GetObjectRequest("uploads", stored, range_header=wanted, range_behavior=behaviour)
    if status == 416:
        assert refused(api.get_object, request).code == "InvalidRange"
        return
    result = api.get_object(request)
    assert (result.status_code, result.body.content) == (status, expected)
    assert result.content_length == len(expected)
    assert (result.content_range is not None) == (status == 206)
    assert result.headers["x-oss-hash-crc64ecma"] == api.head_object(oss.HeadObjectRequest("uploads", stored)).hash_crc64


def test_all_overrides_are_honoured(api, stored):
    result = api.get_object(oss.GetObjectRequest(
        "uploads", stored, response_content_type="a/b", response_content_language="de", response_expires=PAST,
        response_cache_control="no-store", response_content_disposition='attachment; filename="a b&c.txt"', response_content_encoding="identity",
    ))
    assert (result.content_type, result.expires, result.cache_control) == ("a/b", PAST, "no-store")
    assert (result.content_disposition, result.content_encoding) == ('attachment; filename="a b&c.txt"', "identity")
    assert result.headers["Content-Language"] == "de"
    assert result.body.content == BODY
    head = api.head_object(oss.HeadObjectRequest("uploads", stored))
    assert (head.content_type, head.cache_control) == ("text/x-a", "max-age=1"), "nothing of it is kept"


def test_a_read_tells_all_that_was_stored(api, stored):
    result = api.get_object(oss.GetObjectRequest("uploads", stored))
    assert (result.content_type, result.cache_control, result.expires, result.metadata) == ("text/x-a", "max-age=1", FUTURE, {"a": "b"})
    assert (result.storage_class, result.object_type, result.tagging_count) == ("Standard", "Normal", None)
    assert result.headers["Accept-Ranges"] == "bytes"
    assert result.content_md5
