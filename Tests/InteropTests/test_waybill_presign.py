"""`waybill presign`: its URLs work, and they are the URLs of the official SDK."""

import datetime
import time
import types
import urllib.parse

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import cli
from support.curl import curl
from support.sdk import sdk

VERSIONS = pytest.mark.parametrize("version", ["v4", "v1"])
AT = datetime.datetime(2024, 11, 12, 8, 32, 38, tzinfo=datetime.timezone.utc)


@VERSIONS
@pytest.mark.parametrize("addressing", ["path", "virtual"])
def test_raw_urls_work_with_requests(server, client, key, version, addressing):
    options = ["--sign-version", version, "--addressing-style", addressing]
    assert requests.put(cli.presign(server, key, *options), data=b"x").status_code == 200
    got = requests.get(cli.presign(server, key, "--method", "GET", *options))
    assert (got.status_code, got.content) == (200, b"x")
    assert requests.head(cli.presign(server, key, "--method", "HEAD", *options)).status_code == 200
    assert requests.delete(cli.presign(server, key, "--method", "DELETE", *options)).status_code == 204


@VERSIONS
def test_json_is_a_whole_recipe(server, client, key, version):
    before = int(time.time())
    recipe = cli.presign_json(
        server, key, "--sign-version", version, "--expires-duration", "1h", "--content-type", "image/jpeg",
        "--metadata", "author=alice", "-H", "x-oss-forbid-overwrite: true",
    )
    assert set(recipe) == {"method", "url", "expiration", "signed_headers", "hazards"}
    assert recipe["method"] == "PUT"
    expiration = datetime.datetime.fromisoformat(recipe["expiration"]).timestamp()
    assert before + 3600 <= expiration <= time.time() + 3600
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(recipe["url"]).query)
    if version == "v4":
        assert query["x-oss-expires"] == ["3600"]
    else:
        assert query["Expires"] == [str(int(expiration))]
    assert {name.lower() for name in recipe["signed_headers"]} == {
        "content-type", "x-oss-meta-author", "x-oss-forbid-overwrite"
    }
    send = lambda: requests.request(recipe["method"], recipe["url"], data=b"x", headers=recipe["signed_headers"])
    assert send().status_code == 200
    assert send().status_code == 409
    assert client.head(key).header("x-oss-meta-author") == "alice"


def test_the_hazard_of_an_unsigned_content_type_is_told(server, key):
    codes = lambda recipe: [hazard["code"] for hazard in recipe["hazards"]]
    assert "content_type_not_signed" in codes(cli.presign_json(server, key))
    assert "content_type_not_signed" not in codes(cli.presign_json(server, key, "--content-type", "a/b"))


@VERSIONS
def test_expiry_may_be_a_moment(server, client, key, version):
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1000))
    recipe = cli.presign_json(server, key, "--sign-version", version, "--expires-date", moment)
    assert recipe["expiration"] == moment
    assert requests.put(recipe["url"], data=b"x").status_code == 200


@pytest.mark.parametrize("duration", ["0", "-1s", "7d1s", "604801", "8d", "", "1.5h", "１"])
def test_a_lifetime_that_the_service_refuses_is_not_signed(server, key, duration):
    done = cli.presign_process(server, key, f"--expires-duration={duration}")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr


def test_seven_days_are_signed(server, client, key):
    assert requests.put(cli.presign(server, key, "--expires-duration", "7d"), data=b"x").status_code == 200


@VERSIONS
def test_curl_follows_the_recipe(server, client, key, version):
    recipe = cli.presign_json(server, key, "--sign-version", version, "--content-type", "text/x-a; b=c")
    headers = [part for name, value in recipe["signed_headers"].items() for part in ("-H", f"{name}: {value}")]
    assert curl("-T", "-", *headers, recipe["url"], stdin=b"x").status == 200
    assert client.head(key).header("Content-Type") == "text/x-a; b=c"


@VERSIONS
def test_query_parameters_are_signed(server, client, key, version):
    client.put(key, b"x")
    url = cli.presign(
        server, key, "--method", "GET", "--sign-version", version,
        "--query-param", "response-content-type=a b+c", "--query-param", "x-oss-traffic-note=1",
    )
    got = requests.get(url)
    assert (got.status_code, got.headers["Content-Type"]) == (200, "a b+c")
    assert requests.get(url.replace("traffic-note=1", "traffic-note=2")).status_code == 403


def test_the_secret_never_reaches_the_output(server, key):
    done = cli.presign_process(server, key, "--output-format", "json")
    assert server.credentials.secret.encode() not in done.stdout + done.stderr


# The same URL as the official SDK's


class FrozenClock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return AT.astimezone(tz)


# Stands for the module `datetime` inside the SDK.
FROZEN_TIME = types.SimpleNamespace(
    datetime=FrozenClock, timedelta=datetime.timedelta, timezone=datetime.timezone
)


@pytest.fixture
def frozen_sdk(monkeypatch, server):
    import alibabacloud_oss_v2.presigner
    import alibabacloud_oss_v2.signer.v1
    import alibabacloud_oss_v2.signer.v4

    for module in ("presigner", "signer.v1", "signer.v4"):
        monkeypatch.setattr(f"alibabacloud_oss_v2.{module}.datetime", FROZEN_TIME)
    return lambda version, **more: sdk(server, version, **more)


def parts(url):
    split = urllib.parse.urlsplit(url)
    return split.scheme, split.netloc, split.path, sorted(split.query.split("&"))


KEYS = ["plain.txt", "a b+c/ü~中.txt", "a//b/../c", "q?a=b&c#d%20%2F", "'quoted\"<>|\\^`{}[]", "tab\tline\nbell\x07\x7f",
        "!$()*,;:@~", "u\u0308/ü", "\U0001f4e6", "x" * 1023]


@VERSIONS
@pytest.mark.parametrize("name", KEYS, ids=range(len(KEYS)))
def test_the_url_of_a_put_is_the_official_one(server, frozen_sdk, version, name):
    theirs = frozen_sdk(version).presign(oss.PutObjectRequest("uploads", name), expires=datetime.timedelta(hours=1))
    ours = cli.presign(
        server, name, "--sign-version", version, "--expires-duration", "1h", "--at", "2024-11-12T08:32:38Z"
    )
    assert parts(ours) == parts(theirs.url)


@VERSIONS
def test_the_url_with_headers_and_parameters_is_the_official_one(server, frozen_sdk, version):
    request = oss.GetObjectRequest(
        "uploads", "a/b c", response_content_type="a/b+c d", response_content_disposition='x; filename="中&=.txt"',
        if_match='"1"', range_header="bytes=0-1",
    )
    theirs = frozen_sdk(version).presign(request, expires=datetime.timedelta(seconds=599))
    ours = cli.presign(
        server, "a/b c", "--method", "GET", "--sign-version", version, "--expires-duration", "599",
        "--query-param", "response-content-type=a/b+c d",
        "--query-param", 'response-content-disposition=x; filename="中&=.txt"',
        "-H", 'If-Match: "1"', "-H", "Range: bytes=0-1", "--at", "2024-11-12T08:32:38Z",
    )
    assert parts(ours) == parts(theirs.url)


@VERSIONS
def test_the_url_and_the_signed_headers_with_metadata_are_the_official_ones(server, frozen_sdk, version):
    request = oss.PutObjectRequest(
        "uploads", "k", content_type="text/plain", content_md5="1B2M2Y8AsgTpgAmY7PhCfg==", cache_control="no-store",
        metadata={"a": "b", "c-d": "e f"}, storage_class="IA",
    )
    theirs = frozen_sdk(version).presign(request, expires=datetime.timedelta(seconds=60))
    ours = cli.presign_json(
        server, "k", "--sign-version", version, "--expires-duration", "1m", "--at", "2024-11-12T08:32:38Z",
        "--content-type", "text/plain", "--content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==", "-H", "Cache-Control: no-store",
        "--metadata", "a=b", "--metadata", "c-d=e f", "-H", "x-oss-storage-class: IA",
    )
    assert parts(ours["url"]) == parts(theirs.url)
    lower = lambda headers: {name.lower(): value for name, value in headers.items()}
    assert lower(ours["signed_headers"]) == lower(theirs.signed_headers)


@VERSIONS
def test_the_url_with_a_session_token_is_the_official_one(server, frozen_sdk, version, credentials):
    temporary = credentials._replace(token="CAIS+token/with=odd&characters")
    theirs = frozen_sdk(version, credentials=temporary).presign(
        oss.PutObjectRequest("uploads", "k"), expires=datetime.timedelta(seconds=60)
    )
    ours = cli.presign(
        server, "k", "--sign-version", version, "--expires-duration", "1m", "--at", "2024-11-12T08:32:38Z",
        credentials=temporary,
    )
    assert parts(ours) == parts(theirs.url)


@VERSIONS
@pytest.mark.parametrize(
    "endpoint", ["https://oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou-internal.aliyuncs.com", "http://10.1.2.3:8080"]
)
def test_the_host_of_the_url_is_the_official_one(frozen_sdk, credentials, version, endpoint):
    theirs = frozen_sdk(version, endpoint=endpoint).presign(
        oss.PutObjectRequest("uploads", "k"), expires=datetime.timedelta(seconds=60)
    )
    done = cli.run(
        "presign", "oss://uploads/k", "-e", endpoint, "--region", "cn-hangzhou", "--sign-version", version,
        "--expires-duration", "60", "--at", "2024-11-12T08:32:38Z", credentials=credentials,
    )
    assert parts(done.stdout.decode().strip()) == parts(theirs.url)
