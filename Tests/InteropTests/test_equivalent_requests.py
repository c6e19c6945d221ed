"""Different spellings of one request: what the signature allows to differ must be accepted."""

import random

import pytest

from support.signing import authorize_v4, presign_v1, presign_v4

ODD = [("flag", None), ("empty", ""), ("a b", "c+d"), ("+p", "1"), ("|p", "2"), ("p/q", "r/s?t=u"), ("ü", "中"), ("=", "=="), ("%41", "%2F")]


def test_the_order_of_parameters_does_not_matter(client, key):
    request = client.presigned("PUT", key, more=ODD)
    for seed in range(10):
        random.Random(seed).shuffle(request.params)
        assert client.send(request, b"x").status == 200


@pytest.mark.parametrize("old, new", [(b"flag&", b"flag=&"), (b"empty=&", b"empty&")])
def test_a_parameter_without_a_value_equals_one_with_an_empty_value(client, key, old, new):
    request = client.presigned("PUT", key, more=ODD)
    target = request.target()
    assert old in target
    assert client.send(request, b"x", target=target.replace(old, new)).status == 200


def test_needless_and_small_escapes_in_the_query_change_nothing(client, key):
    request = client.presigned("PUT", key, more=ODD)
    target = request.target().replace(b"flag", b"%66l%61g").replace(b"%2F", b"%2f").replace(b"OSS4-HMAC", b"OSS4%2DHMAC")
    assert client.send(request, b"x", target=target).status == 200


def test_characters_that_need_no_escape_in_a_query_may_stand_as_they_are(client, key):
    request = client.presigned("PUT", key, more=[("a", "/:@!$'()*,;?")])
    target = request.target().replace(b"%2F%3A%40%21%24%27%28%29%2A%2C%3B%3F", b"/:@!$'()*,;?")
    assert b"a=/:@" in target
    assert client.send(request, b"x", target=target).status == 200


def test_the_case_of_header_names_does_not_matter(client, key):
    request = authorize_v4(client.request("PUT", key, headers=[("x-oss-meta-colour", "blue"), ("content-type", "a/b")]), client.credentials)
    request.headers = [(name.upper(), value) for name, value in request.headers]
    assert client.send(request, b"x").status == 200
    assert client.head(key).header("x-oss-meta-colour") == "blue"


@pytest.mark.parametrize("presign", [presign_v4, presign_v1])
@pytest.mark.parametrize(
    "header",
    [("User-Agent", "x"), ("Accept", "*/*"), ("Accept-Encoding", "gzip, br"), ("Origin", "http://a"), ("Referer", "http://a/"), ("Cookie", "a=b"),
     ("Cache-Control", "no-cache"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "https"), ("Range", "bytes=0-1"), ("Date", "yesterday")],
    ids=lambda header: header[0],
)
def test_headers_that_nobody_signs_do_not_disturb_an_upload(client, key, header, presign):
    request = presign(client.request("PUT", key), client.credentials).with_headers(header)
    assert client.send(request, b"whole").status == 200
    assert client.get(key).body == b"whole"


@pytest.mark.parametrize("additional", [["host"], ["host", "user-agent"], ["content-length"], ["x-empty"]])
def test_additional_headers_are_verified_as_they_arrive(client, key, additional):
    headers = [("Host", client.host), ("User-Agent", "agent"), ("Content-Length", "1"), ("X-Empty", "")]
    request = presign_v4(client.request("PUT", key, headers=headers), client.credentials, additional=additional)
    request.headers = [pair for pair in headers if pair[0] != "Host"]
    assert client.send(request, b"x").status == 200


def test_parameters_that_v1_does_not_sign_are_ignored(client, key):
    client.put(key, b"x")
    request = presign_v1(client.request("GET", key), client.credentials).with_params(("utm_source", "mail"), ("a", "b c"), ("", ""))
    assert client.send(request).body == b"x"
