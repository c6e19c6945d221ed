"""alibabacloud-oss-v2: objects as files."""

import io
import os

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import sdk

BODY = os.urandom(200_000)


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.mark.parametrize("options", [{}, {"enable_prefetch": True, "chunk_size": 20_000, "prefetch_num": 3, "prefetch_threshold": 0}],
                         ids=["plain", "prefetch"])
def test_a_file_is_read_in_every_way(api, client, key, options):
    client.put(key, BODY)
    with api.open_file("uploads", key, **options) as file:
        assert file.read(10) == BODY[:10]
        assert file.tell() == 10
        assert file.seek(-5, io.SEEK_END) == len(BODY) - 5
        assert file.read() == BODY[-5:]
        assert file.read(1) == b""
        file.seek(0)
        assert b"".join(iter(lambda: file.read(30_000), b"")) == BODY
        file.seek(1000)
        buffer = bytearray(50)
        assert file.readinto(buffer) == 50
        assert bytes(buffer) == BODY[1000:1050]


def test_a_missing_file_is_not_opened(api, key):
    with pytest.raises(oss.PathError):
        api.open_file("uploads", key)


def test_an_appended_file_grows(api, client, key):
    created = oss.AppendObjectRequest("uploads", key, content_type="text/x-log", metadata={"a": "b"})
    with api.append_file("uploads", key, create_parameter=created) as file:
        assert file.tell() == 0
        assert file.write(b"hello ") == 6
        assert file.write_from(io.BytesIO(b"oss")) == 3
        assert file.tell() == 9
    with api.append_file("uploads", key) as file:
        assert file.tell() == 9
        file.write(b"!")
    answer = client.get(key)
    assert (answer.body, answer.header("Content-Type"), answer.header("x-oss-meta-a")) == (b"hello oss!", "text/x-log", "b")


def test_flush_makes_an_empty_file(api, client, key):
    with api.append_file("uploads", key) as file:
        file.flush()
    answer = client.head(key)
    assert (answer.status, answer.header("x-oss-object-type"), answer.header("Content-Length")) == (200, "Appendable", "0")


def test_a_normal_object_is_not_opened_for_appending(api, client, key):
    client.put(key, b"x")
    with pytest.raises(oss.PathError):
        api.append_file("uploads", key)
