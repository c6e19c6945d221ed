"""alibabacloud-oss-v2: access control lists of buckets and objects."""

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def test_a_new_object_has_the_default_acl(api, client, key):
    client.put(key, b"x")
    result = api.get_object_acl(oss.GetObjectAclRequest("uploads", key))
    assert result.acl == "default"
    assert result.owner.id and result.owner.display_name


@pytest.mark.parametrize("acl", ["private", "default"])
def test_an_object_keeps_the_acl_that_was_put(api, client, key, acl):
    client.put(key, b"x")
    assert api.put_object_acl(oss.PutObjectAclRequest("uploads", key, acl=acl)).status_code == 200
    assert api.get_object_acl(oss.GetObjectAclRequest("uploads", key)).acl == acl


@pytest.mark.parametrize("acl", ["public-read", "public-read-write", "private", "default"])
def test_every_acl_may_be_put_where_public_access_is_not_blocked(api, make_bucket, acl):
    name = make_bucket(acl="private").bucket
    api.put_object(oss.PutObjectRequest(name, "a", body=b"x", acl=acl))
    assert api.get_object_acl(oss.GetObjectAclRequest(name, "a")).acl == acl
    api.put_object(oss.PutObjectRequest(name, "b", body=b"x"))
    api.put_object_acl(oss.PutObjectAclRequest(name, "b", acl=acl))
    assert api.get_object_acl(oss.GetObjectAclRequest(name, "b")).acl == acl


def test_overwriting_resets_the_acl(api, client, key):
    api.put_object(oss.PutObjectRequest("uploads", key, body=b"x", acl="private"))
    client.put(key, b"y")
    assert api.get_object_acl(oss.GetObjectAclRequest("uploads", key)).acl == "default"


@pytest.mark.parametrize("acl", ["private", "public-read", "public-read-write"])
def test_a_bucket_keeps_the_acl_that_was_put(api, make_bucket, acl):
    name = make_bucket(acl="private").bucket
    assert api.put_bucket_acl(oss.PutBucketAclRequest(name, acl=acl)).status_code == 200
    result = api.get_bucket_acl(oss.GetBucketAclRequest(name))
    assert (result.acl, bool(result.owner.id)) == (acl, True)
    assert api.get_bucket_info(oss.GetBucketInfoRequest(name)).bucket_info.acl == acl


def test_an_unknown_acl_is_echoed(api, own):
    error = refused(api.put_bucket_acl, oss.PutBucketAclRequest(own.bucket, acl="rubbish"))
    assert (error.status_code, error.code, error.message) == (400, "InvalidArgument", "no such bucket access control exists")
    assert (error.error_fileds["ArgumentName"], error.error_fileds["ArgumentValue"]) == ("x-oss-acl", "rubbish")
    own.put("a", b"x")
    error = refused(api.put_object_acl, oss.PutObjectAclRequest(own.bucket, "a", acl="rubbish"))
    assert (error.status_code, error.code) == (400, "InvalidArgument")
    assert (error.error_fileds["ArgumentName"], error.error_fileds["ArgumentValue"]) == ("x-oss-object-acl", "rubbish")


def test_an_unknown_acl_on_put_stores_nothing(api, client, key):
    assert refused(api.put_object, oss.PutObjectRequest("uploads", key, body=b"x", acl="rubbish")).code == "InvalidArgument"
    assert not client.exists(key)


def test_what_is_missing_is_told(api, key):
    assert told(refused(api.get_object_acl, oss.GetObjectAclRequest("uploads", key))) == (404, "NoSuchKey", "0026-00000001")
    assert refused(api.put_object_acl, oss.PutObjectAclRequest("uploads", key, acl="private")).code == "NoSuchKey"
    assert refused(api.get_bucket_acl, oss.GetBucketAclRequest("no-such-bucket")).code == "NoSuchBucket"


def test_existence_of_a_bucket_is_told_by_its_acl(api):
    assert api.is_bucket_exist("uploads")
    assert not api.is_bucket_exist("no-such-bucket")


def test_the_acl_decides_about_a_plain_request(api, server, make_bucket):
    name = make_bucket(acl="private").bucket
    api.put_object(oss.PutObjectRequest(name, "a", body=b"x", acl="public-read"))
    assert requests.get(f"{server.endpoint}/{name}/a").status_code == 200
    api.put_object_acl(oss.PutObjectAclRequest(name, "a", acl="private"))
    assert requests.get(f"{server.endpoint}/{name}/a").status_code == 403
