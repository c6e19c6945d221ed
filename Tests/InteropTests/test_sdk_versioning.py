"""alibabacloud-oss-v2: versions, delete markers, and the null version."""

import alibabacloud_oss_v2 as oss
import pytest

from support import buckets
from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def bucket(make_bucket):
    return make_bucket(versioning="Enabled")


def put(api, bucket, body, key="a", **more):
    return api.put_object(oss.PutObjectRequest(bucket.bucket, key, body=body, **more)).version_id


def get(api, bucket, version=None, key="a"):
    return api.get_object(oss.GetObjectRequest(bucket.bucket, key, version_id=version))


def delete(api, bucket, version=None, key="a"):
    return api.delete_object(oss.DeleteObjectRequest(bucket.bucket, key, version_id=version))


def listed(api, bucket, **more):
    page = api.list_object_versions(oss.ListObjectVersionsRequest(bucket.bucket, **more))
    return ([(entry.key, entry.version_id, entry.is_latest) for entry in page.version or []],
            [(entry.key, entry.version_id, entry.is_latest) for entry in page.delete_marker or []])


def test_versioning_is_told_as_it_was_put(api, own):
    def status():
        return api.get_bucket_versioning(oss.GetBucketVersioningRequest(own.bucket)).version_status

    assert not status(), "absent when it was never set"
    for wanted in ("Enabled", "Suspended", "Enabled"):
        api.put_bucket_versioning(
            oss.PutBucketVersioningRequest(own.bucket, versioning_configuration=oss.VersioningConfiguration(status=wanted))
        )
        assert status() == wanted
        assert api.get_bucket_info(oss.GetBucketInfoRequest(own.bucket)).bucket_info.versioning == wanted


def test_every_put_is_a_version(api, bucket):
    first, second = put(api, bucket, b"1"), put(api, bucket, b"22")
    assert first and second and first != second
    current = get(api, bucket)
    assert (current.body.content, current.version_id) == (b"22", second)
    old = get(api, bucket, first)
    assert (old.body.content, old.version_id, old.content_length) == (b"1", first, 1)
    assert listed(api, bucket) == ([("a", second, True), ("a", first, False)], [])
    plain = api.list_objects_v2(oss.ListObjectsV2Request(bucket.bucket))
    assert [(entry.key, entry.size) for entry in plain.contents] == [("a", 2)]


def test_deleting_without_a_version_puts_a_marker(api, bucket):
    first = put(api, bucket, b"1")
    deleted = delete(api, bucket)
    assert (deleted.status_code, deleted.delete_marker) == (204, True)
    assert deleted.version_id not in (None, first)
    assert listed(api, bucket) == ([("a", first, False)], [("a", deleted.version_id, True)])
    assert not api.list_objects_v2(oss.ListObjectsV2Request(bucket.bucket)).contents
    assert get(api, bucket, first).body.content == b"1"


@pytest.mark.parametrize("read", ["get_object", "head_object"])
def test_a_current_marker_is_404_and_says_so(api, bucket, read):
    put(api, bucket, b"1")
    marker = delete(api, bucket).version_id
    request = {"get_object": oss.GetObjectRequest, "head_object": oss.HeadObjectRequest}[read](bucket.bucket, "a")
    error = refused(getattr(api, read), request)
    assert told(error)[:2] == (404, "NoSuchKey")
    assert error.headers["x-oss-delete-marker"] == "true"
    assert error.headers["x-oss-version-id"] == marker


@pytest.mark.parametrize("read", ["get_object", "head_object"])
def test_reading_a_marker_by_its_version_is_405(api, bucket, read):
    put(api, bucket, b"1")
    marker = delete(api, bucket).version_id
    request = {"get_object": oss.GetObjectRequest, "head_object": oss.HeadObjectRequest}[read](bucket.bucket, "a", version_id=marker)
    error = refused(getattr(api, read), request)
    assert told(error)[:2] == (405, "MethodNotAllowed")
    assert error.headers["Allow"] == "DELETE"
    assert (error.error_fileds["Method"], error.error_fileds["ResourceType"]) == ({"get_object": "GET", "head_object": "HEAD"}[read], "DeleteMarker")


def test_deleting_the_marker_brings_the_object_back(api, bucket):
    put(api, bucket, b"1")
    marker = delete(api, bucket).version_id
    gone = delete(api, bucket, marker)
    assert (gone.delete_marker, gone.version_id) == (True, marker)
    assert get(api, bucket).body.content == b"1"


def test_deleting_a_version_is_for_good(api, bucket):
    first, second = put(api, bucket, b"1"), put(api, bucket, b"2")
    gone = delete(api, bucket, second)
    assert (gone.status_code, gone.version_id) == (204, second)
    assert get(api, bucket).body.content == b"1", "the one before is the current one"
    assert told(refused(get, api, bucket, second))[:2] == (404, "NoSuchVersion")
    delete(api, bucket, first)
    assert listed(api, bucket) == ([], [])


def test_a_missing_object_gets_a_marker_too(api, bucket):
    marker = delete(api, bucket, key="never").version_id
    assert listed(api, bucket) == ([], [("never", marker, True)])


def test_the_null_version_is_what_was_there_before(api, own):
    assert put(api, own, b"before") is None
    buckets.set_versioning(own, own.bucket, "Enabled")
    second = put(api, own, b"after")
    assert listed(api, own) == ([("a", second, True), ("a", "null", False)], [])
    assert get(api, own, "null").body.content == b"before"
    assert delete(api, own, "null").version_id == "null"
    assert listed(api, own)[0] == [("a", second, True)]


def test_suspended_versioning_writes_the_null_version(api, bucket):
    first = put(api, bucket, b"1")
    buckets.set_versioning(bucket, bucket.bucket, "Suspended")
    assert put(api, bucket, b"2") == "null"
    assert put(api, bucket, b"3") == "null", "the null version is overwritten"
    assert listed(api, bucket) == ([("a", "null", True), ("a", first, False)], [])
    assert get(api, bucket, "null").body.content == b"3"
    deleted = delete(api, bucket)
    assert (deleted.delete_marker, deleted.version_id) == (True, "null")
    assert listed(api, bucket) == ([("a", first, False)], [("a", "null", True)])


@pytest.mark.parametrize("status", ["Enabled", "Suspended"])
def test_forbid_overwrite_is_ignored_once_there_are_versions(api, make_bucket, status):
    bucket = make_bucket(versioning=status)
    put(api, bucket, b"1")
    put(api, bucket, b"2", forbid_overwrite=True)
    assert get(api, bucket).body.content == b"2"


def test_a_multipart_upload_makes_a_version(api, bucket):
    first = put(api, bucket, b"1")
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(bucket.bucket, "a")).upload_id
    api.upload_part(oss.UploadPartRequest(bucket.bucket, "a", 1, upload, body=b"2"))
    result = api.complete_multipart_upload(oss.CompleteMultipartUploadRequest(bucket.bucket, "a", upload, complete_all="yes"))
    assert result.version_id not in (None, "null", first)
    assert get(api, bucket, result.version_id).body.content == b"2"


def test_a_version_is_copied(api, bucket):
    first = put(api, bucket, b"1")
    put(api, bucket, b"2")
    request = oss.CopyObjectRequest(bucket.bucket, "b", source_bucket=bucket.bucket, source_key="a", source_version_id=first)
    result = api.copy_object(request)
    assert (result.source_version_id, bool(result.version_id)) == (first, True)
    assert get(api, bucket, key="b").body.content == b"1"


def test_a_part_is_copied_from_a_version(api, bucket):
    first = put(api, bucket, b"1")
    put(api, bucket, b"2")
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(bucket.bucket, "b")).upload_id
    request = oss.UploadPartCopyRequest(bucket.bucket, "b", 1, upload, source_bucket=bucket.bucket, source_key="a", source_version_id=first)
    assert api.upload_part_copy(request).source_version_id == first
    api.complete_multipart_upload(oss.CompleteMultipartUploadRequest(bucket.bucket, "b", upload, complete_all="yes"))
    assert get(api, bucket, key="b").body.content == b"1"


def test_links_and_acls_have_versions(api, bucket):
    put(api, bucket, b"target", key="t")
    link = api.put_symlink(oss.PutSymlinkRequest(bucket.bucket, "l", target="t")).version_id
    assert link
    assert api.get_symlink(oss.GetSymlinkRequest(bucket.bucket, "l", version_id=link)).target == "t"
    first = put(api, bucket, b"1")
    put(api, bucket, b"2")
    api.put_object_acl(oss.PutObjectAclRequest(bucket.bucket, "a", acl="private", version_id=first))
    assert api.get_object_acl(oss.GetObjectAclRequest(bucket.bucket, "a", version_id=first)).acl == "private"
    assert api.get_object_acl(oss.GetObjectAclRequest(bucket.bucket, "a")).acl == "default"


def test_a_version_of_rubbish_is_told(api, bucket):
    put(api, bucket, b"1")
    assert refused(get, api, bucket, "rubbish").status_code in (400, 404)


def test_existence_and_meta_look_at_versions(api, bucket):
    first = put(api, bucket, b"1")
    delete(api, bucket)
    assert not api.is_object_exist(bucket.bucket, "a")
    assert api.is_object_exist(bucket.bucket, "a", version_id=first)
    assert api.get_object_meta(oss.GetObjectMetaRequest(bucket.bucket, "a", version_id=first)).version_id == first


def test_a_bucket_with_nothing_but_a_marker_is_not_deleted(api, bucket):
    delete(api, bucket, key="never")
    assert refused(api.delete_bucket, oss.DeleteBucketRequest(bucket.bucket)).code == "BucketNotEmpty"
