"""Names that are not names: keys, buckets, escapes."""

import pytest

from support.answers import refusal
from support.signing import Request, authorize_v4, presign_v4

ILLEGAL = {
    "NUL": b"a\0b",
    "only NUL": b"\0",
    "1024 bytes": b"x" * 1024,
    "1023 characters of two bytes": "ü".encode() * 1023,
    "5000 bytes": b"x" * 5000,
    "bad UTF-8": b"a\xffb",
    "latin-1": "ü".encode("latin-1"),
    "an overlong slash": b"a\xc0\xafb",
    "an overlong NUL": b"a\xc0\x80b",
    "a surrogate": b"a\xed\xa0\x80b",
    "a cut sequence": b"a\xe4\xb8",
    "beyond Unicode": b"a\xf4\x90\x80\x80",
    "a leading slash": b"/a",
    "two leading slashes": b"//",
    "a leading backslash": b"\\a",
}
LEGAL = {
    "1023 bytes": b"x" * 1023,
    "dot segments": b"a/../b",
    "only dots": b"..",
    "a parent first": b"../hostile/kept",
    "escaped escapes": b"%2e%2e%2fkept",
    "twice escaped": b"%252e%252e",
    "a dot segment": b"a/./b",
    "a temporary name": b".tmp",
    "CR and LF": b"a\r\nX-Evil: 1",
    "DEL": b"\x7f",
    "a trailing slash": b"folder/",
    "doubled slashes": b"a//b//",
    "a backslash inside": b"a\\..\\b",
    "an escape sequence": b"\x1b[31mred\x1b[0m",
}


@pytest.mark.parametrize("method", ["PUT", "GET", "HEAD", "DELETE"])
@pytest.mark.parametrize("name", ILLEGAL)
def test_attack_19_an_illegal_key_is_400(hostile, name, method):
    request = hostile.signed(method, ILLEGAL[name])
    error = refusal(hostile.send(request, b"x" if method == "PUT" else None), method)
    assert (error.status, error.code) == (400, "InvalidObjectName")


@pytest.mark.parametrize("name", LEGAL)
def test_attack_19_a_legal_key_is_its_bytes_and_no_path(hostile, name):
    key = LEGAL[name]
    hostile.put(key, b"mine")
    assert hostile.get(key).body == b"mine"
    assert sorted([b"kept", key]) == hostile.keys()
    assert hostile.get("kept").body == b"0123456789"
    assert hostile.delete(key).status == 204


def test_attack_19_spellings_of_one_path_are_different_keys(hostile):
    spellings = [b"a/b", b"a//b", b"a/./b", b"a/c/../b", b"A/b", b"a%2Fb", b"a/b/", b"a\\b"]
    for number, key in enumerate(spellings):
        hostile.put(key, b"%d" % number)
    for number, key in enumerate(spellings):
        assert hostile.get(key).body == b"%d" % number
    assert hostile.keys() == sorted([b"kept", *spellings])
    for key in spellings:
        hostile.delete(key)


@pytest.mark.parametrize("escape", ["%2F", "%2f", "/"])
def test_an_escaped_slash_is_a_slash_of_the_key(client, key, escape):
    request = client.presigned("PUT", key + "/a")
    target = request.target().replace(b"/a?", f"{escape}a?".encode())
    assert client.send(request, b"x", target=target).status == 200
    assert client.get(key + "/a").body == b"x"


def test_needless_escapes_and_small_hexadecimal_digits_change_nothing(client, key):
    request = client.presigned("PUT", key + "/aüz")
    target = request.target().replace(b"/a%C3%BCz", b"/%61%c3%bc%7a")
    assert client.send(request, b"x", target=target).status == 200
    assert client.get(key + "/aüz").body == b"x"


@pytest.mark.parametrize("version", ["header", "query"])
@pytest.mark.parametrize("escape", [b"%", b"%4", b"%zz", b"%u0041", b"%%41", b"% 41", b"%-1", b"%+1"])
def test_a_malformed_escape_in_the_path_is_refused(hostile, escape, version):
    sign = hostile.presigned if version == "query" else hostile.signed
    key = b"a" + escape + b"-"
    request = sign("PUT", key)
    target = request.target().replace(hostile.request("PUT", key).path(), b"/hostile/" + key)
    assert refusal(hostile.send(request, b"x", target=target)).status == 400


@pytest.mark.parametrize("escape", [b"%", b"%4", b"%zz", b"%u0041"])
@pytest.mark.parametrize("place", ["value", "name"])
def test_a_malformed_escape_in_the_query_is_refused(hostile, escape, place):
    pair = ("a", b"1" + escape) if place == "value" else (b"a" + escape, "1")
    request = hostile.presigned("PUT", "refused", more=[pair])
    target = request.target().replace(escape.replace(b"%", b"%25"), escape)
    assert target != request.target()
    assert 400 <= refusal(hostile.send(request, b"x", target=target)).status < 500


@pytest.mark.parametrize("bucket", ["ab", "a" * 64, "Hostile", "hos_tile", "-hostile", "hostile-", "hos.tile", "..", "hos tile",
                                    "höstile", "hostile\0", "%2e%2e", "hostile\n"])
@pytest.mark.parametrize("method, key", [("PUT", "k"), ("GET", "kept"), ("GET", ""), ("PUT", ""), ("DELETE", ""), ("HEAD", "kept")])
def test_an_impossible_bucket_name_is_told(hostile, bucket, method, key):
    request = authorize_v4(Request(method, bucket, key.encode()), hostile.credentials)
    error = refusal(hostile.send(request, b"x" if (method, key) == ("PUT", "k") else None), method)
    assert (error.status, error.code, error.ec) == (400, "InvalidBucketName", "0015-00000001")


@pytest.mark.parametrize("method, key", [("PUT", "k"), ("GET", "kept"), ("GET", ""), ("DELETE", ""), ("HEAD", "kept"), ("DELETE", "k")])
@pytest.mark.parametrize("secret", ["right", "wrong"])
def test_a_missing_bucket_is_told_before_the_signature_is_judged(hostile, method, key, secret):
    credentials = hostile.credentials if secret == "right" else hostile.credentials._replace(id="LTAI5tNobody", secret="x")
    request = authorize_v4(Request(method, "missing-bucket", key.encode()), credentials)
    error = refusal(hostile.send(request, b"x" if method == "PUT" else None), method)
    assert (error.status, error.code, error.ec) == (404, "NoSuchBucket", "0015-00000101")


def test_the_bucket_and_the_first_part_of_the_key_cannot_be_exchanged(hostile):
    """`/hostile/a%2Fb` and a bucket named by an escaped slash are what the decoded path says, in one way only."""
    request = presign_v4(Request("PUT", "hostile", b"a/b"), hostile.credentials)
    for path in (b"/hostile%2Fa/b", b"/%68ostile/a/b"):
        answer = hostile.send(request, b"x", target=request.target().replace(b"/hostile/a/b", path))
        assert answer.status in (200, 400, 403)
        if answer.status == 200:
            assert hostile.keys() == [b"a/b", b"kept"]
            hostile.delete("a/b")
