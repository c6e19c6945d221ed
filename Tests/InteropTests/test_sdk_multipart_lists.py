"""alibabacloud-oss-v2: the lists of parts and of unfinished uploads."""

import hashlib

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import refused, sdk

KEYS = ["a", "b+c", "b\x02", "dir/1", "dir/2", "dir2/x", "中"]


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def started(api, own):
    """Uploads of all keys, and a second one of `a`, in the order in which they are listed."""
    for key in ["a", *reversed(KEYS)]:
        api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(own.bucket, key))
    result = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket))
    return [(upload.key, upload.upload_id) for upload in result.uploads]


@pytest.fixture
def upload(api, key):
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id
    for number in (1, 2, 3, 7, 10000):
        api.upload_part(oss.UploadPartRequest("uploads", key, number, upload, body=b"%d" % number))
    return upload


def test_the_list_of_parts_tells_what_the_parts_told(api, key, upload):
    result = api.list_parts(oss.ListPartsRequest("uploads", key, upload))
    assert (result.bucket, result.key, result.upload_id, result.storage_class) == ("uploads", key, upload, "Standard")
    assert (result.max_parts, result.is_truncated, result.part_number_marker) == (1000, False, 0)
    assert result.next_part_number_marker == 10000
    assert [part.part_number for part in result.parts] == [1, 2, 3, 7, 10000]
    for part in result.parts:
        body = b"%d" % part.part_number
        assert (part.size, part.etag) == (len(body), f'"{hashlib.md5(body).hexdigest().upper()}"')
        assert str(part.hash_crc64) == str(crc64(body))
        assert part.last_modified is not None


@pytest.mark.parametrize("limit", [1, 2, 5, 1000])
def test_pages_of_parts_give_every_part_once(api, key, upload, limit):
    pages = list(api.list_parts_paginator(limit=limit).iter_page(oss.ListPartsRequest("uploads", key, upload)))
    assert [part.part_number for page in pages for part in page.parts or []] == [1, 2, 3, 7, 10000]
    assert all(len(page.parts) == limit and page.is_truncated for page in pages[:-1])


@pytest.mark.parametrize("marker, rest", [(0, [1, 2, 3, 7, 10000]), (3, [7, 10000]), (5, [7, 10000]), (9999, [10000]), (10000, [])])
def test_the_marker_of_parts_starts_after_it(api, key, upload, marker, rest):
    result = api.list_parts(oss.ListPartsRequest("uploads", key, upload, part_number_marker=marker))
    assert [part.part_number for part in result.parts or []] == rest


def test_the_parts_of_an_unknown_upload_are_404(api, key):
    error = refused(api.list_parts, oss.ListPartsRequest("uploads", key, "F" * 32))
    assert (error.status_code, error.code) == (404, "NoSuchUpload")


def test_uploads_come_by_key_and_then_by_initiation(api, own, started):
    assert [key for key, _ in started] == ["a"] + sorted(KEYS, key=str.encode)
    result = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket))
    assert (result.bucket, result.max_uploads, result.is_truncated) == (own.bucket, 1000, False)
    first, second = result.uploads[:2]
    assert first.initiated <= second.initiated


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_pages_of_uploads_give_every_upload_once(api, own, started, limit):
    paginator = api.list_multipart_uploads_paginator(limit=limit)
    pages = list(paginator.iter_page(oss.ListMultipartUploadsRequest(own.bucket)))
    assert [(upload.key, upload.upload_id) for page in pages for upload in page.uploads or []] == started


def test_prefix_and_delimiter_group_uploads(api, own, started):
    result = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket, delimiter="/"))
    assert [upload.key for upload in result.uploads] == ["a", "a", "b\x02", "b+c", "中"]
    assert result.delimiter == "/"
    inside = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket, prefix="dir/"))
    assert ([upload.key for upload in inside.uploads], inside.prefix) == (["dir/1", "dir/2"], "dir/")


def test_markers_start_after_the_pair(api, own, started):
    def after(key_marker, upload_id_marker=None):
        request = oss.ListMultipartUploadsRequest(own.bucket, key_marker=key_marker, upload_id_marker=upload_id_marker)
        return [(upload.key, upload.upload_id) for upload in api.list_multipart_uploads(request).uploads or []]

    assert after("a") == started[2:], "a key alone passes over all its uploads"
    assert after("dir/") == [entry for entry in started if entry[0] in ("dir/1", "dir/2", "dir2/x", "中")]
    assert after(*started[0]) == started[1:]
    assert after(*started[1]) == started[2:]
    assert after("中") == []


def test_an_upload_id_marker_alone_is_ignored(api, own, started):
    result = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket, upload_id_marker=started[3][1]))
    assert [(upload.key, upload.upload_id) for upload in result.uploads] == started


def test_a_bucket_without_uploads_has_an_empty_list(api, own):
    result = api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket))
    assert (result.uploads or [], result.is_truncated) == ([], False)


def test_a_bucket_with_an_upload_is_not_deleted(api, own, started):
    assert refused(api.delete_bucket, oss.DeleteBucketRequest(own.bucket)).code == "BucketNotEmpty"
