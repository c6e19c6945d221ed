"""alibabacloud-oss-v2: many deletions in one request."""

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk

NAMES = ["a", "a b+c", "a%2Fb", "<&>\"'", "中/ü", "x\x01\x1fy", "//z", "q?delete&x=1", "\U0001f4e6"]


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def delete(bucket, *keys, quiet=None, **more):
    return oss.DeleteMultipleObjectsRequest(
        bucket, delete=oss.Delete(quiet=quiet, objects=[oss.ObjectIdentifier(key=key) for key in keys]), **more
    )


def test_all_named_objects_go_and_the_others_stay(api, client, key):
    names = [f"{key}/{name}" for name in NAMES]
    for name in names + [f"{key}/stays"]:
        client.put(name, b"x")
    result = api.delete_multiple_objects(delete("uploads", *names))
    assert [info.key for info in result.deleted_objects] == names, "in the order of the request"
    assert result.encoding_type == "url"
    assert client.keys(key + "/") == [f"{key}/stays".encode()]


def test_missing_keys_are_reported_as_deleted(api, key):
    result = api.delete_multiple_objects(delete("uploads", key, key + "/2"))
    assert [info.key for info in result.deleted_objects] == [key, key + "/2"]


def test_quiet_answers_with_nothing(api, client, key):
    client.put(key, b"x")
    result = api.delete_multiple_objects(delete("uploads", key, quiet=True))
    assert not result.deleted_objects
    assert not client.exists(key)


def test_a_key_named_twice_is_no_error(api, client, key):
    client.put(key, b"x")
    assert api.delete_multiple_objects(delete("uploads", key, key)).status_code == 200
    assert not client.exists(key)


def test_a_thousand_keys_are_taken_and_one_more_is_not(api, client, key):
    client.put(f"{key}/0", b"x")
    names = [f"{key}/{number}" for number in range(1001)]
    error = refused(api.delete_multiple_objects, delete("uploads", *names))
    assert (error.status_code, error.code) == (400, "MalformedXML")
    assert client.exists(f"{key}/0")
    assert len(api.delete_multiple_objects(delete("uploads", *names[:1000])).deleted_objects) == 1000
    assert not client.exists(f"{key}/0")


def test_a_missing_bucket_is_told(api):
    assert refused(api.delete_multiple_objects, delete("no-such-bucket", "a")).code == "NoSuchBucket"


def test_versions_go_for_good_and_markers_are_told(api, make_bucket):
    name = make_bucket(versioning="Enabled").bucket
    version = api.put_object(oss.PutObjectRequest(name, "a", body=b"x")).version_id
    marked = api.delete_multiple_objects(delete(name, "a")).deleted_objects[0]
    assert marked.delete_marker and marked.delete_marker_version_id
    assert marked.version_id is None
    request = oss.DeleteMultipleObjectsRequest(
        name,
        delete=oss.Delete(
            objects=[
                oss.ObjectIdentifier(key="a", version_id=version),
                oss.ObjectIdentifier(key="a", version_id=marked.delete_marker_version_id),
            ]
        ),
    )
    gone, unmarked = api.delete_multiple_objects(request).deleted_objects
    assert (gone.key, gone.version_id) == ("a", version)
    assert not gone.delete_marker
    assert (unmarked.delete_marker, unmarked.delete_marker_version_id) == (True, marked.delete_marker_version_id)
    listed = api.list_object_versions(oss.ListObjectVersionsRequest(name))
    assert not listed.version and not listed.delete_marker
