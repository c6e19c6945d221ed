"""alibabacloud-oss-v2: symbolic links."""

import hashlib
from urllib.parse import quote, unquote

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def link(api, key, target, **more):
    """The target goes URL-encoded; the SDK leaves that to its caller."""
    return api.put_symlink(oss.PutSymlinkRequest("uploads", key, target=quote(target), **more))


@pytest.mark.parametrize("name", ["target", "a b+c", "中/ü", "a%2Fb", "x?y=z"])
def test_a_link_leads_to_its_target(api, client, key, name):
    target = f"{key}/{name}"
    client.put(target, b"the target", [("Content-Type", "text/x-a")])
    assert link(api, key, target).status_code == 200
    assert unquote(api.get_symlink(oss.GetSymlinkRequest("uploads", key)).target) == target
    got = api.get_object(oss.GetObjectRequest("uploads", key))
    assert (got.body.content, got.object_type) == (b"the target", "Symlink")
    assert got.etag == f'"{hashlib.md5(b"the target").hexdigest().upper()}"'
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.content_length, head.object_type, head.etag) == (10, "Symlink", got.etag)


def test_the_link_has_metadata_of_its_own(api, key):
    link(api, key, key + "/target", metadata={"a": "b"}, storage_class="Standard")
    result = api.get_symlink(oss.GetSymlinkRequest("uploads", key))
    assert result.etag
    assert result.metadata == {"a": "b"}


def test_reading_a_link_shows_the_links_own_metadata_and_the_targets_bytes(api, client, key):
    client.put(key + "/target", b"the target", [("x-oss-meta-of", "target"), ("Content-Type", "text/x-target")])
    link(api, key, key + "/target", metadata={"of": "link"})
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.metadata, head.content_length) == ({"of": "link"}, 10)
    assert head.content_type == "application/octet-stream"
    assert "x-oss-symlink-target" not in head.headers


def test_object_meta_shows_the_link_itself(api, client, key):
    client.put(key + "/target", b"the target's long body")
    link(api, key, key + "/target")
    target = api.get_object_meta(oss.GetObjectMetaRequest("uploads", key + "/target"))
    meta = api.get_object_meta(oss.GetObjectMetaRequest("uploads", key))
    assert meta.etag == api.get_symlink(oss.GetSymlinkRequest("uploads", key)).etag != target.etag


def test_the_target_need_not_exist_until_it_is_read(api, client, key):
    link(api, key, key + "/later")
    assert told(refused(api.get_object, oss.GetObjectRequest("uploads", key)))[:2] == (404, "SymlinkTargetNotExist")
    assert told(refused(api.head_object, oss.HeadObjectRequest("uploads", key)))[:2] == (404, "SymlinkTargetNotExist")
    client.put(key + "/later", b"now")
    assert client.get(key).body == b"now"


def test_a_link_to_a_link_is_an_invalid_target(api, client, key):
    client.put(key + "/target", b"x")
    link(api, key + "/link", key + "/target")
    link(api, key, key + "/link")
    assert told(refused(api.get_object, oss.GetObjectRequest("uploads", key))) == (400, "InvalidTargetType", "0026-00000011")


def test_a_link_to_itself_ends(api, key):
    link(api, key, key)
    assert refused(api.get_object, oss.GetObjectRequest("uploads", key)).code == "InvalidTargetType"


def test_what_is_no_link_is_told(api, client, key):
    assert refused(api.get_symlink, oss.GetSymlinkRequest("uploads", key)).code == "NoSuchKey"
    client.put(key, b"x")
    error = refused(api.get_symlink, oss.GetSymlinkRequest("uploads", key))
    assert (error.status_code, error.code, error.message) == (400, "NotSymlink", "The object is not symlink.")


def test_a_link_replaces_an_object_unless_forbidden(api, client, key):
    client.put(key, b"x")
    assert refused(link, api, key, "t", forbid_overwrite=True).code == "FileAlreadyExists"
    link(api, key, "t")
    client.put(key, b"y")
    assert client.head(key).header("x-oss-object-type") == "Normal"


def test_a_link_is_deleted_without_its_target(api, client, key):
    client.put(key + "/target", b"x")
    link(api, key, key + "/target")
    client.delete(key)
    assert not client.exists(key)
    assert client.exists(key + "/target")


def test_listings_tell_the_type(api, own):
    own.put("target", b"x")
    api.put_symlink(oss.PutSymlinkRequest(own.bucket, "link", target="target"))
    types = {entry.key: entry.object_type for entry in api.list_objects_v2(oss.ListObjectsV2Request(own.bucket)).contents}
    assert types == {"link": "Symlink", "target": "Normal"}
