"""alibabacloud-oss-v2: objects that grow."""

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def append(api, key, position, body, **more):
    return api.append_object(oss.AppendObjectRequest("uploads", key, position=position, body=body, **more))


def test_each_append_tells_the_next_position_and_the_running_checksum(api, client, key):
    whole = b""
    for piece in (b"hello", b" ", b"", b"oss" * 1000):
        result = append(api, key, len(whole), piece)
        whole += piece
        assert result.next_position == len(whole)
        assert result.hash_crc64 == str(crc64(whole))
    answer = client.get(key)
    assert (answer.body, answer.header("x-oss-object-type")) == (whole, "Appendable")
    assert answer.header("x-oss-next-append-position") == str(len(whole))
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(whole))


def test_metadata_counts_at_the_first_position_only(api, key):
    append(api, key, 0, b"a", content_type="text/x-log", metadata={"a": "first"}, storage_class="IA", tagging="t=1")
    append(api, key, 1, b"b", content_type="image/png", metadata={"a": "second"})
    head = api.head_object(oss.HeadObjectRequest("uploads", key))
    assert (head.content_type, head.metadata, head.storage_class, head.tagging_count) == ("text/x-log", {"a": "first"}, "IA", 1)
    assert (head.object_type, head.next_append_position) == ("Appendable", 2)


@pytest.mark.parametrize("position", [0, 3, 5, 2**62])
def test_another_position_than_the_length_is_told(api, client, key, position):
    append(api, key, 0, b"1234")
    error = refused(append, api, key, position, b"x")
    assert told(error) == (409, "PositionNotEqualToLength", "0026-00000016")
    assert error.message == "Position is not equal to file length"
    assert error.headers["x-oss-next-append-position"] == "4"
    assert client.get(key).body == b"1234"


def test_a_new_object_begins_at_zero(api, client, key):
    assert refused(append, api, key, 1, b"x").code == "PositionNotEqualToLength"
    assert not client.exists(key)


def test_a_normal_object_is_not_appendable(api, client, key):
    client.put(key, b"normal")
    for position in (0, 6):
        error = refused(append, api, key, position, b"x")
        assert (error.status_code, error.code, error.message) == (409, "ObjectNotAppendable", "The object is not appendable.")
    assert client.get(key).body == b"normal"


def test_putting_over_an_appendable_object_makes_it_normal(api, client, key):
    append(api, key, 0, b"x")
    client.put(key, b"normal")
    assert client.head(key).header("x-oss-object-type") == "Normal"


def test_a_wrong_checksum_is_refused_and_nothing_is_added(api, client, key):
    append(api, key, 0, b"abc")
    request = client.signed("POST", key, params=[("append", ""), ("position", "3")], headers=[("x-oss-hash-crc64ecma", "1")])
    assert client.send(request, b"def").status == 400
    assert client.get(key).body == b"abc"


def test_a_sealed_object_does_not_grow(api, client, key):
    append(api, key, 0, b"1234")
    result = api.seal_append_object(oss.SealAppendObjectRequest("uploads", key, position=4))
    assert result.status_code == 200 and result.sealed_time
    assert told(refused(append, api, key, 4, b"x"))[:2] == (400, "AppendSealedObjectNotAllowed")
    answer = client.get(key)
    assert (answer.body, answer.header("x-oss-object-type")) == (b"1234", "Appendable")
    assert answer.header("x-oss-sealed-time") == result.sealed_time


def test_sealing_needs_the_right_position_and_an_appendable_object(api, client, key):
    append(api, key, 0, b"1234")
    assert refused(api.seal_append_object, oss.SealAppendObjectRequest("uploads", key, position=3)).code == "PositionNotEqualToLength"
    assert refused(api.seal_append_object, oss.SealAppendObjectRequest("uploads", key + "-missing", position=0)).code == "NoSuchKey"
    client.put(key, b"normal")
    assert refused(api.seal_append_object, oss.SealAppendObjectRequest("uploads", key, position=6)).code == "ObjectNotAppendable"


def test_appending_does_not_work_with_versioning(api, make_bucket):
    name = make_bucket(versioning="Enabled").bucket
    request = oss.AppendObjectRequest(name, "a", position=0, body=b"x")
    assert refused(api.append_object, request).status_code in (400, 409)
