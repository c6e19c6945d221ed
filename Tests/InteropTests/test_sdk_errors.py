"""alibabacloud-oss-v2: what its users see when something is wrong."""

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import sdk, service_error
from support.signing import Credentials


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


def put(api, key, bucket="uploads"):
    return api.put_object(oss.PutObjectRequest(bucket, key, body=b"x"))


def failing(call, *arguments):
    with pytest.raises(oss.exceptions.OperationError) as failure:
        call(*arguments)
    error = service_error(failure)
    assert error.request_id and len(error.request_id) == 24
    return error


def test_a_missing_key_is_told_for_get_and_for_head(server, version):
    api = sdk(server, version)
    for call in (lambda: api.get_object(oss.GetObjectRequest("uploads", "missing")),
                 lambda: api.head_object(oss.HeadObjectRequest("uploads", "missing"))):
        error = failing(call)
        assert (error.status_code, error.code, error.ec) == (404, "NoSuchKey", "0026-00000001")
        assert error.message == "The specified key does not exist."


@pytest.mark.parametrize("operation", ["put", "get", "head", "delete", "list"])
def test_a_missing_bucket_is_told(server, version, operation):
    api, bucket = sdk(server, version), "no-such-bucket"
    call = {
        "put": lambda: put(api, "a", bucket),
        "get": lambda: api.get_object(oss.GetObjectRequest(bucket, "a")),
        "head": lambda: api.head_object(oss.HeadObjectRequest(bucket, "a")),
        "delete": lambda: api.delete_object(oss.DeleteObjectRequest(bucket, "a")),
        "list": lambda: api.list_objects_v2(oss.ListObjectsV2Request(bucket)),
    }[operation]
    error = failing(call)
    assert (error.status_code, error.code, error.ec) == (404, "NoSuchBucket", "0015-00000101")


def test_a_wrong_secret_is_a_mismatch(server, version, key, client):
    api = sdk(server, version, Credentials(server.credentials.id, "wrong"))
    error = failing(put, api, key)
    assert (error.status_code, error.code) == (403, "SignatureDoesNotMatch")
    assert error.ec == {"v4": "0002-00000201", "v1": "0002-00000040"}[version]
    assert not client.exists(key)


def test_an_unknown_access_key_is_told(server, version, key):
    error = failing(put, sdk(server, version, Credentials("LTAI5tNobody", "wrong")), key)
    assert (error.status_code, error.code, error.ec) == (403, "InvalidAccessKeyId", "0002-00000902")
    assert error.error_fileds["OSSAccessKeyId"] == "LTAI5tNobody"


@pytest.mark.parametrize("region", ["cn-beijing", "oss-cn-hangzhou", "beijing", "cn-hangzhou-internal"])
def test_a_wrong_region_is_told_by_name(server, region, key):
    api = sdk(server, region=region)
    for call in (lambda: put(api, key), lambda: api.head_object(oss.HeadObjectRequest("uploads", key))):
        error = failing(call)
        assert (error.status_code, error.code, error.ec) == (400, "InvalidArgument", "0002-00000226")
        assert error.message == "Invalid signing region in Authorization header."
        assert "Authorization" in error.error_fileds


def test_a_token_of_a_permanent_key_is_refused(server, version, key, client):
    api = sdk(server, version, Credentials(*server.credentials[:2], "some-token"))
    assert failing(put, api, key).status_code == 403
    assert not client.exists(key)


def test_a_wrong_content_md5_is_an_invalid_digest(server, version, key, client):
    api = sdk(server, version)
    for digest in ("XrY7u+Ae7tCTyyK7j1rNww==", "not base 64", "YWJj"):
        request = oss.PutObjectRequest("uploads", key, body=b"x", content_md5=digest)
        error = failing(api.put_object, request)
        assert (error.status_code, error.code) == (400, "InvalidDigest")
    assert not client.exists(key)
