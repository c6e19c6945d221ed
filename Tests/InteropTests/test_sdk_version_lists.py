"""alibabacloud-oss-v2: lists of versions, in pages, by prefix and delimiter."""

import alibabacloud_oss_v2 as oss
import pytest

from support.answers import refusal
from support.client import Client
from support.sdk import refused, sdk

KEYS = ["a", "b+c", "b\x02", "dir/1", "dir/2", "中"]


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def filled(api, make_bucket):
    """Each key with two versions and a marker; the bucket, and all entries in the order of listing."""
    name, entries = make_bucket(versioning="Enabled").bucket, {}
    for key in KEYS:
        versions = [api.put_object(oss.PutObjectRequest(name, key, body=b"x")).version_id for _ in range(2)]
        versions.append(api.delete_object(oss.DeleteObjectRequest(name, key)).version_id)
        entries[key] = [(key, version) for version in reversed(versions)]
    return name, [entry for key in sorted(KEYS, key=str.encode) for entry in entries[key]]


def entries(page):
    return [(entry.key, entry.version_id) for entry in (page.delete_marker or []) + (page.version or [])]


def test_newest_first_within_a_key(api, filled):
    name, expected = filled
    page = api.list_object_versions(oss.ListObjectVersionsRequest(name))
    assert [(entry.key, entry.version_id) for entry in page.delete_marker] == expected[0::3]
    assert [(entry.key, entry.version_id) for entry in page.version] == [e for i, e in enumerate(expected) if i % 3]
    assert all(entry.is_latest for entry in page.delete_marker) and not any(entry.is_latest for entry in page.version)
    assert (page.name, page.is_truncated) == (name, False)
    version = page.version[0]
    assert (version.size, version.storage_class, version.object_type, bool(version.owner.id)) == (1, "Standard", "Normal", True)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 1000])
def test_pages_give_every_entry_once(api, filled, limit):
    name, expected = filled
    pages = list(api.list_object_versions_paginator(limit=limit).iter_page(oss.ListObjectVersionsRequest(name)))
    assert sorted(entry for page in pages for entry in entries(page)) == sorted(expected)
    assert all(len(entries(page)) == limit and page.is_truncated for page in pages[:-1])


def test_a_page_starts_after_the_pair(api, filled):
    name, expected = filled
    for index, (key, version) in enumerate(expected):
        page = api.list_object_versions(oss.ListObjectVersionsRequest(name, key_marker=key, version_id_marker=version))
        assert sorted(entries(page)) == sorted(expected[index + 1 :])


def test_a_key_alone_passes_over_all_its_versions(api, filled):
    name, expected = filled
    page = api.list_object_versions(oss.ListObjectVersionsRequest(name, key_marker="dir/1"))
    assert sorted(entries(page)) == sorted(entry for entry in expected if entry[0] in ("dir/2", "中"))


def test_prefix_and_delimiter_group(api, filled):
    name, _ = filled
    page = api.list_object_versions(oss.ListObjectVersionsRequest(name, delimiter="/"))
    assert [entry.prefix for entry in page.common_prefixes] == ["dir/"]
    assert {entry.key for entry in page.version} == {"a", "b+c", "b\x02", "中"}
    page = api.list_object_versions(oss.ListObjectVersionsRequest(name, prefix="dir/"))
    assert {entry.key for entry in page.version} == {"dir/1", "dir/2"}


def test_a_version_id_marker_needs_a_key(api, filled):
    name, expected = filled
    request = oss.ListObjectVersionsRequest(name, version_id_marker=expected[0][1])
    assert refused(api.list_object_versions, request).code == "InvalidArgument"


@pytest.mark.parametrize("marker", ["v" * 257, "a b", "a\x01", "中"])
def test_a_version_id_marker_that_no_version_can_have_is_refused(api, filled, marker):
    name, _ = filled
    error = refused(api.list_object_versions, oss.ListObjectVersionsRequest(name, key_marker="dir/1", version_id_marker=marker))
    assert (error.status_code, error.code) == (400, "InvalidArgument")


def test_a_version_id_marker_that_no_version_has_misses_nothing(api, filled):
    name, expected = filled
    for marker in ("null", "v" * 256):
        page = api.list_object_versions(oss.ListObjectVersionsRequest(name, key_marker="dir/1", version_id_marker=marker))
        assert sorted(entries(page)) == sorted(entry for entry in expected if entry[0] in ("dir/1", "dir/2", "中"))


def test_an_empty_page_is_answered_when_it_is_asked_for(server, filled):
    name, _ = filled
    client = Client(server, bucket=name)
    for params, root in (([("versions", "")], b"ListVersionsResult"), ([], b"ListBucketResult"), ([("list-type", "2")], b"ListBucketResult")):
        answer = client.send(client.signed("GET", params=[*params, ("max-keys", "0")]))
        assert answer.status == 200
        assert b"<" + root in answer.body and b"<MaxKeys>0</MaxKeys><" in answer.body and b"<IsTruncated>false</IsTruncated>" in answer.body
        assert b"<Key>" not in answer.body and b"Next" not in answer.body
    missing = client.send(client.signed("GET", bucket="missing-bucket", params=[("max-keys", "0")]))
    assert (missing.status, refusal(missing).code) == (404, "NoSuchBucket")


def test_a_bucket_without_versioning_lists_null_versions(api, own):
    own.put("a", b"x")
    page = api.list_object_versions(oss.ListObjectVersionsRequest(own.bucket))
    assert [(entry.key, entry.version_id, entry.is_latest) for entry in page.version] == [("a", "null", True)]
    assert not page.delete_marker
