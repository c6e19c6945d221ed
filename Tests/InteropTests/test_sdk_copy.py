"""alibabacloud-oss-v2: copies of objects."""

import hashlib
from urllib.parse import quote, unquote

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import refused, sdk, told

BODY = b"the source's body"
ETAG = f'"{hashlib.md5(BODY).hexdigest().upper()}"'
PAST, FUTURE = "Fri, 01 Jan 2010 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def source(api, key):
    api.put_object(
        oss.PutObjectRequest(
            "uploads", key + "/source", body=BODY, content_type="image/png", cache_control="max-age=3", metadata={"a": "old"}, tagging="t=old"
        )
    )
    return key + "/source"


def copy(key, source, **more):
    return oss.CopyObjectRequest(more.pop("bucket", "uploads"), key, source_bucket=more.pop("source_bucket", "uploads"), source_key=source, **more)


def tags(api, key):
    found = api.get_object_tagging(oss.GetObjectTaggingRequest("uploads", key)).tag_set.tags
    return {tag.key: tag.value for tag in found or []}


def test_a_copy_has_the_body_and_what_was_stored_with_it(api, key, source):
    result = api.copy_object(copy(key, source))
    assert (result.etag, result.hash_crc64, result.version_id) == (ETAG, str(crc64(BODY)), None)
    assert result.last_modified is not None
    got = api.get_object(oss.GetObjectRequest("uploads", key))
    assert (got.body.content, got.content_type, got.cache_control, got.metadata) == (BODY, "image/png", "max-age=3", {"a": "old"})
    assert tags(api, key) == {"t": "old"}


def test_replace_takes_the_headers_of_the_request(api, key, source):
    api.copy_object(copy(key, source, metadata_directive="REPLACE", content_type="text/plain", metadata={"b": "new"}))
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.content_type, head.cache_control, head.metadata) == ("text/plain", None, {"b": "new"})


def test_without_replace_the_headers_of_the_request_are_not_taken(api, key, source):
    api.copy_object(copy(key, source, metadata_directive="COPY", metadata={"b": "new"}))
    assert api.head_object(oss.HeadObjectRequest("uploads", key)).metadata == {"a": "old"}


@pytest.mark.parametrize("directive, expected", [("Copy", {"t": "old"}), ("Replace", {"t": "new"}), (None, {"t": "old"})])
def test_the_tagging_directive_decides_about_tags(api, key, source, directive, expected):
    api.copy_object(copy(key, source, tagging_directive=directive, tagging="t=new" if directive else None))
    assert tags(api, key) == expected


def test_onto_itself_a_copy_rewrites_the_metadata(api, source):
    api.copy_object(copy(source, source, metadata_directive="REPLACE", metadata={"b": "new"}))
    got = api.get_object(oss.GetObjectRequest("uploads", source))
    assert (got.body.content, got.metadata) == (BODY, {"b": "new"})


def test_a_copy_goes_across_buckets(api, own, source):
    api.copy_object(copy("there", source, bucket=own.bucket))
    assert own.get("there").body == BODY


@pytest.mark.parametrize("name", ["a b+c", "a%2Fb", "a?b=c&d", "中/ü", "x\x01y", "//a", "a..b", "versionId=1"])
def test_sources_of_every_name_are_found(api, key, name):
    name = f"{key}/{name}"
    api.put_object(oss.PutObjectRequest("uploads", name, body=b"x"))
    api.copy_object(copy(key + "/copy", name))
    assert api.get_object(oss.GetObjectRequest("uploads", key + "/copy")).body.content == b"x"


@pytest.mark.parametrize(
    "conditions, status",
    [
        ({"if_match": ETAG}, 200), ({"if_match": '"other"'}, 412),
        ({"if_none_match": '"other"'}, 200), ({"if_none_match": ETAG}, 304),
        ({"if_modified_since": PAST}, 200), ({"if_modified_since": FUTURE}, 304),
        ({"if_unmodified_since": FUTURE}, 200), ({"if_unmodified_since": PAST}, 412),
        ({"if_match": ETAG, "if_unmodified_since": FUTURE}, 200), ({"if_match": '"other"', "if_unmodified_since": FUTURE}, 412),
    ],
)
def test_conditions_on_the_source_are_judged(api, client, key, source, conditions, status):
    if status == 200:
        api.copy_object(copy(key, source, **conditions))
        assert client.get(key).body == BODY
    else:
        assert refused(api.copy_object, copy(key, source, **conditions)).status_code == status
        assert not client.exists(key)


def test_forbid_overwrite_keeps_the_destination(api, client, key, source):
    client.put(key, b"before")
    assert told(refused(api.copy_object, copy(key, source, forbid_overwrite=True))) == (409, "FileAlreadyExists", "0026-00000002")
    assert client.get(key).body == b"before"


def test_what_is_missing_is_told(api, key, source):
    assert told(refused(api.copy_object, copy(key, source + "-missing"))) == (404, "NoSuchKey", "0026-00000001")
    assert refused(api.copy_object, copy(key, source, source_bucket="no-such-bucket")).code == "NoSuchBucket"
    assert refused(api.copy_object, copy(key, source, bucket="no-such-bucket")).code == "NoSuchBucket"


def test_a_copy_may_have_another_storage_class(api, key, source):
    api.copy_object(copy(key, source, storage_class="IA"))
    assert api.head_object(oss.HeadObjectRequest("uploads", key)).storage_class == "IA"
    assert api.head_object(oss.HeadObjectRequest("uploads", source)).storage_class == "Standard"


def test_a_copied_multipart_object_keeps_its_bytes(api, client, key):
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key + "/source")).upload_id
    for number, body in ((1, b"a" * 102_400), (2, b"b")):
        api.upload_part(oss.UploadPartRequest("uploads", key + "/source", number, upload, body=body))
    api.complete_multipart_upload(oss.CompleteMultipartUploadRequest("uploads", key + "/source", upload, complete_all="yes"))
    api.copy_object(copy(key, key + "/source"))
    client.delete(key + "/source")
    assert client.get(key).body == b"a" * 102_400 + b"b"


def test_a_symlink_is_copied_as_a_link(api, key, source):
    api.put_symlink(oss.PutSymlinkRequest("uploads", key + "/link", target=quote(source)))
    api.copy_object(copy(key, key + "/link"))
    assert unquote(api.get_symlink(oss.GetSymlinkRequest("uploads", key)).target) == source
