"""alibabacloud-oss-v2: the asynchronous client, which always sends chunked bodies."""

import asyncio
import datetime

import alibabacloud_oss_v2 as oss
import aiohttp
import pytest

from support.sdk import async_sdk, service_error

VERSIONS = pytest.mark.parametrize("version", ["v4", "v1"])


def run(server, version, scenario):
    async def whole():
        async with async_sdk(server, version) as api:
            await scenario(api)

    asyncio.run(whole())


@VERSIONS
def test_an_object_lives_from_put_to_delete(server, client, key, version):
    async def scenario(api):
        put = await api.put_object(oss.PutObjectRequest("uploads", key, body=b"hello oss", metadata={"a": "b"}))
        assert put.hash_crc64 == "15021467531229347219"
        got = await api.get_object(oss.GetObjectRequest("uploads", key, range_header="bytes=6-8"))
        assert (got.status_code, await got.body.read()) == (206, b"oss")
        head = await api.head_object(oss.HeadObjectRequest("uploads", key))
        assert (head.content_length, head.metadata) == (9, {"a": "b"})
        assert (await api.delete_object(oss.DeleteObjectRequest("uploads", key))).status_code == 204

    run(server, version, scenario)
    assert not client.exists(key)


@VERSIONS
def test_an_empty_object_is_stored(server, client, key, version):
    async def scenario(api):
        await api.put_object(oss.PutObjectRequest("uploads", key, body=b""))

    run(server, version, scenario)
    assert client.get(key).body == b""


@VERSIONS
def test_metadata_outside_of_ascii_keeps_its_bytes(server, client, key, version):
    async def scenario(api):
        await api.put_object(oss.PutObjectRequest("uploads", key, body=b"x", metadata={"name": "中ü"}))

    run(server, version, scenario)
    assert client.head(key).header("x-oss-meta-name").encode("latin-1") == "中ü".encode()


@VERSIONS
def test_twenty_uploads_at_once_all_arrive(server, client, key, version):
    async def scenario(api):
        await asyncio.gather(
            *(api.put_object(oss.PutObjectRequest("uploads", f"{key}/{n:02}", body=b"%d" % n * 5000)) for n in range(20))
        )
        pages = api.list_objects_v2_paginator(limit=7).iter_page(oss.ListObjectsV2Request("uploads", prefix=key + "/"))
        listed = [entry.key async for page in pages for entry in page.contents]
        assert listed == [f"{key}/{n:02}" for n in range(20)]

    run(server, version, scenario)
    assert client.get(f"{key}/13").body == b"13" * 5000


@VERSIONS
def test_a_presigned_put_works_with_aiohttp(server, client, key, version):
    async def scenario(api):
        result = await api.presign(
            oss.PutObjectRequest("uploads", key, content_type="text/plain"), expires=datetime.timedelta(minutes=5)
        )
        async with aiohttp.ClientSession() as session:
            async with session.put(result.url, data=b"x", headers=dict(result.signed_headers)) as answer:
                assert answer.status == 200
            async with session.put(result.url, data=b"y") as answer:  # application/octet-stream by itself
                assert answer.status == 403

    run(server, version, scenario)
    assert client.get(key).body == b"x"


@VERSIONS
def test_a_missing_key_is_told(server, version):
    async def scenario(api):
        with pytest.raises(oss.exceptions.OperationError) as failure:
            await api.head_object(oss.HeadObjectRequest("uploads", "missing"))
        assert (service_error(failure).code, service_error(failure).status_code) == ("NoSuchKey", 404)

    run(server, version, scenario)
