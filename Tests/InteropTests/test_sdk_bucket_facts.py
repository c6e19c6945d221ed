"""alibabacloud-oss-v2: what a bucket tells about itself, and what the service tells about its regions."""

import re
import time

import alibabacloud_oss_v2 as oss
import pytest

from support import buckets
from support.answers import document
from support.sdk import refused, sdk, told

COUNTERS = [
    "storage", "object_count", "multi_part_upload_count", "live_channel_count", "standard_storage", "standard_object_count",
    "infrequent_access_storage", "infrequent_access_real_storage", "infrequent_access_object_count", "archive_storage",
    "archive_real_storage", "archive_object_count", "cold_archive_storage", "cold_archive_real_storage", "cold_archive_object_count",
    "deep_cold_archive_storage", "deep_cold_archive_real_storage", "deep_cold_archive_object_count", "delete_marker_count",
]


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def test_a_new_bucket_tells_its_defaults(api, server, own):
    info = api.get_bucket_info(oss.GetBucketInfoRequest(own.bucket)).bucket_info
    assert (info.name, info.location, info.storage_class, info.data_redundancy_type) == (own.bucket, "oss-cn-hangzhou", "Standard", "LRS")
    assert (info.acl, info.access_monitor, info.cross_region_replication) == ("private", "Disabled", "Disabled")
    assert info.block_public_access is True
    assert info.extranet_endpoint == server.endpoint
    assert info.intranet_endpoint and info.resource_group_id and info.transfer_acceleration
    assert not info.versioning
    assert info.sse_rule is not None
    assert info.owner.id and info.owner.display_name
    assert abs(info.creation_date.timestamp() - time.time()) < 60


def test_the_information_has_the_elements_of_oss(api, own):
    root = document(own.send(own.signed("GET", params=[("bucketInfo", "")])), "BucketInfo")
    bucket = root.find("Bucket")
    assert bucket.findtext("AccessControlList/Grant") == "private"
    assert bucket.find("ServerSideEncryptionRule") is not None
    assert bucket.find("BucketPolicy") is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", bucket.findtext("CreationDate"))


def test_both_lists_of_a_bucket_tell_the_same_endpoint(api, own):
    listed = next(bucket for bucket in api.list_buckets(oss.ListBucketsRequest(prefix=own.bucket)).buckets if bucket.name == own.bucket)
    info = api.get_bucket_info(oss.GetBucketInfoRequest(own.bucket)).bucket_info
    assert (listed.extranet_endpoint, listed.intranet_endpoint) == (info.extranet_endpoint, info.intranet_endpoint)
    assert listed.creation_date == info.creation_date


def test_an_advertised_endpoint_is_told_everywhere(start_server):
    server = start_server(more=("--advertise-endpoint", "http://oss.example.test:8080"))
    api = sdk(server)
    assert api.get_bucket_info(oss.GetBucketInfoRequest("uploads")).bucket_info.extranet_endpoint == "http://oss.example.test:8080"
    assert api.list_buckets(oss.ListBucketsRequest()).buckets[0].extranet_endpoint == "http://oss.example.test:8080"


def test_the_location_is_the_region(api, own):
    assert api.get_bucket_location(oss.GetBucketLocationRequest(own.bucket)).location == "oss-cn-hangzhou"


def test_the_statistics_of_a_new_bucket_are_zero(api, own):
    stat = api.get_bucket_stat(oss.GetBucketStatRequest(own.bucket))
    assert {name: getattr(stat, name) for name in COUNTERS} == dict.fromkeys(COUNTERS, 0)


def test_the_statistics_count_objects_uploads_and_markers(api, make_bucket):
    name = make_bucket(versioning="Enabled").bucket
    for key, storage_class, size in (("a", "Standard", 10), ("b", "IA", 20), ("c", "Archive", 30)):
        api.put_object(oss.PutObjectRequest(name, key, body=b"x" * size, storage_class=storage_class))
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(name, "u")).upload_id
    api.upload_part(oss.UploadPartRequest(name, "u", 1, upload, body=b"x" * 5))
    api.delete_object(oss.DeleteObjectRequest(name, "gone"))
    stat = api.get_bucket_stat(oss.GetBucketStatRequest(name))
    assert (stat.object_count, stat.multi_part_upload_count, stat.delete_marker_count) == (3, 1, 1)
    assert (stat.standard_storage, stat.standard_object_count) == (10, 1)
    assert (stat.infrequent_access_object_count, stat.archive_object_count) == (1, 1)
    assert (stat.infrequent_access_real_storage, stat.archive_real_storage) == (20, 30)
    assert abs(stat.last_modified_time - time.time()) < 60


def test_regions_are_described(api):
    everything = api.describe_regions(oss.DescribeRegionsRequest()).region_info
    regions = {info.region: info for info in everything}
    assert "oss-cn-hangzhou" in regions
    assert regions["oss-cn-hangzhou"].internet_endpoint and regions["oss-cn-hangzhou"].internal_endpoint
    assert regions["oss-cn-hangzhou"].accelerate_endpoint
    one = api.describe_regions(oss.DescribeRegionsRequest(regions="oss-cn-hangzhou")).region_info
    assert [info.region for info in one] == ["oss-cn-hangzhou"]


@pytest.mark.parametrize("operation, request_type", [
    ("get_bucket_info", oss.GetBucketInfoRequest), ("get_bucket_stat", oss.GetBucketStatRequest),
    ("get_bucket_location", oss.GetBucketLocationRequest), ("get_bucket_versioning", oss.GetBucketVersioningRequest),
    ("list_object_versions", oss.ListObjectVersionsRequest), ("list_multipart_uploads", oss.ListMultipartUploadsRequest),
    ("get_bucket_cors", oss.GetBucketCorsRequest), ("get_bucket_lifecycle", oss.GetBucketLifecycleRequest),
    ("get_bucket_referer", oss.GetBucketRefererRequest), ("get_bucket_tags", oss.GetBucketTagsRequest),
    ("get_bucket_public_access_block", oss.GetBucketPublicAccessBlockRequest),
])
def test_a_missing_bucket_is_told_by_every_operation(api, operation, request_type):
    assert told(refused(getattr(api, operation), request_type("no-such-bucket"))) == (404, "NoSuchBucket", "0015-00000101")


def test_the_list_of_live_channels_is_empty(own):
    root = document(own.send(own.signed("GET", params=[("live", "")])), "ListLiveChannelResult")
    assert root.findtext("IsTruncated") == "false"
    assert not root.findall("LiveChannel")


def test_a_bucket_may_be_made_with_an_acl(own):
    name = buckets.fresh_name()
    answer = own.send(own.signed("PUT", bucket=name, headers=[("x-oss-acl", "private")]), b"")
    try:
        assert answer.status == 200
        assert answer.header("Location") in (None, f"/{name}")
    finally:
        buckets.wipe(own, name)
