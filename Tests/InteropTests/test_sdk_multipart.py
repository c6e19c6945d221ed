"""alibabacloud-oss-v2: multipart uploads, from initiation to completion or abort."""

import base64
import hashlib
import os
import re

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import refused, sdk, told

LEAST = 100 * 1024
FIRST, SECOND, LAST = os.urandom(LEAST), os.urandom(LEAST + 7), os.urandom(11)


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def upload(api, key):
    return api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id


def put(api, key, upload, number, body):
    return api.upload_part(oss.UploadPartRequest("uploads", key, number, upload, body=body))


def parts(*pairs):
    return oss.CompleteMultipartUpload(parts=[oss.UploadPart(part_number=number, etag=etag) for number, etag in pairs])


def completion(key, upload, *pairs, **more):
    return oss.CompleteMultipartUploadRequest("uploads", key, upload, complete_multipart_upload=parts(*pairs), **more)


def test_initiation_names_the_upload(api, key):
    result = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key))
    assert (result.bucket, result.key) == ("uploads", key)
    assert re.fullmatch("[0-9A-Fa-f]{32}", result.upload_id)
    again = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key))
    assert again.upload_id != result.upload_id, "each initiation is another upload"


def test_a_part_answers_with_its_digests(api, key, upload):
    result = put(api, key, upload, 1, FIRST)
    assert result.etag == f'"{hashlib.md5(FIRST).hexdigest().upper()}"'
    assert result.content_md5 == base64.b64encode(hashlib.md5(FIRST).digest()).decode()
    assert result.hash_crc64 == str(crc64(FIRST))


def test_completion_joins_the_parts(api, client, key, upload):
    etags = [put(api, key, upload, number, body).etag for number, body in ((1, FIRST), (2, SECOND), (3, LAST))]
    result = api.complete_multipart_upload(completion(key, upload, *zip((1, 2, 3), etags)))
    assert re.fullmatch('"[0-9A-F]{32}-3"', result.etag)
    assert (result.bucket, result.key, result.version_id) == ("uploads", key, None)
    assert result.location
    assert result.hash_crc64 == str(crc64(FIRST + SECOND + LAST)), "combined from the parts"
    answer = client.get(key)
    assert answer.body == FIRST + SECOND + LAST
    assert answer.header("ETag") == result.etag
    assert answer.header("x-oss-object-type") == "Multipart"
    assert answer.header("x-oss-hash-crc64ecma") == result.hash_crc64
    assert answer.header("Content-MD5") is None, "for Normal objects only"


def test_completion_of_everything_needs_no_list(api, client, key, upload):
    for number, body in ((7, LAST), (3, SECOND), (1, FIRST)):
        put(api, key, upload, number, body)
    result = api.complete_multipart_upload(oss.CompleteMultipartUploadRequest("uploads", key, upload, complete_all="yes"))
    assert result.etag.endswith('-3"')
    assert client.get(key).body == FIRST + SECOND + LAST


def test_one_small_part_is_enough(api, client, key, upload):
    etag = put(api, key, upload, 10000, LAST).etag
    assert api.complete_multipart_upload(completion(key, upload, (10000, etag))).etag.endswith('-1"')
    assert client.get(key).body == LAST


def test_only_the_listed_parts_are_taken(api, client, key, upload):
    etags = {number: put(api, key, upload, number, body).etag for number, body in ((2, FIRST), (4, SECOND), (6, LAST))}
    api.complete_multipart_upload(completion(key, upload, (2, etags[2]), (6, etags[6])))
    assert client.get(key).body == FIRST + LAST


def test_the_same_number_overwrites_the_part(api, client, key, upload):
    put(api, key, upload, 1, FIRST)
    etag = put(api, key, upload, 1, LAST).etag
    api.complete_multipart_upload(completion(key, upload, (1, etag)))
    assert client.get(key).body == LAST


@pytest.mark.parametrize("form", [str.lower, lambda etag: etag.strip('"'), lambda etag: etag.strip('"').lower()],
                         ids=["lower", "unquoted", "lower-unquoted"])
def test_entity_tags_are_taken_in_every_form(api, key, upload, form):
    etag = put(api, key, upload, 1, LAST).etag
    assert api.complete_multipart_upload(completion(key, upload, (1, form(etag)))).status_code == 200


def test_what_is_said_at_initiation_belongs_to_the_object(api, client, key):
    upload = api.initiate_multipart_upload(
        oss.InitiateMultipartUploadRequest(
            "uploads", key, content_type="image/png", cache_control="max-age=3", content_disposition="attachment",
            content_encoding="identity", expires="Fri, 01 Jan 2100 00:00:00 GMT", metadata={"Author": "alice"},
            storage_class="IA", tagging="a=b&c=d",
        )
    ).upload_id
    api.complete_multipart_upload(completion(key, upload, (1, put(api, key, upload, 1, LAST).etag)))
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.content_type, head.cache_control, head.content_disposition) == ("image/png", "max-age=3", "attachment")
    assert (head.content_encoding, head.expires) == ("identity", "Fri, 01 Jan 2100 00:00:00 GMT")
    assert (head.metadata, head.storage_class, head.tagging_count) == ({"author": "alice"}, "IA", 2)


def test_the_object_that_exists_stays_until_completion(api, client, key):
    client.put(key, b"before")
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id
    etag = put(api, key, upload, 1, LAST).etag
    assert client.get(key).body == b"before"
    api.complete_multipart_upload(completion(key, upload, (1, etag)))
    assert client.get(key).body == LAST


def test_an_aborted_upload_is_gone(api, client, key, upload):
    etag = put(api, key, upload, 1, LAST).etag
    assert api.abort_multipart_upload(oss.AbortMultipartUploadRequest("uploads", key, upload)).status_code == 204
    again = refused(api.abort_multipart_upload, oss.AbortMultipartUploadRequest("uploads", key, upload))
    assert told(again) == (404, "NoSuchUpload", "0042-00000002")
    assert again.error_fileds["UploadId"] == upload
    assert told(refused(put, api, key, upload, 1, LAST)) == (404, "NoSuchUpload", "0042-00000104")
    assert refused(api.complete_multipart_upload, completion(key, upload, (1, etag))).code == "NoSuchUpload"
    assert refused(api.list_parts, oss.ListPartsRequest("uploads", key, upload)).code == "NoSuchUpload"
    assert not client.exists(key)


def test_a_completed_upload_is_gone(api, key, upload):
    etag = put(api, key, upload, 1, LAST).etag
    api.complete_multipart_upload(completion(key, upload, (1, etag)))
    assert refused(put, api, key, upload, 2, LAST).code == "NoSuchUpload"
    assert refused(api.abort_multipart_upload, oss.AbortMultipartUploadRequest("uploads", key, upload)).code == "NoSuchUpload"


def test_an_upload_belongs_to_its_key(api, key, upload):
    assert refused(put, api, key + "-other", upload, 1, LAST).code == "NoSuchUpload"
    assert put(api, key, upload, 1, LAST).status_code == 200


def test_forbid_overwrite_at_completion_keeps_the_object(api, client, key, upload):
    etag = put(api, key, upload, 1, LAST).etag
    client.put(key, b"before")
    error = refused(api.complete_multipart_upload, completion(key, upload, (1, etag), forbid_overwrite=True))
    assert told(error) == (409, "FileAlreadyExists", "0026-00000002")
    assert client.get(key).body == b"before"


def test_forbid_overwrite_at_initiation_is_told_at_once(api, client, key):
    client.put(key, b"before")
    request = oss.InitiateMultipartUploadRequest("uploads", key, forbid_overwrite=True)
    assert refused(api.initiate_multipart_upload, request).code == "FileAlreadyExists"


def test_the_acl_may_come_with_completion(api, own, key):
    name = own.bucket
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(name, "a")).upload_id
    etag = api.upload_part(oss.UploadPartRequest(name, "a", 1, upload, body=LAST)).etag
    api.complete_multipart_upload(
        oss.CompleteMultipartUploadRequest(name, "a", upload, acl="private", complete_multipart_upload=parts((1, etag)))
    )
    assert api.get_object_acl(oss.GetObjectAclRequest(name, "a")).acl == "private"


@pytest.mark.parametrize("name", ["a b+c", "a\x01\x1fb", "<&>\"'", "中/ü", "//x", "a..b", "q?x=1&y"])
def test_keys_survive_initiation_and_completion(api, client, key, name):
    name = f"{key}/{name}"
    started = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", name))
    assert started.key == name
    etag = put(api, name, started.upload_id, 1, LAST).etag
    result = api.complete_multipart_upload(completion(name, started.upload_id, (1, etag)))
    assert result.key == name
    assert api.get_object(oss.GetObjectRequest("uploads", name)).body.content == LAST


def test_a_part_with_a_wrong_digest_is_refused(api, key, upload):
    request = oss.UploadPartRequest("uploads", key, 1, upload, body=LAST, content_md5=base64.b64encode(hashlib.md5(b"").digest()).decode())
    assert told(refused(api.upload_part, request))[:2] == (400, "InvalidDigest")
    assert not api.list_parts(oss.ListPartsRequest("uploads", key, upload)).parts
