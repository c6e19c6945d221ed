"""alibabacloud-oss-v2: buckets."""

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import sdk, service_error


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def names(api):
    return [bucket.name for bucket in api.list_buckets(oss.ListBucketsRequest()).buckets]


def test_a_bucket_lives_from_put_to_delete(api):
    name = "short-lived"
    assert api.put_bucket(oss.PutBucketRequest(name)).status_code == 200
    assert api.put_bucket(oss.PutBucketRequest(name)).status_code == 200, "repeated by the owner"
    assert name in names(api)
    assert api.list_objects_v2(oss.ListObjectsV2Request(name)).key_count == 0
    assert api.delete_bucket(oss.DeleteBucketRequest(name)).status_code == 204
    assert name not in names(api)
    with pytest.raises(oss.exceptions.OperationError) as failure:
        api.delete_bucket(oss.DeleteBucketRequest(name))
    assert service_error(failure).code == "NoSuchBucket"


def test_a_bucket_with_an_object_is_not_deleted(api):
    name = "not-empty"
    api.put_bucket(oss.PutBucketRequest(name))
    api.put_object(oss.PutObjectRequest(name, "a", body=b"x"))
    with pytest.raises(oss.exceptions.OperationError) as failure:
        api.delete_bucket(oss.DeleteBucketRequest(name))
    error = service_error(failure)
    assert (error.status_code, error.code, error.ec) == (409, "BucketNotEmpty", "0015-00000301")
    assert error.error_fileds["BucketName"] == name
    api.delete_object(oss.DeleteObjectRequest(name, "a"))
    api.delete_bucket(oss.DeleteBucketRequest(name))


def test_list_buckets_tells_where_each_bucket_is(api, server):
    result = api.list_buckets(oss.ListBucketsRequest())
    assert names(api) == sorted(names(api))
    assert {"uploads", "second", "hostile"} <= set(names(api))
    bucket = next(bucket for bucket in result.buckets if bucket.name == "uploads")
    assert bucket.location == "oss-cn-hangzhou"
    assert bucket.region == "cn-hangzhou"
    assert bucket.storage_class == "Standard"
    assert bucket.extranet_endpoint == server.endpoint
    assert bucket.intranet_endpoint
    assert bucket.creation_date is not None
    assert result.owner.id


def test_list_buckets_pages_and_filters(api):
    for name in ("page-a", "page-b", "page-c"):
        api.put_bucket(oss.PutBucketRequest(name))
    pages = list(api.list_buckets_paginator(limit=2).iter_page(oss.ListBucketsRequest(prefix="page-")))
    assert [[bucket.name for bucket in page.buckets] for page in pages] == [["page-a", "page-b"], ["page-c"]]
    assert pages[0].is_truncated and pages[0].next_marker
    assert not pages[1].is_truncated
    for name in ("page-a", "page-b", "page-c"):
        api.delete_bucket(oss.DeleteBucketRequest(name))


def test_a_bucket_may_be_made_with_the_configuration_that_it_would_have_anyway(api):
    name = "configured"
    configuration = oss.CreateBucketConfiguration(storage_class="Standard", data_redundancy_type="LRS")
    api.put_bucket(oss.PutBucketRequest(name, create_bucket_configuration=configuration))
    assert name in names(api)
    api.delete_bucket(oss.DeleteBucketRequest(name))
