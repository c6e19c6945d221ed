"""Ranges, conditions and list parameters with numbers that are none."""

import pytest

from support.answers import refusal

CONTENT = b"0123456789"
RANGES = ["bytes=5-2", "bytes=-0", "bytes=0-99999999999999999999", "bytes=-", "bytes", "bytes=", "", "lines=0-1", "bytes=--1", "bytes=10-",
          f"bytes={2**63}-", f"bytes={2**64}-", f"bytes=-{2**64}", f"bytes=0-{2**63 - 1}", f"bytes={2**63 - 1}-{2**63 - 1}", "bytes=+1-2",
          "bytes=1-+2", "bytes=0x1-2", "bytes=1-2-3", "bytes=１-２", "bytes=1-2, 4-5", "bytes=" + ",".join(["0-1"] * 1000), "BYTES 1-2",
          "bytes=0-0,", "bytes=9" + "9" * 5000 + "-", "bytes:0-1"]


@pytest.mark.parametrize("range", RANGES)
def test_attack_38_a_range_that_cannot_be_gives_the_whole_object(hostile, range):
    answer = hostile.get("kept", [("Range", range)])
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.header("Content-Range") is None


@pytest.mark.parametrize("range", RANGES)
def test_attack_38_in_standard_mode_it_may_be_416(hostile, range):
    answer = hostile.get("kept", [("Range", range), ("x-oss-range-behavior", "standard")])
    assert answer.status in (200, 206, 416)
    if answer.status == 416:
        assert refusal(answer).code == "InvalidRange"
    else:
        assert answer.body == CONTENT
        assert answer.header("Content-Range") == ("bytes 0-9/10" if answer.status == 206 else None)


@pytest.mark.parametrize("range, body", [("bytes=0-0", b"0"), ("bytes=9-9", b"9"), ("bytes=-1", b"9"), ("bytes=-10", CONTENT), ("bytes=0-", CONTENT)])
def test_a_range_inside_is_exact(hostile, range, body):
    answer = hostile.get("kept", [("Range", range)])
    assert (answer.status, answer.body) == (206, body)


def test_a_suffix_longer_than_the_object_gives_all_of_it(hostile):
    assert hostile.get("kept", [("Range", "bytes=-11")]).body == CONTENT
    assert hostile.get("kept", [("Range", "bytes=-11"), ("x-oss-range-behavior", "standard")]).body == CONTENT


def test_two_range_headers_give_the_whole_object_or_a_refusal(hostile):
    answer = hostile.get("kept", [("Range", "bytes=0-1"), ("Range", "bytes=2-3")])
    assert answer.status == 400 or (answer.status, answer.body) == (200, CONTENT)


def test_a_range_of_an_empty_object_gives_the_empty_object(client, key):
    client.put(key, b"")
    for range in ("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"):
        answer = client.get(key, [("Range", range)])
        assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("value", ["yesterday", "", "0", "Wed, 99 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 99999999 07:28:00 GMT", "-1"])
def test_a_date_condition_that_is_no_date_never_fails_the_server(hostile, value):
    for header in ("If-Modified-Since", "If-Unmodified-Since"):
        assert hostile.get("kept", [(header, value)]).status in (200, 400, 412)


@pytest.mark.parametrize("list_type", [[], [("list-type", "2")]])
@pytest.mark.parametrize("value", ["-1", "1001", "1000000000", str(2**63), str(2**64), "abc", "1e2", "+1", "1.0", "0x1", "１", "9" * 3000])
def test_attack_38_a_page_size_that_cannot_be_is_400(hostile, list_type, value):
    error = refusal(hostile.send(hostile.signed("GET", params=[("max-keys", value), *list_type])))
    assert (error.status, error.code) == (400, "InvalidArgument")


@pytest.mark.parametrize("token", ["x", "%", "=", "a" * 5000, "YQ", "YQ==\0", "////", "!!!!"])
def test_a_continuation_token_of_ones_own_making_is_refused_or_a_mere_position(hostile, token):
    answer = hostile.send(hostile.signed("GET", params=[("list-type", "2"), ("continuation-token", token)]))
    assert answer.status in (200, 400)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("name", ["prefix", "delimiter", "marker", "start-after"])
@pytest.mark.parametrize("value", [b"\xff", b"a\0", b"x" * 3000, b"%", b"_", b"' OR 1=1 --", b"\xc0\xaf", b"../", b"/"])
def test_odd_list_parameters_are_bytes_and_nothing_else(hostile, name, value, version):
    params = [(name, value), ("encoding-type", "url")] + ([("list-type", "2")] if version == "2" else [])
    answer = hostile.send(hostile.signed("GET", params=params))
    assert answer.status in (200, 400)
    if answer.status == 200 and name == "prefix":
        assert b"<Contents>" not in answer.body


def test_a_key_with_characters_that_xml_forbids_is_listed_as_well_formed_xml(client, key):
    import xml.etree.ElementTree as ElementTree

    client.put(key + "/\x01\x1f\x7f<&>\ufffe", b"x")
    for params in ([], [("list-type", "2")]):
        answer = client.send(client.signed("GET", params=[("prefix", key), *params]))
        assert answer.status == 200
        ElementTree.fromstring(answer.body)
    client.delete(key + "/\x01\x1f\x7f<&>\ufffe")
