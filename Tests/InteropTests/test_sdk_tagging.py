"""alibabacloud-oss-v2: tags of objects and of buckets."""

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk

FULL = {"a": "1", "b b": "c:d", "x+y-z=._/": "", "K" * 128: "v" * 256}


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def tagging(pairs):
    return oss.Tagging(tag_set=oss.TagSet(tags=[oss.Tag(key=key, value=value) for key, value in pairs]))


def put(api, key, pairs):
    return api.put_object_tagging(oss.PutObjectTaggingRequest("uploads", key, tagging=tagging(pairs)))


def found(api, key):
    tags = api.get_object_tagging(oss.GetObjectTaggingRequest("uploads", key)).tag_set.tags
    return {tag.key: tag.value or "" for tag in tags or []}


@pytest.fixture
def stored(client, key):
    client.put(key, b"x")
    return key


def test_tags_are_put_read_and_deleted(api, stored):
    assert found(api, stored) == {}
    assert put(api, stored, FULL.items()).status_code == 200
    assert found(api, stored) == FULL
    assert api.head_object(oss.HeadObjectRequest("uploads", stored)).tagging_count == 4
    assert api.delete_object_tagging(oss.DeleteObjectTaggingRequest("uploads", stored)).status_code == 204
    assert found(api, stored) == {}
    assert api.head_object(oss.HeadObjectRequest("uploads", stored)).tagging_count is None


def test_tags_come_with_a_header_too(api, key):
    api.put_object(oss.PutObjectRequest("uploads", key, body=b"x", tagging="a=1&b%20b=c%3Ad&e"))
    assert found(api, key) == {"a": "1", "b b": "c:d", "e": ""}


def test_putting_tags_replaces_all_of_them(api, stored):
    put(api, stored, [("a", "1"), ("b", "2")])
    put(api, stored, [("c", "3")])
    assert found(api, stored) == {"c": "3"}


def test_overwriting_the_object_removes_its_tags(api, client, stored):
    put(api, stored, [("a", "1")])
    client.put(stored, b"y")
    assert found(api, stored) == {}


def test_tags_do_not_change_when_the_object_was_modified(api, client, stored):
    before = client.head(stored).header("Last-Modified")
    put(api, stored, [("a", "1")])
    assert client.head(stored).header("Last-Modified") == before


@pytest.mark.parametrize(
    "pairs, codes",
    [
        ([(str(n), "") for n in range(11)], {"TooManyTags"}),
        ([("a", "1"), ("a", "2")], {"RepeatedTags", "InvalidTag"}),
        ([("K" * 129, "")], {"InvalidTag"}),
        ([("a", "v" * 257)], {"InvalidTag"}),
        ([("", "v")], {"InvalidTag"}),
        ([("a?", "v")], {"InvalidTag"}),
        ([("a", "<b>")], {"InvalidTag"}),
    ],
    ids=["eleven", "repeated", "long-key", "long-value", "empty-key", "letter-in-key", "letter-in-value"],
)
def test_tags_that_are_not_allowed_change_nothing(api, stored, pairs, codes):
    put(api, stored, [("kept", "1")])
    error = refused(put, api, stored, pairs)
    assert error.status_code == 400 and error.code in codes
    assert found(api, stored) == {"kept": "1"}


@pytest.mark.parametrize("header", ["a=1&a=2", "&".join(f"k{n}=v" for n in range(11)), "a%3F=1", "=v", "%zz=1"])
def test_a_bad_tagging_header_stores_nothing(api, client, key, header):
    request = oss.PutObjectRequest("uploads", key, body=b"x", tagging=header)
    assert refused(api.put_object, request).status_code == 400
    assert not client.exists(key)


def test_the_tags_of_a_missing_object_are_404(api, key):
    assert refused(api.get_object_tagging, oss.GetObjectTaggingRequest("uploads", key)).code == "NoSuchKey"
    assert refused(put, api, key, [("a", "1")]).code == "NoSuchKey"
    assert refused(api.delete_object_tagging, oss.DeleteObjectTaggingRequest("uploads", key)).code == "NoSuchKey"


def test_each_version_has_its_own_tags(api, make_bucket):
    name = make_bucket(versioning="Enabled").bucket
    first = api.put_object(oss.PutObjectRequest(name, "a", body=b"1", tagging="v=1")).version_id
    api.put_object(oss.PutObjectRequest(name, "a", body=b"2", tagging="v=2"))
    old = api.get_object_tagging(oss.GetObjectTaggingRequest(name, "a", version_id=first))
    assert (old.version_id, old.tag_set.tags[0].value) == (first, "1")
    new = api.get_object_tagging(oss.GetObjectTaggingRequest(name, "a"))
    assert new.tag_set.tags[0].value == "2"
    api.put_object_tagging(oss.PutObjectTaggingRequest(name, "a", version_id=first, tagging=tagging([("v", "9")])))
    assert api.get_object_tagging(oss.GetObjectTaggingRequest(name, "a", version_id=first)).tag_set.tags[0].value == "9"
    assert api.get_object_tagging(oss.GetObjectTaggingRequest(name, "a")).tag_set.tags[0].value == "2"


def test_a_bucket_has_tags(api, own):
    def bucket_tags():
        return {tag.key: tag.value for tag in api.get_bucket_tags(oss.GetBucketTagsRequest(own.bucket)).tagging.tag_set.tags or []}

    assert bucket_tags() == {}
    api.put_bucket_tags(oss.PutBucketTagsRequest(own.bucket, tagging=tagging([("team", "a"), ("cost", "b c")])))
    assert bucket_tags() == {"team": "a", "cost": "b c"}
    assert api.delete_bucket_tags(oss.DeleteBucketTagsRequest(own.bucket)).status_code == 204
    assert bucket_tags() == {}
