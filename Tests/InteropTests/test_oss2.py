"""oss2, the first generation of the official Python SDK, in both signature versions.

It writes a key's slashes as %2F on the wire although it signs them as they are.
"""

import hashlib

import oss2
import pytest
import requests

from support import cli
from support.sdk import oss2_bucket, oss2_service

BODY = b"0123456789" * 1000


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


@pytest.fixture
def bucket(server, version):
    return oss2_bucket(server, version)


@pytest.fixture
def key(request):
    return f"tests/oss2 + sub/{request.node.name}/中.txt"


def test_an_object_lives_from_put_to_delete(bucket, key):
    put = bucket.put_object(key, BODY, headers={"x-oss-meta-Author": "alice", "Content-Type": "image/png"})
    assert put.etag == hashlib.md5(BODY).hexdigest().upper()
    assert put.crc, "checked against the client's own by default"
    got = bucket.get_object(key)
    assert got.read() == BODY
    assert got.client_crc == got.server_crc
    assert got.headers["x-oss-meta-author"] == "alice"
    head = bucket.head_object(key)
    assert (head.content_length, head.content_type, head.object_type) == (len(BODY), "image/png", "Normal")
    bucket.delete_object(key)
    with pytest.raises(oss2.exceptions.NotFound):
        bucket.head_object(key)


def test_a_range_returns_a_part(bucket, key):
    bucket.put_object(key, BODY)
    assert bucket.get_object(key, byte_range=(3, 6)).read() == b"3456"
    assert bucket.get_object(key, byte_range=(None, 2)).read() == b"89"
    assert bucket.get_object(key, byte_range=(len(BODY) - 1, None)).read() == b"9"


def test_a_generator_is_uploaded_in_chunks(bucket, key):
    bucket.put_object(key, (part for part in (b"a", b"", b"bc")))
    assert bucket.get_object(key).read() == b"abc"


@pytest.mark.parametrize("slash_safe", [False, True])
def test_signed_urls_work_with_slashes_escaped_or_not(server, bucket, key, slash_safe):
    headers = {"Content-Type": "text/plain", "x-oss-meta-A": "b"}
    url = bucket.sign_url("PUT", key, 600, headers=headers, slash_safe=slash_safe)
    assert ("%2F" in url.split("?")[0]) != slash_safe
    options = [f"{name}: {value}" for name, value in headers.items()]
    done = cli.verify(url, "PUT", *options, credentials=server.credentials)
    assert done.returncode == 0, done.stdout + done.stderr
    assert requests.put(url, data=b"x", headers=headers).status_code == 200
    assert requests.put(url, data=b"x").status_code == 403
    got = requests.get(bucket.sign_url("GET", key, 600, slash_safe=slash_safe))
    assert (got.content, got.headers["Content-Type"], got.headers["x-oss-meta-a"]) == (b"x", "text/plain", "b")
    assert requests.head(bucket.sign_url("HEAD", key, 600, slash_safe=slash_safe)).status_code == 200
    assert requests.delete(bucket.sign_url("DELETE", key, 600, slash_safe=slash_safe)).status_code == 204


def test_signed_parameters_are_honoured_and_kept(bucket, key):
    bucket.put_object(key, BODY)
    params = {"response-content-type": "a/b", "response-content-disposition": 'attachment; filename="a b&c.txt"'}
    url = bucket.sign_url("GET", key, 600, params=params, slash_safe=True)
    got = requests.get(url)
    assert got.headers["Content-Type"] == "a/b"
    assert got.headers["Content-Disposition"] == 'attachment; filename="a b&c.txt"'
    assert requests.get(url.replace("a%2Fb", "a%2Fc")).status_code == 403


def test_v4_additional_headers_are_demanded(server, client, key):
    bucket = oss2_bucket(server, "v4")
    headers = {"Content-Length": "5", "Range": "bytes=0-1"}
    url = bucket.sign_url("PUT", key, 600, headers=headers, additional_headers=["content-length"], slash_safe=True)
    assert "x-oss-additional-headers=content-length" in url
    assert requests.put(url, data=b"123456").status_code == 403
    assert requests.put(url, data=b"12345").status_code == 200
    assert client.get(key).body == b"12345"


@pytest.mark.parametrize("iterator", [oss2.ObjectIterator, oss2.ObjectIteratorV2])
def test_a_listing_walks_over_pages(bucket, key, iterator):
    key = key.replace(" ", "")
    names = [f"{key}/{name}" for name in ("a", "b+c", "c%20d", "f\x02", "g/1", "g/2")]
    for name in names:
        bucket.put_object(name, b"x")
    assert [entry.key for entry in iterator(bucket, prefix=key + "/", max_keys=2)] == names
    found = [entry.key for entry in iterator(bucket, prefix=key + "/", delimiter="/", max_keys=2)]
    assert found == names[:4] + [f"{key}/g/"]


def test_a_listing_of_version_2_takes_the_empty_token_that_oss2_begins_with(bucket, key):
    key = key.replace(" ", "")
    bucket.put_object(key, b"x")
    assert [entry.key for entry in bucket.list_objects_v2(prefix=key).object_list] == [key]


def test_a_prefix_with_a_blank_is_found_although_oss2_writes_it_as_a_plus(bucket, key):
    bucket.put_object(key, b"x")
    assert " + " in key
    assert [entry.key for entry in bucket.list_objects(prefix=key).object_list] == [key]


def test_buckets_are_made_listed_and_deleted(server, version):
    name = f"oss2-{version}"
    bucket = oss2_bucket(server, version, name=name)
    bucket.create_bucket()
    found = {entry.name: entry for entry in oss2.BucketIterator(oss2_service(server, version), max_keys=2)}
    assert {"uploads", "second", name} <= set(found)
    assert found[name].extranet_endpoint == server.endpoint
    bucket.put_object("a", b"x")
    with pytest.raises(oss2.exceptions.BucketNotEmpty):
        bucket.delete_bucket()
    bucket.delete_object("a")
    bucket.delete_bucket()
    with pytest.raises(oss2.exceptions.NoSuchBucket):
        bucket.delete_bucket()


def test_failures_arrive_as_the_exceptions_of_the_sdk(server, version, key):
    with pytest.raises(oss2.exceptions.NoSuchKey) as failure:
        oss2_bucket(server, version).get_object(key)
    assert failure.value.details["EC"] == "0026-00000001"
    with pytest.raises(oss2.exceptions.NoSuchBucket):
        oss2_bucket(server, version, name="no-such-bucket").put_object(key, b"x")
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        oss2_bucket(server, version, credentials=(server.credentials.id, "wrong")).put_object(key, b"x")
    assert (failure.value.status, failure.value.code) == (403, "SignatureDoesNotMatch")
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        oss2_bucket(server, version, credentials=("LTAI5tNobody", "wrong")).put_object(key, b"x")
    assert (failure.value.status, failure.value.code) == (403, "InvalidAccessKeyId")


def test_a_wrong_region_is_told(server, key):
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        oss2_bucket(server, "v4", region="cn-beijing").put_object(key, b"x")
    assert (failure.value.status, failure.value.details["EC"]) == (400, "0002-00000226")


def test_the_proxy_setting_works_with_public_endpoints(server, version, client, key):
    bucket = oss2.Bucket(
        oss2_bucket(server, version).auth, "http://oss-cn-hangzhou.aliyuncs.com", "uploads",
        proxies={"http": server.endpoint}, region=server.region,
    )
    bucket.put_object(key, b"x")
    assert bucket.get_object(key).read() == b"x"
    assert client.get(key).body == b"x"
