"""alibabacloud-oss-v2: storage classes, and reading archived objects again."""

import time

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk, told

ARCHIVES = ["Archive", "ColdArchive", "DeepColdArchive"]


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def put(api, key, storage_class, bucket="uploads"):
    return api.put_object(oss.PutObjectRequest(bucket, key, body=b"cold", storage_class=storage_class))


def restore(api, key, **more):
    return api.restore_object(oss.RestoreObjectRequest("uploads", key, restore_request=oss.RestoreRequest(**more) if more else None))


@pytest.mark.parametrize("storage_class", ["Standard", "IA", *ARCHIVES])
def test_the_storage_class_is_told_everywhere(api, own, storage_class):
    put(api, "a", storage_class, own.bucket)
    assert api.head_object(oss.HeadObjectRequest(own.bucket, "a")).storage_class == storage_class
    assert api.list_objects_v2(oss.ListObjectsV2Request(own.bucket)).contents[0].storage_class == storage_class
    assert api.list_objects(oss.ListObjectsRequest(own.bucket)).contents[0].storage_class == storage_class


def test_an_object_takes_the_class_of_its_bucket(api, make_bucket):
    name = make_bucket(storage_class="IA").bucket
    api.put_object(oss.PutObjectRequest(name, "a", body=b"x"))
    assert api.head_object(oss.HeadObjectRequest(name, "a")).storage_class == "IA"
    assert api.get_bucket_info(oss.GetBucketInfoRequest(name)).bucket_info.storage_class == "IA"


def test_an_unknown_class_stores_nothing(api, client, key):
    assert told(refused(put, api, key, "Lukewarm"))[:2] == (400, "InvalidArgument")
    assert not client.exists(key)


@pytest.mark.parametrize("storage_class", ARCHIVES)
def test_an_archived_object_is_not_read(api, key, storage_class):
    put(api, key, storage_class)
    assert told(refused(api.get_object, oss.GetObjectRequest("uploads", key)))[:2] == (403, "InvalidObjectState")
    copy = oss.CopyObjectRequest("uploads", key + "/copy", source_bucket="uploads", source_key=key)
    assert refused(api.copy_object, copy).code == "InvalidObjectState"
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.content_length, head.restore) == (4, None)


def test_restoring_makes_an_archived_object_readable(start_server):
    server = start_server(more=("--restore-delay", "0"))
    api = sdk(server)
    put(api, "a", "Archive")
    assert restore(api, "a", days=2).status_code == 202
    for _ in range(50):
        head = api.head_object(oss.HeadObjectRequest("uploads", "a"))
        if head.restore and 'ongoing-request="false"' in head.restore:
            break
        time.sleep(0.02)
    assert head.restore.startswith('ongoing-request="false", expiry-date="')
    assert api.get_object(oss.GetObjectRequest("uploads", "a")).body.content == b"cold"
    assert api.head_object(oss.HeadObjectRequest("uploads", "a")).storage_class == "Archive"
    assert restore(api, "a", days=2).status_code == 200, "repeated, it lasts longer"


def test_a_restore_takes_its_time(start_server):
    server = start_server(more=("--restore-delay", "3600"))
    api = sdk(server)
    put(api, "a", "ColdArchive")
    assert restore(api, "a", days=1, job_parameters=oss.JobParameters(tier="Standard")).status_code == 202
    assert api.head_object(oss.HeadObjectRequest("uploads", "a")).restore == 'ongoing-request="true"'
    assert refused(api.get_object, oss.GetObjectRequest("uploads", "a")).code == "InvalidObjectState"
    assert told(refused(restore, api, "a", days=1))[:2] == (409, "RestoreAlreadyInProgress")


def test_what_is_not_archived_is_not_restored(api, client, key):
    client.put(key, b"x")
    assert told(refused(restore, api, key))[:2] == (400, "OperationNotSupported")
    assert refused(restore, api, key + "-missing").code == "NoSuchKey"


@pytest.mark.parametrize("days", [0, -1, 366, 10**12])
def test_days_out_of_range_are_refused(api, key, days):
    put(api, key, "Archive")
    assert refused(restore, api, key, days=days).status_code == 400
    assert api.head_object(oss.HeadObjectRequest("uploads", key)).restore is None
