"""Bodies that are not what was announced; nothing of them may be seen afterwards."""

import base64
import hashlib
import socket
import struct
import time

import pytest

from support.answers import check_wire, refusal
from support.crc import crc64
from support.raw import Connection, NoAnswer, chunked, head

BODY = b"hello oss"
DIGEST = base64.b64encode(hashlib.md5(BODY).digest()).decode()
CHUNKED = ("Transfer-Encoding", "chunked")


def signed_head(client, key, *headers):
    request = client.signed("PUT", key)
    return head("PUT", request.target(), [("Host", client.host), *request.headers, *headers])


@pytest.mark.parametrize(
    "digest",
    ["XrY7u+Ae7tCTyyK7j1rNww==", DIGEST[:-2], DIGEST + "=", DIGEST.lower(), DIGEST[:-4], "not base 64", "*" * 24, "AA==", "A" * 5000,
     hashlib.md5(BODY).hexdigest(), DIGEST + ", " + DIGEST],
)
def test_attack_18_a_wrong_content_md5_is_an_invalid_digest(hostile, digest):
    for key in ("refused", "kept"):
        error = refusal(hostile.send(hostile.signed("PUT", key, headers=[("Content-MD5", digest)]), BODY))
        assert (error.status, error.code) == (400, "InvalidDigest")
    assert hostile.get("kept").body == b"0123456789"


def test_attack_18_a_wrong_checksum_is_an_invalid_crc64(hostile):
    for wrong in (0, crc64(BODY) ^ 1, 2**64 - 1):
        request = hostile.signed("PUT", "kept", headers=[("x-oss-hash-crc64ecma", wrong)])
        error = refusal(hostile.send(request, BODY))
        assert (error.status, error.code) == (400, "InvalidCRC64")
    assert hostile.get("kept").body == b"0123456789"


@pytest.mark.parametrize("checksum", ["", "abc", "-1", "+15021467531229347219", str(2**64 + crc64(BODY)), "0x1", "1.0", "１"])
def test_attack_18_a_malformed_checksum_is_refused(hostile, checksum):
    request = hostile.signed("PUT", "kept", headers=[("x-oss-hash-crc64ecma", checksum)])
    assert refusal(hostile.send(request, BODY)).status == 400


def test_right_digests_are_accepted(client, key):
    headers = [("Content-MD5", DIGEST), ("x-oss-hash-crc64ecma", crc64(BODY))]
    assert client.put(key, BODY, headers).status == 200
    request = client.signed("PUT", key, headers=headers)
    data = head("PUT", request.target(), [("Host", client.host), *request.headers, CHUNKED])
    assert client.exchange(data + chunked(b"hello", b" ", b"oss"), "PUT").status == 200


@pytest.mark.parametrize("length", [10, 100_000, 5 << 30])
def test_attack_17_a_body_shorter_than_announced_is_incomplete(hostile, length):
    with Connection(hostile.port) as connection:
        connection.send(signed_head(hostile, "refused", ("Content-Length", length)) + BODY)
        connection.finish_sending()
        try:
            error = refusal(connection.answer("PUT"))
        except NoAnswer:
            return  # the peer has gone away: an answer is a courtesy
        assert (error.status, error.code) == (400, "IncompleteBody")
        assert connection.is_closed()


def test_attack_17_a_body_longer_than_announced_is_cut_and_the_rest_is_no_request(client, key):
    with Connection(client.port) as connection:
        connection.offer(signed_head(client, key, ("Content-Length", 5)) + BODY + b"\r\n\r\n")
        assert check_wire(connection.answer("PUT")).status == 200
        rest = connection.answer()
        assert rest.status == 400
        assert connection.is_closed()
    assert client.get(key).body == b"hello"


@pytest.mark.parametrize("framing", [("Content-Length", 1_000_000), CHUNKED])
@pytest.mark.parametrize("manner", ["closed", "reset", "half closed"])
def test_a_cut_upload_leaves_nothing_and_the_old_object_stays(hostile, framing, manner):
    part = b"10000\r\n" + b"x" * 65536 + b"\r\n" if framing == CHUNKED else b"x" * 65536
    connection = Connection(hostile.port)
    connection.send(signed_head(hostile, "kept", framing) + part)
    time.sleep(0.1)
    if manner == "reset":
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if manner == "half closed":
        connection.finish_sending()
        connection.is_closed(2)
    connection.socket.close()
    time.sleep(0.1)
    assert hostile.get("kept").body == b"0123456789"


def test_a_chunked_upload_that_ends_inside_of_a_chunk_size_leaves_nothing(hostile):
    for part in (b"5\r\nhello\r\n", b"5\r\nhel", b"5", b"5\r\nhello\r\n0\r\n", b""):
        with Connection(hostile.port) as connection:
            connection.send(signed_head(hostile, "refused", CHUNKED) + part)
            connection.finish_sending()
            try:
                assert connection.answer("PUT").status == 400
            except NoAnswer:
                pass
    assert hostile.keys() == [b"kept"]


def test_attack_17_a_length_above_5_gib_is_too_large_before_the_body(hostile):
    for length in ((5 << 30) + 1, 1 << 40, 2**63 - 1):
        with Connection(hostile.port) as connection:
            connection.offer(signed_head(hostile, "refused", ("Content-Length", length)) + BODY)
            error = refusal(connection.answer("PUT"))
            assert (error.status, error.code) == (400, "EntityTooLarge")
            assert connection.is_closed()


def test_an_upload_without_length_and_without_chunks_is_411(hostile):
    with Connection(hostile.port) as connection:
        connection.send(signed_head(hostile, "refused"))
        error = refusal(connection.answer("PUT"))
    assert (error.status, error.code) == (411, "MissingContentLength")


@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Match", "If-None-Match"])
def test_a_condition_on_an_upload_is_not_implemented(hostile, header):
    value = '"x"' if header.endswith("Match") else "Wed, 21 Oct 2015 07:28:00 GMT"
    error = refusal(hostile.send(hostile.signed("PUT", "refused", headers=[(header, value)]), BODY))
    assert (error.status, error.code) == (400, "NotImplemented")
    assert error["Header"].lower() == header.lower()


def test_a_body_on_delete_is_accepted(client, key):
    client.put(key, b"x")
    assert client.send(client.signed("DELETE", key), b"a body").status == 204
    assert not client.exists(key)


def test_a_body_on_get_does_not_disturb_the_next_request(client, key):
    client.put(key, b"x")
    assert client.send(client.signed("GET", key), b"GET /uploads/ HTTP/1.1\r\nHost: evil.localhost\r\n\r\n").body == b"x"


def test_a_refused_upload_with_a_large_body_still_gets_its_answer(hostile):
    request = hostile.presigned("PUT", "refused", expires="0")
    data = head("PUT", request.target(), [("Host", hostile.host), ("Content-Length", 3_000_000)]) + b"x" * 100_000
    with Connection(hostile.port) as connection:
        connection.offer(data)
        assert refusal(connection.answer("PUT")).status == 400


@pytest.mark.parametrize(
    "body",
    [b"<CreateBucketConfiguration>", b"no xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><CreateBucketConfiguration>&a;</CreateBucketConfiguration>",
     b"<a>" * 10_000, b"\xff\xfe<\0"],
    ids=["cut", "no XML", "an entity", "deep", "UTF-16"],
)
def test_a_malformed_bucket_configuration_makes_no_bucket(hostile, body):
    request = hostile.signed("PUT", bucket="never-made")
    assert 400 <= refusal(hostile.send(request, body)).status <= 501
    assert refusal(hostile.send(hostile.signed("GET", bucket="never-made"))).code == "NoSuchBucket"


def test_a_folder_is_an_empty_object_with_a_slash_at_the_end(client, key):
    assert client.put(key + "/", b"").status == 200
    assert client.head(key + "/").header("Content-Length") == "0"
    assert not client.exists(key)


def test_a_reader_sees_the_whole_old_or_the_whole_new_object(client, key):
    """Overwriting while reading: every answer is one of the two, never a mixture."""
    old, new = b"a" * 300_000, b"b" * 200_000
    client.put(key, old)
    request = client.presigned("GET", key)
    with Connection(client.port) as slow:
        slow.send(head("GET", request.target(), [("Host", client.host)]))
        client.put(key, new)
        assert slow.answer().body in (old, new)
    assert client.get(key).body == new


@pytest.mark.parametrize("name", ["x-oss-meta-a", "Content-Type", "Cache-Control"])
def test_a_header_value_that_is_not_utf8_is_refused_before_it_could_be_verified_as_something_else(hostile, name):
    """A parser that puts U+FFFD in the place of bad bytes would verify another request than the one that was sent."""
    request = hostile.presigned("PUT", "k", headers=[(name, "\N{REPLACEMENT CHARACTER}")])
    data = head("PUT", request.target(), [("Host", hostile.host), ("Content-Length", 2)])[:-2]
    answer = hostile.exchange(data + name.encode() + b": \xff\r\n\r\nhi", "PUT")
    assert answer.status == 400
