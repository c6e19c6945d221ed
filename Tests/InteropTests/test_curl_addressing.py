"""The same object under every way of naming it: path style, virtual host, through a proxy."""

import time

import pytest

from support import cli
from support.answers import refusal
from support.curl import curl


def url_for(server, key, endpoint, *options, method="PUT"):
    done = cli.run(
        "presign", "--bucket", "uploads", "--key", key, "--endpoint", endpoint, "--region", server.region,
        "--method", method, *options, credentials=server.credentials,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_a_virtual_host_under_localhost_leads_to_the_bucket(server, client, key, version):
    url = url_for(server, key, f"http://localhost:{server.port}", "--sign-version", version)
    assert url.startswith(f"http://uploads.localhost:{server.port}/tests/")
    assert curl("-T", "-", url, stdin=b"x").status == 200
    assert client.get(key).body == b"x"


@pytest.mark.parametrize("version", ["v4", "v1"])
@pytest.mark.parametrize(
    "endpoint",
    [
        "oss-cn-hangzhou.aliyuncs.com",
        "oss-cn-hangzhou-internal.aliyuncs.com",
        "cn-hangzhou.oss.aliyuncs.com",
        "oss-accelerate.aliyuncs.com",
    ],
)
def test_absolute_form_targets_through_a_proxy_work_with_public_hosts(server, client, key, version, endpoint):
    url = url_for(server, key, f"http://{endpoint}", "--sign-version", version)
    assert url.startswith(f"http://uploads.{endpoint}/")
    proxy = ["--proxy", server.endpoint]
    assert curl(*proxy, "-T", "-", url, stdin=b"x").status == 200
    assert curl(*proxy, url_for(server, key, f"http://{endpoint}", method="GET")).body == b"x"
    assert client.get(key).body == b"x"


def test_a_url_works_under_another_host_because_the_host_is_not_signed(server, client, key):
    public = url_for(server, key, "http://oss-cn-hangzhou.aliyuncs.com")
    local = public.replace("http://uploads.oss-cn-hangzhou.aliyuncs.com/", f"{server.endpoint}/uploads/")
    assert curl("-T", "-", local, stdin=b"x").status == 200
    assert client.get(key).body == b"x"


def test_a_signed_host_binds_the_url_to_it(server, client, key):
    url = cli.presign(server, key, "-H", f"Host: {server.host}", "--additional-header", "host")
    assert curl("-T", "-", url, stdin=b"x").status == 200
    elsewhere = url.replace("127.0.0.1", "localhost")
    assert refusal(curl("-T", "-", elsewhere, stdin=b"y")).code == "SignatureDoesNotMatch"
    assert client.get(key).body == b"x"


def test_path_style_works_on_localhost(server, client, key):
    url = url_for(server, key, f"http://localhost:{server.port}", "--addressing-style", "path")
    assert url.startswith(f"http://localhost:{server.port}/uploads/")
    assert curl("-T", "-", url, stdin=b"x").status == 200
    assert client.get(key).body == b"x"


def test_an_unknown_bucket_in_the_host_is_told_before_the_signature_is_judged(server):
    answer = curl("-T", "-", f"http://unknown-bucket.localhost:{server.port}/a?x-oss-signature=1", stdin=b"x")
    error = refusal(answer)
    assert (error.status, error.code, error.ec) == (404, "NoSuchBucket", "0015-00000101")
    assert error["BucketName"] == "unknown-bucket"
    assert error["HostId"] == f"unknown-bucket.localhost:{server.port}"
