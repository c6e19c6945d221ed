"""alibabacloud-oss-v2: its presigned URLs, used by requests and judged by `waybill verify`."""

import base64
import datetime
import hashlib

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import cli
from support.sdk import sdk

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def used(result, server, **options):
    """Sends the presigned request as it is, after the command line has accepted it."""
    headers = [f"{name}: {value}" for name, value in result.signed_headers.items()]
    done = cli.verify(result.url, result.method, *headers, credentials=server.credentials)
    assert done.returncode == 0, done.stdout + done.stderr
    return requests.request(result.method, result.url, headers=dict(result.signed_headers), **options)


@pytest.mark.parametrize(
    "lifetime",
    [
        {},
        {"expires": HOUR},
        {"expiration": datetime.datetime.now(datetime.timezone.utc) + HOUR},
        {"expires": datetime.timedelta(days=7)},
    ],
    ids=["default", "expires", "expiration", "seven-days"],
)
def test_a_presigned_put_get_and_head_work(api, server, client, key, lifetime):
    put = api.presign(oss.PutObjectRequest("uploads", key), **lifetime)
    assert used(put, server, data=b"body").status_code == 200
    get = used(api.presign(oss.GetObjectRequest("uploads", key), **lifetime), server)
    assert (get.status_code, get.content) == (200, b"body")
    head = used(api.presign(oss.HeadObjectRequest("uploads", key), **lifetime), server)
    assert (head.status_code, head.headers["Content-Length"]) == (200, "4")


def test_signed_headers_and_metadata_arrive(api, server, client, key):
    result = api.presign(
        oss.PutObjectRequest(
            "uploads", key, content_type="text/css; charset=utf-8", content_md5=base64.b64encode(hashlib.md5(b"body").digest()).decode(),
            metadata={"Name": "a  b", "x": "1"}, storage_class="Standard", forbid_overwrite=True,
        ),
        expires=HOUR,
    )
    assert used(result, server, data=b"body").status_code == 200
    answer = client.get(key)
    assert answer.body == b"body"
    assert answer.header("Content-Type") == "text/css; charset=utf-8"
    assert (answer.header("x-oss-meta-name"), answer.header("x-oss-meta-x")) == ("a  b", "1")
    again = used(result, server, data=b"body")
    assert (again.status_code, b"<Code>FileAlreadyExists</Code>" in again.content) == (409, True)


def test_dropping_a_signed_header_is_refused_by_the_server_and_by_verify(api, server, client, key):
    result = api.presign(oss.PutObjectRequest("uploads", key, content_type="text/css"), expires=HOUR)
    answer = requests.put(result.url, data=b"x")
    assert (answer.status_code, b"<Code>SignatureDoesNotMatch</Code>" in answer.content) == (403, True)
    done = cli.verify(result.url, "PUT", credentials=server.credentials)
    assert done.returncode == 2
    assert b"SignatureDoesNotMatch" in done.stdout + done.stderr
    assert not client.exists(key)


def test_presigned_response_overrides_and_ranges_work(api, server, client, key):
    client.put(key, b"0123456789")
    result = api.presign(
        oss.GetObjectRequest(
            "uploads", key, response_content_type="a/b+c", response_content_disposition='attachment; filename="a&=.txt"'
        ),
        expires=HOUR,
    )
    answer = requests.get(result.url, headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["Content-Type"] == "a/b+c"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a&=.txt"'


def test_a_url_that_is_already_expired_is_refused(api, server, client, key):
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=10)
    result = api.presign(oss.PutObjectRequest("uploads", key), expiration=past)
    answer = requests.put(result.url, data=b"x")
    done = cli.verify(result.url, "PUT", credentials=server.credentials)
    assert done.returncode == 2
    if "x-oss-expires=-" in result.url:
        assert (answer.status_code, b"0002-00000232" in answer.content) == (400, True)
    else:
        assert (answer.status_code, b"Request has expired." in answer.content) == (403, True)
    assert not client.exists(key)


def test_requests_may_send_a_generator_or_an_empty_file(api, server, client, key, tmp_path):
    url = api.presign(oss.PutObjectRequest("uploads", key), expires=HOUR).url
    assert requests.put(url, data=iter([b"a" * 100, b"b"])).status_code == 200
    assert client.get(key).body == b"a" * 100 + b"b"
    (tmp_path / "empty").touch()
    with open(tmp_path / "empty", "rb") as empty:
        assert requests.put(url, data=empty).status_code == 200
    assert client.get(key).body == b""


@pytest.mark.parametrize("method, options", [("GET", {}), ("HEAD", {}), ("DELETE", {}), ("POST", {"data": b"x"})])
def test_a_put_url_is_good_for_nothing_else(api, server, client, key, method, options):
    client.put(key, b"kept")
    url = api.presign(oss.PutObjectRequest("uploads", key), expires=HOUR).url
    assert requests.request(method, url, **options).status_code == 403
    assert client.get(key).body == b"kept"


def test_a_public_host_presigned_by_the_sdk_works_through_a_proxy(server, client, key):
    api = sdk(server, endpoint="http://oss-cn-hangzhou.aliyuncs.com")
    result = api.presign(oss.PutObjectRequest("uploads", key), expires=HOUR)
    assert result.url.startswith("http://uploads.oss-cn-hangzhou.aliyuncs.com/")
    answer = requests.put(result.url, data=b"x", proxies={"http": server.endpoint})
    assert answer.status_code == 200
    assert client.get(key).body == b"x"
