"""alibabacloud-oss-v2: both listings, with everything that can stand in a key."""

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import sdk, service_error

BUCKET = "listing"
KEYS = sorted(
    ["a", "a b", "a+b", "a%2Fb", "dir/", "dir/1", "dir/2", "dir/sub/3", "dir2/x", "x\x01\x1fy", "x\x7f", "z//e",
     "ü/中", "u\u0308/中", "emoji/\U0001f4e6", "<&>\"'", "q?a=b&c#d"],
    key=lambda key: key.encode(),
)


@pytest.fixture(scope="module")
def filled(session_server):
    api = sdk(session_server)
    api.put_bucket(oss.PutBucketRequest(BUCKET))
    for number, key in enumerate(KEYS):
        api.put_object(oss.PutObjectRequest(BUCKET, key, body=b"x" * number))
    yield
    for key in KEYS:
        api.delete_object(oss.DeleteObjectRequest(BUCKET, key))
    api.delete_bucket(oss.DeleteBucketRequest(BUCKET))


@pytest.fixture(params=["v4", "v1"])
def api(server, filled, request):
    return sdk(server, request.param)


def keys(page):
    return [entry.key for entry in page.contents or []]


def prefixes(page):
    return [entry.prefix for entry in page.common_prefixes or []]


def test_both_listings_give_all_keys_in_byte_order(api):
    first = api.list_objects(oss.ListObjectsRequest(BUCKET))
    second = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET))
    assert keys(first) == keys(second) == KEYS
    assert [entry.size for entry in first.contents] == list(range(len(KEYS)))
    assert second.key_count == len(KEYS)
    assert (first.max_keys, first.is_truncated, first.name) == (100, False, BUCKET)


def test_an_entry_tells_what_head_tells(api):
    entry = api.list_objects(oss.ListObjectsRequest(BUCKET, prefix="dir2/")).contents[0]
    head = api.head_object(oss.HeadObjectRequest(BUCKET, "dir2/x"))
    assert (entry.etag, entry.size, entry.object_type) == (head.etag, head.content_length, "Normal")
    assert entry.last_modified.timestamp() == head.last_modified.timestamp()
    assert entry.storage_class == "Standard"
    assert entry.owner.id


def test_the_owner_comes_with_version_2_only_when_asked_for(api):
    plain = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix="dir2/"))
    asked = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix="dir2/", fetch_owner=True))
    assert plain.contents[0].owner is None
    assert asked.contents[0].owner.id


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_of_any_size_give_every_key_once(api, limit):
    for paginator, request in (
        (api.list_objects_paginator(limit=limit), oss.ListObjectsRequest(BUCKET)),
        (api.list_objects_v2_paginator(limit=limit), oss.ListObjectsV2Request(BUCKET)),
    ):
        pages = list(paginator.iter_page(request))
        assert [key for page in pages for key in keys(page)] == KEYS
        assert all(len(keys(page)) == limit for page in pages[:-1])


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_delimiter_groups_and_pages_count_groups_too(api, limit):
    for paginator, request in (
        (api.list_objects_paginator(limit=limit), oss.ListObjectsRequest(BUCKET, delimiter="/")),
        (api.list_objects_v2_paginator(limit=limit), oss.ListObjectsV2Request(BUCKET, delimiter="/")),
    ):
        pages = list(paginator.iter_page(request))
        assert [key for page in pages for key in keys(page)] == [key for key in KEYS if "/" not in key]
        expected = list(dict.fromkeys(key.split("/")[0] + "/" for key in KEYS if "/" in key))
        assert [prefix for page in pages for prefix in prefixes(page)] == expected
        assert all(len(keys(page)) + len(prefixes(page)) == limit for page in pages[:-1])


def test_a_prefix_with_a_delimiter_opens_one_folder(api):
    page = api.list_objects(oss.ListObjectsRequest(BUCKET, prefix="dir/", delimiter="/"))
    assert keys(page) == ["dir/", "dir/1", "dir/2"]
    assert prefixes(page) == ["dir/sub/"]
    assert (page.prefix, page.delimiter) == ("dir/", "/")


@pytest.mark.parametrize("prefix", ["ü", "u\u0308", "x\x01", "a%", "a+", "<&", "q?a=b&", "nothing"])
def test_a_prefix_is_compared_byte_by_byte(api, prefix):
    expected = [key for key in KEYS if key.startswith(prefix)]
    assert keys(api.list_objects(oss.ListObjectsRequest(BUCKET, prefix=prefix))) == expected
    page = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix=prefix))
    assert (keys(page), page.prefix) == (expected, prefix)


def test_a_delimiter_may_have_several_characters(api):
    page = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, delimiter="/中"))
    assert prefixes(page) == ["u\u0308/中", "ü/中"]


def test_marker_and_start_after_begin_behind_a_key_even_one_that_is_not_there(api):
    for start in ("dir/1", "dir/10", "ü", "\x01"):
        expected = [key for key in KEYS if key.encode() > start.encode()]
        assert keys(api.list_objects(oss.ListObjectsRequest(BUCKET, marker=start))) == expected
        assert keys(api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, start_after=start))) == expected


def test_is_truncated_is_false_when_the_page_is_exactly_full(api):
    page = api.list_objects_v2(oss.ListObjectsV2Request(BUCKET, max_keys=len(KEYS)))
    assert not page.is_truncated
    assert page.next_continuation_token is None


@pytest.mark.parametrize("max_keys", [-1, 1001, 10**9])
def test_a_page_size_outside_the_limits_is_refused(api, max_keys):
    for call, request in (
        (api.list_objects, oss.ListObjectsRequest(BUCKET, max_keys=max_keys)),
        (api.list_objects_v2, oss.ListObjectsV2Request(BUCKET, max_keys=max_keys)),
    ):
        with pytest.raises(oss.exceptions.OperationError) as failure:
            call(request)
        assert (service_error(failure).status_code, service_error(failure).code) == (400, "InvalidArgument")
