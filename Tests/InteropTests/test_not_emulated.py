"""What the server does not emulate is 501 NotImplemented when it is signed, and never another operation."""

import pytest

from support.answers import refusal
from support.signing import authorize_v1, authorize_v4, presign_v1, presign_v4

OBJECT = [
    ("POST", "x-oss-process"), ("GET", "x-oss-process"), ("POST", "x-oss-async-process"),
]
BUCKET = [
    ("GET", "website"), ("PUT", "website"), ("DELETE", "website"),
    ("GET", "logging"), ("PUT", "logging"), ("GET", "encryption"), ("PUT", "encryption"), ("GET", "replication"), ("GET", "inventory"), ("GET", "worm"),
    ("PUT", "accessmonitor"), ("GET", "accessmonitor"),
]
HEADERS = [("x-oss-server-side-encryption", "AES256"), ("x-oss-server-side-encryption", "KMS")]
SIGNERS = pytest.mark.parametrize("sign", [authorize_v4, presign_v4, authorize_v1, presign_v1], ids=lambda sign: sign.__name__)


def not_implemented(client, request):
    error = refusal(client.send(request, b"x" if request.method in ("PUT", "POST") else None), request.method)
    assert (error.status, error.code) == (501, "NotImplemented")


@SIGNERS
@pytest.mark.parametrize("method, name", OBJECT)
def test_an_operation_on_an_object_is_501(hostile, sign, method, name):
    not_implemented(hostile, sign(hostile.request(method, "kept", [(name, "")]), hostile.credentials))


@SIGNERS
@pytest.mark.parametrize("method, name", BUCKET)
def test_an_operation_on_a_bucket_is_501(hostile, sign, method, name):
    not_implemented(hostile, sign(hostile.request(method, "", [(name, "")]), hostile.credentials))


@SIGNERS
def test_a_binding_that_nobody_knows_is_never_ignored(hostile, sign):
    """A server that ignored it would accept the URL from everywhere. Those that are known are in test_bound_urls.py."""
    not_implemented(hostile, sign(hostile.request("PUT", "refused", [("x-oss-ac-country", "1")]), hostile.credentials))


@SIGNERS
@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[1])
def test_a_header_that_would_change_the_operation_is_501(hostile, sign, header):
    not_implemented(hostile, sign(hostile.request("PUT", "refused", headers=[header]), hostile.credentials))


@pytest.mark.parametrize("method, name", [("POST", "x-oss-process"), ("GET", "x-oss-process"), ("PUT", "website")])
def test_without_a_signature_it_is_403(hostile, method, name):
    assert refusal(hostile.send(hostile.request(method, "kept", [(name, "")]), b"x")).status == 403


@pytest.mark.parametrize("method, name", [("POST", "x-oss-process"), ("GET", "website"), ("PUT", "website")])
def test_with_a_wrong_signature_it_is_403(hostile, method, name):
    wrong = hostile.credentials._replace(secret="wrong")
    request = authorize_v4(hostile.request(method, "kept", [(name, "")]), wrong)
    assert refusal(hostile.send(request, b"x")).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("name", ["acl", "location", "versioning", "bucketInfo", "stat", "versions"])
def test_a_missing_bucket_is_still_told_first(hostile, name):
    request = authorize_v4(hostile.request("GET", "", [(name, "")], bucket="missing-bucket"), hostile.credentials)
    error = refusal(hostile.send(request))
    assert (error.status, error.code, error.ec) == (404, "NoSuchBucket", "0015-00000101")


@pytest.mark.parametrize("method, status", [("PUT", 405), ("DELETE", 405), ("POST", 405)])
def test_a_method_that_the_service_does_not_know_is_405(hostile, method, status):
    error = refusal(hostile.send(authorize_v4(hostile.request(method, "", bucket=""), hostile.credentials)))
    assert (error.status, error.code) == (status, "MethodNotAllowed")
