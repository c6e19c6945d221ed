"""Hundreds of random keys per run: presigned by every signer, uploaded, downloaded, listed and deleted.

WAYBILL_SEED repeats a run. The bytes of a key are sent as they were presigned, over a bare socket, because most HTTP
clients would remove dot segments.
"""

import datetime
import os
import random
import urllib.parse

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import cli
from support.answers import refusal
from support.client import Client
from support.keys import AMBIGUOUS_IN_V1, is_ambiguous_in_v1, random_keys
from support.raw import Connection, head
from support.sdk import oss2_bucket, sdk
from support.signing import presign_v1

SEED = int(os.environ.get("WAYBILL_SEED", random.SystemRandom().randrange(2**32)))
KEYS_PER_SIGNER = 90


@pytest.fixture
def seed(record_property):
    record_property("seed", SEED)
    print(f"repeat with WAYBILL_SEED={SEED}")
    return SEED


def by_sdk(server, version, bucket):
    api = sdk(server, version)
    requests_of = {"PUT": oss.PutObjectRequest, "GET": oss.GetObjectRequest, "HEAD": oss.HeadObjectRequest}
    hour = datetime.timedelta(hours=1)
    return lambda method, key: api.presign(requests_of[method](bucket, key), expires=hour).url


def by_waybill(server, version, bucket):
    return lambda method, key: cli.presign(server, key, "--method", method, "--sign-version", version, bucket=bucket)


def by_oss2(server, version, bucket):
    api = oss2_bucket(server, version, name=bucket)
    other = by_sdk(server, version, bucket)

    def sign(method, key):
        if not key.strip() or key.startswith("?"):  # refused by oss2 itself
            return other(method, key)
        return api.sign_url(method, key, 3600, slash_safe=len(key) % 2 == 0)

    return sign


class Wire:
    """One kept-alive connection that sends presigned URLs as they are."""

    def __init__(self, server):
        self.host = server.host
        self.origin = server.endpoint
        self.connection = Connection(server.port)

    def send(self, method, url, body=None):
        assert url.startswith(self.origin + "/"), url
        headers = [("Host", self.host)] + ([("Content-Length", len(body))] if body is not None else [])
        self.connection.send(head(method, url[len(self.origin):], headers) + (body or b""))
        return self.connection.answer(method)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("version", ["v4", "v1"])
@pytest.mark.parametrize("signer", [by_sdk, by_waybill, by_oss2])
def test_random_keys_survive_upload_download_listing_and_deletion(server, seed, signer, version):
    bucket = f"random-{signer.__name__.removeprefix('by_')}-{version}"
    client = Client(server, bucket)
    assert client.send(client.signed("PUT")).status == 200
    sign, wire = signer(server, version, bucket), Wire(server)
    keys = random_keys(seed + len(bucket) * 7919 + ord(version[1]), KEYS_PER_SIGNER)
    if version == "v1":
        keys = [key for key in keys if not is_ambiguous_in_v1(key)]
    context = lambda key: f"WAYBILL_SEED={SEED}: {key!r}"

    for number, key in enumerate(keys):
        answer = wire.send("PUT", sign("PUT", key), b"%d" % number)
        assert answer.status == 200, (context(key), answer.body)

    assert client.keys() == sorted(key.encode() for key in keys), context("listing")
    api = sdk(server)
    listed = [entry.key for page in api.list_objects_paginator(limit=17).iter_page(oss.ListObjectsRequest(bucket))
              for entry in page.contents]
    assert listed == sorted(keys, key=str.encode), context("listing by the SDK")

    for number, key in enumerate(keys):
        answer = wire.send("GET", sign("GET", key))
        assert (answer.status, answer.body) == (200, b"%d" % number), context(key)
        answer = wire.send("HEAD", sign("HEAD", key))
        assert (answer.status, answer.header("Content-Length")) == (200, str(len(b"%d" % number))), context(key)

    for number, key in enumerate(keys):
        if number % 2:
            wire.connection.send(_deletion(client, key))
            assert wire.connection.answer("DELETE").status == 204, context(key)
        else:
            api.delete_object(oss.DeleteObjectRequest(bucket, key)) if ".." not in key and "." not in key.split("/") \
                else client.delete(key)
    assert client.keys() == [], context("after deletion")
    assert client.send(client.signed("DELETE")).status == 204


def _deletion(client, key):
    request = client.signed("DELETE", key)
    return head("DELETE", request.target(), [("Host", client.host)] + request.headers)


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_requests_reaches_every_key_without_dot_segments(server, client, seed, version):
    prefix = f"tests/requests-{version}/"
    keys = [prefix + key for key in random_keys(seed, 60)]
    keys = [key for key in keys if not {".", ".."} & set(key.split("/")) and len(key.encode()) <= 1023]
    sign = by_sdk(server, version, "uploads")
    if version == "v1":
        keys = [key for key in keys if not is_ambiguous_in_v1(key)]
    for number, key in enumerate(keys):
        assert requests.put(sign("PUT", key), data=b"%d" % number).status_code == 200, (SEED, key)
        assert requests.get(sign("GET", key)).content == b"%d" % number, (SEED, key)
        assert client.delete(key).status == 204


def test_twins_in_nfc_and_nfd_are_two_objects(server, client, key):
    composed, decomposed = f"{key}/caf\u00e9", f"{key}/cafe\u0301"
    requests.put(cli.presign(server, composed), data=b"composed")
    requests.put(cli.presign(server, decomposed), data=b"decomposed")
    assert client.get(composed).body == b"composed"
    assert client.get(decomposed).body == b"decomposed"
    assert client.keys(key) == [decomposed.encode(), composed.encode()]


@pytest.mark.parametrize(
    "form",
    [
        lambda key: ["--bucket", "uploads", "--key", key],
        lambda key: ["--bucket", "uploads", f"--key={key}"],
        lambda key: [f"oss://uploads/{key}"],
    ],
    ids=["--key KEY", "--key=KEY", "oss://BUCKET/KEY"],
)
@pytest.mark.parametrize(
    "key", ["\u0301x", "=x", "/x=\u0301".lstrip("/"), "a/\u0301b", "a//b", "?x", "#x", "%41", "\r\nx", "x\r\n", " x ", "\u200d/"]
)
def test_every_form_of_the_command_line_signs_the_bytes_it_was_given(server, client, form, key):
    done = cli.run(
        "presign", *form(key), "--endpoint", server.endpoint, "--region", server.region, credentials=server.credentials
    )
    assert done.returncode == 0, done.stderr.decode()
    url = done.stdout.decode().removesuffix("\n")
    assert url.startswith(f"{server.endpoint}/uploads/{urllib.parse.quote(key, safe='/~')}?")
    assert Wire(server).send("PUT", url, b"x").status == 200
    assert client.get(key).body == b"x"
    client.delete(key)


# What V1 cannot sign without signing something else, too


@pytest.mark.parametrize("key", ["k" + tail for tail in AMBIGUOUS_IN_V1] + AMBIGUOUS_IN_V1 + ["a?b=c?acl", "中/k?acl"])
def test_a_key_that_reads_as_a_sub_resource_is_neither_signed_nor_served_in_v1(server, client, key):
    done = cli.presign_process(server, key, "--sign-version", "v1")
    assert (done.returncode != 0, done.stdout) == (True, b"")
    assert b"V4" in done.stderr or b"v4" in done.stderr, "the way out is named"
    for method in ("PUT", "GET"):
        request = presign_v1(client.request(method, key), server.credentials)
        assert refusal(client.send(request, b"x" if method == "PUT" else None)).status == 403
    assert not client.exists(key)
    assert requests.put(cli.presign(server, key), data=b"x").status_code == 200, "V4 signs it"
    assert client.get(key).body == b"x"
    client.delete(key)


def test_a_v1_value_that_hides_a_second_parameter_is_neither_signed_nor_served(server, client, key):
    client.put(key, b"x")
    option = "response-content-type=a&response-expires=1"
    done = cli.presign_process(server, key, "--method", "GET", "--sign-version", "v1", "--query-param", option)
    assert (done.returncode != 0, done.stdout) == (True, b"")
    request = client.request("GET", key, [("response-content-type", "a&response-expires=1")])
    assert refusal(client.send(presign_v1(request, server.credentials))).status == 403


@pytest.mark.parametrize("tail", ["?a=b", "?prefix=1", "?ACL", "?aclx", "?acl2=1", "&acl", "?", "??", "?=acl", "?a&acl", "? acl"])
def test_a_key_with_a_harmless_question_mark_works_in_v1(server, client, key, tail):
    key += tail
    assert requests.put(cli.presign(server, key, "--sign-version", "v1"), data=b"x").status_code == 200
    assert requests.get(cli.presign(server, key, "--method", "GET", "--sign-version", "v1")).content == b"x"
    assert client.get(key).body == b"x"
