"""alibabacloud-oss-v2: objects."""

import hashlib
import io
import os

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import sdk, service_error

BODY = os.urandom(70_000)


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def stored(api, key):
    return api.put_object(
        oss.PutObjectRequest(
            "uploads", key, body=BODY, content_type="image/png", cache_control="max-age=3", metadata={"Author": "alice"}
        )
    )


def test_put_answers_with_the_digests(stored):
    assert stored.status_code == 200
    assert stored.etag == f'"{hashlib.md5(BODY).hexdigest().upper()}"'
    assert stored.hash_crc64 == str(crc64(BODY))
    assert stored.version_id is None
    assert len(stored.request_id) == 24


@pytest.mark.parametrize(
    "body, expected",
    [
        (lambda: b"", b""),
        (lambda: "text", b"text"),
        (lambda: io.BytesIO(b"from a file"), b"from a file"),
        (lambda: [b"a", b"b"], b"ab"),
        (lambda: (part for part in (b"a", b"b")), b"ab"),
    ],
    ids=["empty", "text", "file", "list", "generator"],
)
def test_put_takes_every_kind_of_body(api, client, key, body, expected):
    api.put_object(oss.PutObjectRequest("uploads", key, body=body()))
    assert client.get(key).body == expected


def test_put_from_a_file_guesses_the_content_type(api, client, key, tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>")
    api.put_object_from_file(oss.PutObjectRequest("uploads", key + ".html"), str(path))
    answer = client.get(key + ".html")
    assert (answer.body, answer.header("Content-Type")) == (b"<p>", "text/html")


def test_get_returns_the_body_and_what_was_stored_with_it(api, stored, key):
    result = api.get_object(oss.GetObjectRequest("uploads", key))
    with result.body as body:
        assert body.read() == BODY
    assert result.content_type == "image/png"
    assert result.cache_control == "max-age=3"
    assert result.content_length == len(BODY)
    assert result.etag == stored.etag
    assert result.hash_crc64 == stored.hash_crc64
    assert result.metadata == {"author": "alice"}
    assert result.object_type == "Normal"
    assert result.last_modified is not None


def test_get_with_a_range_returns_a_part(api, stored, key):
    result = api.get_object(oss.GetObjectRequest("uploads", key, range_header="bytes=10-19", range_behavior="standard"))
    assert (result.status_code, result.body.content) == (206, BODY[10:20])
    assert result.content_range == f"bytes 10-19/{len(BODY)}"


def test_get_to_a_file_checks_the_checksum(api, stored, key, tmp_path):
    path = tmp_path / "copy"
    api.get_object_to_file(oss.GetObjectRequest("uploads", key), str(path))
    assert path.read_bytes() == BODY


def test_the_parallel_downloader_puts_the_parts_together(api, stored, key, tmp_path):
    path = tmp_path / "copy"
    result = api.downloader(part_size=10_000, parallel_num=3).download_file(
        oss.GetObjectRequest("uploads", key), str(path)
    )
    assert result.written == len(BODY)
    assert path.read_bytes() == BODY


def test_head_returns_what_get_returns(api, stored, key):
    result = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (result.content_length, result.etag, result.hash_crc64) == (len(BODY), stored.etag, stored.hash_crc64)
    assert result.metadata == {"author": "alice"}


def test_existence_is_told_by_object_meta(api, stored, key):
    assert api.is_object_exist("uploads", key)
    assert not api.is_object_exist("uploads", key + "-missing")


def test_object_meta_tells_the_few_headers_of_it(api, stored, key):
    result = api.get_object_meta(oss.GetObjectMetaRequest("uploads", key))
    assert (result.content_length, result.etag, result.hash_crc64) == (len(BODY), stored.etag, stored.hash_crc64)
    assert result.last_modified is not None


def test_delete_removes_the_object_and_may_be_repeated(api, client, stored, key):
    for _ in range(2):
        assert api.delete_object(oss.DeleteObjectRequest("uploads", key)).status_code == 204
    assert not client.exists(key)


def test_forbid_overwrite_keeps_the_first_object(api, stored, key, client):
    with pytest.raises(oss.exceptions.OperationError) as failure:
        api.put_object(oss.PutObjectRequest("uploads", key, body=b"new", forbid_overwrite=True))
    error = service_error(failure)
    assert (error.status_code, error.code, error.ec) == (409, "FileAlreadyExists", "0026-00000002")
    assert client.get(key).body == BODY


def test_a_failed_condition_is_told(api, stored, key):
    with pytest.raises(oss.exceptions.OperationError) as failure:
        api.get_object(oss.GetObjectRequest("uploads", key, if_match='"other"'))
    assert (service_error(failure).status_code, service_error(failure).code) == (412, "PreconditionFailed")


def test_response_overrides_are_honoured(api, stored, key):
    result = api.get_object(
        oss.GetObjectRequest("uploads", key, response_content_type="text/x-a+b", response_cache_control="no-cache")
    )
    assert (result.content_type, result.cache_control) == ("text/x-a+b", "no-cache")


def test_the_proxy_setting_works_with_public_endpoints(server, client, key):
    proxied = sdk(server, endpoint="http://oss-cn-hangzhou.aliyuncs.com", proxy_host={"http": server.endpoint})
    proxied.put_object(oss.PutObjectRequest("uploads", key, body=b"x"))
    assert client.get(key).body == b"x"
    assert proxied.get_object(oss.GetObjectRequest("uploads", key)).body.content == b"x"
