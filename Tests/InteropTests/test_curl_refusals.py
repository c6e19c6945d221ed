"""Requests of curl that differ from what was signed are refused, with the reason in the answer."""

import time

import pytest

from support import cli
from support.answers import refusal
from support.curl import curl

V4_MISMATCH = ("SignatureDoesNotMatch", "0002-00000201")
V1_MISMATCH = ("SignatureDoesNotMatch", "0002-00000040")
VERSIONS = [("v4", V4_MISMATCH), ("v1", V1_MISMATCH)]


@pytest.fixture(autouse=True)
def nothing_is_stored(client, key):
    yield
    assert not client.exists(key)


def failure(answer, method="GET"):
    error = refusal(answer, method)
    return error.status, (error.code, error.ec)


def test_a_content_type_that_curl_adds_is_named_in_the_canonical_request(server, key):
    error = refusal(curl("-X", "PUT", "--data-binary", "x", cli.presign(server, key)))
    assert (error.status, error.code, error.ec) == (403, *V4_MISMATCH)
    assert "\ncontent-type:application/x-www-form-urlencoded\n" in error["CanonicalRequest"]
    assert error["CanonicalRequest"].startswith(f"PUT\n/uploads/{key.replace('[', '%5B').replace(']', '%5D')}\n")
    assert error["OSSAccessKeyId"] == server.credentials.id
    spelled = bytes.fromhex(error["StringToSignBytes"].replace(" ", ""))
    assert spelled == error["StringToSign"].encode()
    assert error["StringToSignBytes"].endswith(" ")


def test_a_content_type_that_curl_adds_is_named_in_the_string_to_sign_of_v1(server, key):
    error = refusal(curl("-X", "PUT", "--data-binary", "x", cli.presign(server, key, "--sign-version", "v1")))
    assert (error.status, error.code, error.ec) == (403, *V1_MISMATCH)
    assert error["StringToSign"].split("\n")[2] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("version, mismatch", VERSIONS)
@pytest.mark.parametrize(
    "header", ["x-oss-object-acl: public-read", "x-oss-meta-a: b", "Content-MD5: XrY7u+Ae7tCTyyK7j1rNww==", "X-Oss-New: 1"]
)
def test_an_additional_header_of_the_signed_kind_is_refused(server, key, version, mismatch, header):
    url = cli.presign(server, key, "--sign-version", version)
    assert failure(curl("-T", "-", "-H", header, url, stdin=b"x")) == (403, mismatch)


@pytest.mark.parametrize("version, mismatch", VERSIONS)
@pytest.mark.parametrize("headers", [[], ["content-type: image/png"], ["content-type: image/jpeg", "x-oss-meta-a: B"]])
def test_a_signed_header_that_is_missing_or_changed_is_refused(server, key, version, mismatch, headers):
    url = cli.presign(server, key, "--sign-version", version, "--content-type", "image/jpeg", "--metadata", "a=b")
    options = [part for header in headers for part in ("-H", header)]
    assert failure(curl("-T", "-", *options, url, stdin=b"x")) == (403, mismatch)


@pytest.mark.parametrize("version, mismatch", VERSIONS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_another_method_is_refused(server, key, version, mismatch, method):
    url = cli.presign(server, key, "--sign-version", version)
    options = ["--head"] if method == "HEAD" else ["-X", method]
    assert failure(curl(*options, url), method) == (403, mismatch)


@pytest.mark.parametrize("version, ec", [("v4", "0002-00000236"), ("v1", "0002-00000069")])
def test_an_expired_url_says_so_with_both_times(server, key, version, ec):
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 120))
    url = cli.presign(server, key, "--sign-version", version, "--at", long_ago, "--expires-duration", "60")
    error = refusal(curl("-T", "-", url, stdin=b"x"))
    assert (error.status, error.code, error.ec) == (403, "AccessDenied", ec)
    assert error.message == "Request has expired."
    assert list(error.fields)[4:6] == ["Expires", "ServerTime"]
    for name in ("Expires", "ServerTime"):
        time.strptime(error[name], "%Y-%m-%dT%H:%M:%S.000Z")
    assert error["Expires"] < error["ServerTime"]


@pytest.mark.parametrize("version, ec", [("v4", "0002-00000236"), ("v1", "0002-00000069")])
def test_an_expired_url_with_a_wrong_signature_is_called_expired(server, key, version, ec):
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 120))
    url = cli.presign(server, key, "--sign-version", version, "--at", long_ago, "--expires-duration", "60")
    assert failure(curl("-T", "-", url + "A", stdin=b"x")) == (403, ("AccessDenied", ec))


def test_a_form_upload_with_a_put_url_is_refused(server, key):
    assert failure(curl("-X", "PUT", "-F", "file=@-", cli.presign(server, key), stdin=b"x")) == (403, V4_MISMATCH)
