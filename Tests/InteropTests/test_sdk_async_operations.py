"""alibabacloud-oss-v2: the asynchronous client at the operations beyond put and get."""

import asyncio

import alibabacloud_oss_v2 as oss
import aiohttp
import datetime
import pytest

from support.sdk import async_sdk, service_error


@pytest.fixture(params=["v4", "v1"])
def run(server, request):
    def run(scenario):
        async def whole():
            async with async_sdk(server, request.param) as api:
                await scenario(api)

        asyncio.run(whole())

    return run


async def refused(awaitable):
    with pytest.raises(oss.exceptions.OperationError) as failure:
        await awaitable
    return service_error(failure)


def test_parts_go_up_at_once(run, client, key):
    bodies = [bytes([number]) * 102_400 for number in range(1, 6)]

    async def scenario(api):
        upload = (await api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key))).upload_id
        sent = await asyncio.gather(
            *(api.upload_part(oss.UploadPartRequest("uploads", key, n, upload, body=body)) for n, body in enumerate(bodies, 1))
        )
        parts = [oss.UploadPart(part_number=n, etag=result.etag) for n, result in enumerate(sent, 1)]
        pages = api.list_parts_paginator(limit=2).iter_page(oss.ListPartsRequest("uploads", key, upload))
        assert [part.part_number async for page in pages for part in page.parts] == [1, 2, 3, 4, 5]
        done = await api.complete_multipart_upload(
            oss.CompleteMultipartUploadRequest("uploads", key, upload, complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts))
        )
        assert done.etag.endswith('-5"')

    run(scenario)
    assert client.get(key).body == b"".join(bodies)


def test_an_upload_is_aborted(run, own):
    async def scenario(api):
        upload = (await api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(own.bucket, "a"))).upload_id
        pages = api.list_multipart_uploads_paginator(limit=1).iter_page(oss.ListMultipartUploadsRequest(own.bucket))
        assert [entry.upload_id async for page in pages for entry in page.uploads or []] == [upload]
        await api.abort_multipart_upload(oss.AbortMultipartUploadRequest(own.bucket, "a", upload))
        error = await refused(api.list_parts(oss.ListPartsRequest(own.bucket, "a", upload)))
        assert (error.status_code, error.code) == (404, "NoSuchUpload")

    run(scenario)


def test_copies_appends_links_and_tags(run, client, key):
    async def scenario(api):
        await api.put_object(oss.PutObjectRequest("uploads", key, body=b"x", tagging="a=1"))
        await api.copy_object(oss.CopyObjectRequest("uploads", key + "/copy", source_bucket="uploads", source_key=key))
        tags = await api.get_object_tagging(oss.GetObjectTaggingRequest("uploads", key + "/copy"))
        assert [(tag.key, tag.value) for tag in tags.tag_set.tags] == [("a", "1")]
        first = await api.append_object(oss.AppendObjectRequest("uploads", key + "/log", position=0, body=b"abc"))
        second = await api.append_object(oss.AppendObjectRequest("uploads", key + "/log", position=first.next_position, body=b"def"))
        assert second.next_position == 6
        await api.put_symlink(oss.PutSymlinkRequest("uploads", key + "/link", target="target"))
        assert (await api.get_symlink(oss.GetSymlinkRequest("uploads", key + "/link"))).target == "target"
        deleted = await api.delete_multiple_objects(
            oss.DeleteMultipleObjectsRequest("uploads", objects=[oss.DeleteObject(key=key + end) for end in ("/copy", "/link")])
        )
        assert len(deleted.deleted_objects) == 2

    run(scenario)
    assert client.get(key + "/log").body == b"abcdef"
    assert not client.exists(key + "/copy")


def test_versions_and_configuration(run, own):
    async def scenario(api):
        name = own.bucket
        await api.put_bucket_versioning(
            oss.PutBucketVersioningRequest(name, versioning_configuration=oss.VersioningConfiguration(status="Enabled"))
        )
        first = (await api.put_object(oss.PutObjectRequest(name, "a", body=b"1"))).version_id
        marker = await api.delete_object(oss.DeleteObjectRequest(name, "a"))
        assert marker.delete_marker
        error = await refused(api.get_object(oss.GetObjectRequest(name, "a")))
        assert error.headers["x-oss-delete-marker"] == "true"
        got = await api.get_object(oss.GetObjectRequest(name, "a", version_id=first))
        assert await got.body.read() == b"1"
        pages = api.list_object_versions_paginator(limit=1).iter_page(oss.ListObjectVersionsRequest(name))
        assert len([page async for page in pages]) == 2
        assert (await api.get_bucket_info(oss.GetBucketInfoRequest(name))).bucket_info.versioning == "Enabled"
        assert (await api.get_bucket_location(oss.GetBucketLocationRequest(name))).location == "oss-cn-hangzhou"

    run(scenario)


def test_a_part_is_presigned(run, client, key):
    async def scenario(api):
        upload = (await api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key))).upload_id
        result = await api.presign(oss.UploadPartRequest("uploads", key, 1, upload), expires=datetime.timedelta(minutes=5))
        async with aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session:
            async with session.put(result.url, data=b"part") as answer:
                assert answer.status == 200
        await api.complete_multipart_upload(oss.CompleteMultipartUploadRequest("uploads", key, upload, complete_all="yes"))

    run(scenario)
    assert client.get(key).body == b"part"
