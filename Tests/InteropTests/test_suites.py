"""What suites of official and other clients send to OSS, and this server once refused."""

import pytest

from support.answers import refusal
from support.raw import Connection, head
from support.sdk import oss2_bucket


def test_get_with_object_meta_tells_the_length_and_ends_the_connection(client, key):
    """aiooss2, and oss2 of old, ask with GET. There is no body, so nothing may follow on the connection."""
    client.put(key, b"0123456789")
    request = client.signed("GET", key, params=[("objectMeta", "")])
    with Connection(client.port) as connection:
        connection.offer(head("GET", request.target(), [("Host", client.host)] + request.headers))
        answer = connection.answer("HEAD")
        assert (answer.status, answer.header("Content-Length"), answer.header("Connection")) == (200, "10", "close")
        assert answer.header("ETag") == '"781E5E245D69B566979B86E28D23F2C7"'
        assert connection.is_closed()
    assert refusal(client.send(client.signed("GET", key + "/none", params=[("objectMeta", "")])))["Code"] == "NoSuchKey"


def test_a_get_that_announces_a_body_ends_the_connection(client, key):
    """oss2 sends a Content-Length that was signed with GET, and no body."""
    client.put(key, b"0123456789")
    request = client.signed("GET", key, headers=[("Content-Length", "9")])
    with Connection(client.port) as connection:
        connection.offer(head("GET", request.target(), [("Host", client.host)] + request.headers))
        answer = connection.answer()
        assert (answer.status, answer.body, answer.header("Connection")) == (200, b"0123456789", "close")


def test_tags_of_a_later_append_are_not_looked_at(client, key):
    def append(position, body, headers):
        return client.send(client.signed("POST", key, params=[("append", ""), ("position", position)], headers=headers), body)

    many = [("x-oss-tagging", "&".join(f"k{n}=v" for n in range(11)))]
    assert refusal(append("0", b"a", many))["Code"] == "TooManyTags"
    assert append("0", b"a", []).status == 200
    assert append("1", b"b", many).status == 200
    assert b"<Key>" not in client.get(key, params=[("tagging", "")]).body


def test_an_archive_is_restored_without_a_tier_only(client, key):
    body = b"<RestoreRequest><Days>1</Days><JobParameters><Tier>Bulk</Tier></JobParameters></RestoreRequest>"
    for storage_class, status in [("Archive", 400), ("ColdArchive", 202)]:
        client.put(key, b"x", [("x-oss-storage-class", storage_class)])
        answer = client.send(client.signed("POST", key, params=[("restore", "")]), body)
        assert answer.status == status, answer.body
        if status == 400:
            assert refusal(answer)["Code"] == "MalformedXML"


@pytest.mark.parametrize("listing", [[], [("list-type", "2")], [("versions", "")], [("uploads", "")]], ids=str)
@pytest.mark.parametrize("name", ["prefix", "delimiter"])
def test_a_prefix_longer_than_a_key_is_refused(client, listing, name):
    error = refusal(client.send(client.signed("GET", params=listing + [(name, "a" * 1024)])))
    assert (error["Code"], error["ArgumentName"]) == ("InvalidArgument", name)
    assert client.send(client.signed("GET", params=listing + [(name, "a" * 1023)])).status == 200


def test_initiating_an_upload_with_a_condition_is_no_conditional_write(client, key):
    headers = [("If-Modified-Since", "Tue, 12 Nov 2024 08:32:38 GMT")]
    answer = client.send(client.signed("POST", key, params=[("uploads", "")], headers=headers), b"")
    assert answer.status == 200, answer.body


def test_oss2_opens_and_closes_a_bucket(own, server):
    bucket = oss2_bucket(server, name=own.bucket)
    for blocked in (False, True):
        bucket.put_bucket_public_access_block(blocked)
        assert bucket.get_bucket_public_access_block().block_public_access is blocked
