"""alibabacloud-oss-v2: what goes with an upload: progress, callback, traffic limit, forbidden overwriting."""

import io
import time

import alibabacloud_oss_v2 as oss
import pytest

from support.answers import refusal
from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def test_progress_is_told_up_to_the_end(api, key, tmp_path):
    seen = []
    api.put_object(
        oss.PutObjectRequest("uploads", key, body=io.BytesIO(b"x" * 100_000), progress_fn=lambda n, written, total: seen.append((written, total)))
    )
    assert seen[-1] == (100_000, 100_000)
    seen.clear()
    request = oss.GetObjectRequest("uploads", key, progress_fn=lambda n, written, total: seen.append(written))
    api.get_object_to_file(request, str(tmp_path / "copy"))
    assert seen[-1] == 100_000


@pytest.mark.parametrize("direction", ["up", "down", "part"])
def test_a_traffic_limit_slows_the_transfer(server, client, key, direction):
    """200 KiB at 819200 bit/s, which is 100 KiB each second, take about two seconds."""
    api, body = sdk(server), b"x" * 200 * 1024
    if direction == "down":
        client.put(key, body)
    if direction == "part":
        upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id
    started = time.monotonic()
    if direction == "up":
        api.put_object(oss.PutObjectRequest("uploads", key, body=body, traffic_limit=819200))
    elif direction == "part":
        api.upload_part(oss.UploadPartRequest("uploads", key, 1, upload, body=body, traffic_limit=819200))
    else:
        assert api.get_object(oss.GetObjectRequest("uploads", key, traffic_limit=819200)).body.read() == body
    assert time.monotonic() - started > 1


@pytest.mark.parametrize("limit", [0, 1, 819199, 838860801, 10**18])
def test_a_traffic_limit_out_of_range_is_refused(api, client, key, limit):
    error = refused(api.put_object, oss.PutObjectRequest("uploads", key, body=b"x", traffic_limit=limit))
    assert told(error)[:2] == (400, "InvalidArgument")
    assert not client.exists(key)


def test_a_traffic_limit_may_stand_in_a_url(client, key):
    started = time.monotonic()
    request = client.presigned("PUT", key, params=[("x-oss-traffic-limit", "819200")])
    assert client.send(request, b"x" * 200 * 1024).status == 200
    assert time.monotonic() - started > 1


@pytest.mark.parametrize("value, status", [("true", 409), ("false", 200), (None, 200)])
def test_forbid_overwrite_is_a_word(client, key, value, status):
    client.put(key, b"1")
    headers = [("x-oss-forbid-overwrite", value)] if value else []
    assert client.send(client.signed("PUT", key, headers=headers), b"2").status == status


def test_existence_is_told(api, client, key):
    assert not api.is_object_exist("uploads", key)
    client.put(key, b"x")
    assert api.is_object_exist("uploads", key)
    with pytest.raises(oss.exceptions.OperationError):
        api.is_object_exist("no-such-bucket", key)


def test_a_conditional_put_is_not_implemented(client, key):
    request = client.signed("PUT", key, headers=[("If-Modified-Since", "Fri, 01 Jan 2010 00:00:00 GMT")])
    error = refusal(client.send(request, b"x"))
    assert (error.status, error.code, error["Header"]) == (400, "NotImplemented", "If-Modified-Since")
    assert error.message == "A header you provided implies functionality that is not implemented."
