"""alibabacloud-oss-v2: parts that are copied from objects."""

import hashlib
import os

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk, told

BODY = os.urandom(300_000)
ETAG = f'"{hashlib.md5(BODY).hexdigest().upper()}"'


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def source(client, key):
    client.put(f"{key}/source + 中", BODY)
    return f"{key}/source + 中"


@pytest.fixture
def upload(api, key):
    return api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id


def copy(key, upload, source, number=1, **more):
    return oss.UploadPartCopyRequest("uploads", key, number, upload, source_bucket=more.pop("source_bucket", "uploads"), source_key=source, **more)


def test_ranges_of_an_object_become_parts(api, client, key, upload, source):
    done = []
    for number, (first, last) in enumerate(((0, 149_999), (150_000, 299_999)), 1):
        result = api.upload_part_copy(copy(key, upload, source, number, source_range=f"bytes={first}-{last}"))
        assert result.etag == f'"{hashlib.md5(BODY[first : last + 1]).hexdigest().upper()}"'
        assert result.last_modified is not None
        done.append(oss.UploadPart(part_number=number, etag=result.etag))
    request = oss.CompleteMultipartUploadRequest(
        "uploads", key, upload, complete_multipart_upload=oss.CompleteMultipartUpload(parts=done)
    )
    result = api.complete_multipart_upload(request)
    assert client.get(key).body == BODY
    assert result.hash_crc64 == client.head(source).header("x-oss-hash-crc64ecma")


def test_without_a_range_the_whole_object_is_the_part(api, key, upload, source):
    assert api.upload_part_copy(copy(key, upload, source)).etag == ETAG
    part = api.list_parts(oss.ListPartsRequest("uploads", key, upload)).parts[0]
    assert (part.part_number, part.size, part.etag) == (1, len(BODY), ETAG)


def test_the_source_may_be_in_another_bucket(api, client, key, upload, source):
    api.put_object(oss.PutObjectRequest("second", key, body=b"from there"))
    result = api.upload_part_copy(copy(key, upload, key, source_bucket="second"))
    assert result.etag == f'"{hashlib.md5(b"from there").hexdigest().upper()}"'
    api.delete_object(oss.DeleteObjectRequest("second", key))


@pytest.mark.parametrize(
    "conditions, status",
    [
        ({"if_match": ETAG}, 200),
        ({"if_match": '"other"'}, 412),
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": ETAG}, 304),
        ({"if_modified_since": "Fri, 01 Jan 2010 00:00:00 GMT"}, 200),
        ({"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ({"if_unmodified_since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
        ({"if_unmodified_since": "Fri, 01 Jan 2010 00:00:00 GMT"}, 412),
    ],
)
def test_conditions_on_the_source_are_judged(api, key, upload, source, conditions, status):
    request = copy(key, upload, source, **conditions)
    if status == 200:
        assert api.upload_part_copy(request).status_code == 200
    else:
        assert refused(api.upload_part_copy, request).status_code == status


def test_what_is_missing_is_told(api, key, upload, source):
    gone = refused(api.upload_part_copy, copy(key, "0" * 32, source))
    assert told(gone) == (404, "NoSuchUpload", "0042-00000311")
    assert refused(api.upload_part_copy, copy(key, upload, source + "-missing")).code == "NoSuchKey"
    assert refused(api.upload_part_copy, copy(key, upload, source, source_bucket="no-such-bucket")).code == "NoSuchBucket"
