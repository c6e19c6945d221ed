"""PostObject: forms that are accepted, and what they store."""

import hashlib
import xml.etree.ElementTree as ElementTree

import pytest
import requests

from support import forms
from support.crc import crc64
from support.raw import chunked

ETAG = f'"{hashlib.md5(b"content").hexdigest().upper()}"'


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


def test_a_form_stores_its_file(client, key, version):
    answer = forms.submit(client, key, version=version)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.header("ETag") == ETAG
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(b"content"))
    stored = client.get(key)
    assert (stored.body, stored.header("ETag"), stored.header("Content-Type")) == (b"content", ETAG, "text/plain")


@pytest.mark.parametrize("wanted, status", [("200", 200), ("201", 201), ("204", 204), ("202", 204), ("404", 204), ("", 204), ("x", 204)])
def test_the_form_says_what_success_is(client, key, version, wanted, status):
    answer = forms.submit(client, key, version=version, success_action_status=wanted)
    assert answer.status == status
    if status == 201:
        assert answer.header("Content-Type") == "application/xml"
        root = ElementTree.fromstring(answer.body)
        assert root.tag == "PostResponse"
        assert (root.findtext("Bucket"), root.findtext("Key"), root.findtext("ETag")) == ("uploads", key, ETAG)
        assert root.findtext("Location")
    else:
        assert answer.body == b""
    assert client.get(key).body == b"content"


def test_a_redirect_wins_over_the_status(client, key):
    answer = forms.submit(client, key, success_action_redirect="http://app.example.com/done?a=b", success_action_status="201")
    assert answer.status == 303
    assert answer.header("Location").startswith("http://app.example.com/done?a=b")
    assert client.get(key).body == b"content"


def test_a_failure_never_redirects(client, key):
    answer = forms.submit(client, key, ["eq", "$key", "other"], success_action_redirect="http://app.example.com/done")
    assert (answer.status, answer.header("Location")) == (403, None)
    assert not client.exists(key)


@pytest.mark.parametrize("redirect", ["javascript:alert(1)", "http://a\r\nX-Injected: 1", "//example.com"])
def test_a_redirect_that_is_no_address_never_becomes_a_header(client, key, redirect):
    answer = forms.submit(client, key, success_action_redirect=redirect)
    assert answer.header("X-Injected") is None
    assert answer.status in (204, 400)


@pytest.mark.parametrize("filename, stored", [("photo 1.png", "photo 1.png"), ("中.txt", "中.txt"), ("C:\\dir\\a.txt", None), ("", "")])
def test_the_filename_is_filled_in(client, key, filename, stored):
    answer = forms.submit(client, key + "/x-${filename}", ["starts-with", "$key", key + "/"], filename=filename)
    assert answer.status == 204
    names = [name.decode() for name in client.keys(key + "/")]
    if stored is not None:
        assert names == [f"{key}/x-{stored}"]
    else:
        assert len(names) == 1 and names[0].endswith("a.txt")


def test_the_filename_is_filled_in_after_the_policy_was_checked(client, key):
    answer = forms.submit(client, key + "/${filename}", ["eq", "$key", key + "/${filename}"], filename="a.txt")
    assert answer.status == 204
    assert client.get(key + "/a.txt").body == b"content"


def test_the_fields_become_the_object_s_headers(client, key):
    fields = {
        "Cache-Control": "max-age=3", "Content-Disposition": "attachment", "Content-Encoding": "identity",
        "Expires": "Fri, 01 Jan 2100 00:00:00 GMT", "x-oss-storage-class": "IA", "x-oss-meta-Author": "alice", "x-oss-tagging": "a=1",
        "x-oss-object-acl": "private",
    }
    assert forms.submit(client, key, **fields).status == 204
    stored = client.head(key)
    assert (stored.header("Cache-Control"), stored.header("Content-Disposition")) == ("max-age=3", "attachment")
    assert (stored.header("Content-Encoding"), stored.header("Expires")) == ("identity", "Fri, 01 Jan 2100 00:00:00 GMT")
    assert (stored.header("x-oss-storage-class"), stored.header("x-oss-meta-author"), stored.header("x-oss-tagging-count")) == ("IA", "alice", "1")


@pytest.mark.parametrize("fields, part_type, expected", [
    ({}, "text/css", "text/css"),
    ({"Content-Type": "text/html"}, "text/css", "text/html"),
    ({"Content-Type": "text/html", "x-oss-content-type": "image/png"}, "text/css", "image/png"),
    ({"x-oss-content-type": "image/png"}, None, "image/png"),
    ({}, None, "application/octet-stream"),
])
def test_the_nearest_content_type_wins(client, key, fields, part_type, expected):
    assert forms.submit(client, key, part_type=part_type, **fields).status == 204
    assert client.head(key).header("Content-Type") == expected


def test_names_of_fields_are_taken_in_any_case(client, key, version):
    fields = {"KEY": key, **forms.signed_fields(client.credentials, "uploads", version=version)}
    fields["Policy"] = fields.pop("policy")
    assert forms.post(client, forms.body(fields)).status == 204


def test_fields_behind_the_file_are_ignored(client, key):
    assert forms.submit(client, key, after=[("x-oss-meta-late", "1"), ("success_action_status", "201")]).status == 204
    assert client.head(key).header("x-oss-meta-late") is None


def test_signatures_in_header_and_url_are_ignored(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    answer = forms.post(client, forms.body(fields), headers=[("Authorization", "OSS nobody:wrong")])
    assert answer.status == 204


@pytest.mark.parametrize("file", [b"", b"\r\n", b"--", b"\r\n--" + forms.BOUNDARY[:-1], bytes(range(256)) * 300], ids=len)
def test_every_content_survives(client, key, file):
    assert forms.submit(client, key, file=file).status == 204
    assert client.get(key).body == file


def test_requests_sends_the_form_that_a_browser_sends(server, client, key, version):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads", version=version)}
    answer = requests.post(f"{server.endpoint}/uploads", data=fields, files={"file": ("a.bin", b"\0\1\2", "image/png")})
    assert answer.status_code == 204, answer.text
    assert client.get(key).body == b"\0\1\2"


def test_the_virtual_host_names_the_bucket(server, client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    answer = requests.post(
        f"{server.endpoint}/", data=fields, files={"file": ("a", b"x")}, headers={"Host": f"uploads.localhost:{server.port}"}
    )
    assert answer.status_code == 204, answer.text


def test_a_form_may_come_in_chunks(server, client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    data = forms.body(fields, file=b"y" * 1000)
    pieces = [data[start : start + 37] for start in range(0, len(data), 37)]
    answer = forms.post(client, chunked(*pieces), headers=[("Transfer-Encoding", "chunked")])
    assert answer.status in (204, 411)
    if answer.status == 204:
        assert client.get(key).body == b"y" * 1000


def test_a_versioned_bucket_tells_the_version(make_bucket):
    bucket = make_bucket(versioning="Enabled")
    assert forms.submit(bucket, "a").header("x-oss-version-id")


def test_forbid_overwrite_keeps_the_object(client, key):
    client.put(key, b"before")
    answer = forms.submit(client, key, **{"x-oss-forbid-overwrite": "true"})
    assert answer.status == 409 and b"FileAlreadyExists" in answer.body
    assert client.get(key).body == b"before"
