"""PostObject: forms that are not well-formed, not signed, or signed wrongly."""

import re
import socket
from pathlib import Path

import pytest

from support import forms
from support.answers import refusal
from support.client import Client
from support.raw import Connection, head

V4 = {"x-oss-signature": "0002-00000703", "policy": "0002-00000702", "x-oss-credential": "0002-00000710", "x-oss-date": "0002-00000709"}
V1 = {"Signature": "0002-00000703", "policy": "0002-00000702", "OSSAccessKeyId": "0002-00000706"}


def refused(client, data, key, **options):
    error = refusal(forms.post(client, data, **options))
    assert not client.exists(key)
    return error


@pytest.mark.parametrize("version, field, ec", [("v1", *item) for item in V1.items()] + [("v4", *item) for item in V4.items()])
def test_a_missing_field_has_its_code(client, key, version, field, ec):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads", version=version)}
    del fields[field]
    error = refused(client, forms.body(fields), key)
    assert error.status in (400, 403)
    assert error.ec == ec


@pytest.mark.parametrize("version, field", [("v1", "Signature"), ("v4", "x-oss-signature")])
@pytest.mark.parametrize("value, ec", [("", "0002-00000704"), ("wrong", "0002-00000705")])
def test_a_bad_signature_has_its_code(client, key, version, field, value, ec):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads", version=version), field: value}
    error = refused(client, forms.body(fields), key)
    assert error.ec == ec
    if value:
        assert (error.status, error.code) == (403, "SignatureDoesNotMatch")
        assert error["StringToSign"] == fields["policy"]
        assert (error["OSSAccessKeyId"], error["SignatureProvided"]) == (client.credentials.id, "wrong")


@pytest.mark.parametrize("version", ["v1", "v4"])
def test_an_unknown_key_is_told(client, key, version):
    nobody = client.credentials._replace(id="LTAI5tNobody")
    error = refused(client, forms.body({"key": key, **forms.signed_fields(nobody, "uploads", version=version)}), key)
    assert (error.status, error.code, error.ec) == (403, "InvalidAccessKeyId", "0002-00000902")
    assert error["OSSAccessKeyId"] == "LTAI5tNobody"


@pytest.mark.parametrize("version", ["v1", "v4"])
def test_a_changed_policy_is_a_mismatch(client, key, version):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads", {"key": key}, version=version)}
    fields["policy"] = forms.signed_fields(client.credentials, "uploads", version=version)["policy"]
    assert refused(client, forms.body(fields), key).code == "SignatureDoesNotMatch"


def test_a_wrong_region_or_day_of_the_credential_is_refused(client, key):
    for options in ({"region": "cn-beijing"}, {"scope": "20200101/cn-hangzhou/oss/aliyun_v4_request"}, {"scope": "rubbish"}, {"date": "yesterday"}):
        own = forms.v4_conditions(client.credentials, **options)
        fields = {"key": key, **forms.sign_v4(client.credentials, forms.policy_json("uploads", *own), own)}
        assert refused(client, forms.body(fields), key).status in (400, 403)


def test_the_key_is_required(client, key):
    fields = forms.signed_fields(client.credentials, "uploads")
    error = refused(client, forms.body(fields), key)
    assert (error.status, error.code) == (400, "InvalidArgument")
    assert error.message == "The bucket POST must contain the specified 'key'. If it is specified, please check the order of the fields"
    assert error["ArgumentName"] == "key"


def test_a_key_behind_the_file_is_too_late(client, key):
    fields = forms.signed_fields(client.credentials, "uploads")
    error = refused(client, forms.body(fields, after=[("key", key)]), key)
    assert "'key'" in error.message and error.message.endswith("please check the order of the fields")


@pytest.mark.parametrize("bad", ["", "/leading", "\\leading", "k" * 1024])
def test_a_bad_key_is_refused(client, key, bad):
    assert refused(client, forms.body({"key": bad, **forms.signed_fields(client.credentials, "uploads")}), key).status == 400


def test_exactly_one_file_is_required(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    error = refused(client, forms.body(fields, file=None), key)
    assert (error.status, error.code) == (400, "IncorrectNumberOfFilesInPOSTRequest")
    assert error.message == "POST requires exactly one file upload per request."


def test_a_second_file_is_not_stored(client, key):
    """Fields behind the file are ignored or the form is refused: never does the second file win."""
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    answer = forms.post(client, forms.body(fields, file=b"first", after=[("file", b"second")]))
    if answer.status == 204:
        assert client.get(key).body == b"first"
    else:
        assert refusal(answer).code == "IncorrectNumberOfFilesInPOSTRequest"
        assert not client.exists(key)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/mixed; boundary=x", "application/json"])
def test_another_kind_of_body_is_refused(client, key, content_type):
    error = refused(client, b"key=a", key, content_type=content_type)
    assert (error.status, error.code) == (400, "RequestIsNotMultiPartContent")
    assert error.message == "Bucket POST must be of the enclosure-type multipart/form-data."


@pytest.mark.parametrize("data", [
    b"", b"rubbish", b"--" + forms.BOUNDARY, b"--" + forms.BOUNDARY + b"\r\n", b"--" + forms.BOUNDARY + b"--\r\n",
    b"--" + forms.BOUNDARY + b"\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nabc",
    b"--" + forms.BOUNDARY + b"\r\n\r\nno header\r\n--" + forms.BOUNDARY + b"--\r\n",
    b"--" + forms.BOUNDARY + b"\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--" + forms.BOUNDARY + b"--\r\n",
    b"--" + forms.BOUNDARY + b"\r\n" + b"X-Header: y\r\n" * 20_000 + b"\r\n\r\n",
    b"--" + forms.BOUNDARY + b"\r\nContent-Disposition: " + b"y" * 300_000 + b"\r\n\r\n",
], ids=["empty", "rubbish", "boundary", "line", "closed", "cut", "no-header", "no-name", "endless-headers", "endless-line"])
def test_a_malformed_body_is_refused(client, key, data):
    error = refused(client, data, key)
    assert error.status == 400
    assert error.code in ("MalformedPOSTRequest", "IncorrectNumberOfFilesInPOSTRequest", "InvalidArgument", "MaxPOSTPreDataLengthExceededError",
                          "FieldItemTooLong")


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 300])
def test_a_boundary_is_needed(client, key, content_type):
    assert refused(client, forms.body({"key": key}), key, content_type=content_type).status == 400


def test_a_form_that_is_cut_stores_nothing(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    data = forms.body(fields, file=b"x" * 5000)[:-200]
    error = refused(client, data, key)
    assert error.status == 400


def test_a_connection_that_is_cut_stores_nothing(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    data = forms.body(fields, file=b"x" * 50_000)
    with Connection(client.port) as connection:
        lines = [("Host", client.host), ("Content-Type", "multipart/form-data; boundary=" + forms.BOUNDARY.decode()), ("Content-Length", len(data))]
        connection.send(head("POST", "/uploads/", lines) + data[:-1000])
        connection.socket.shutdown(socket.SHUT_RDWR)
    assert not client.exists(key)


def test_names_and_values_have_limits(client, key):
    signed = forms.signed_fields(client.credentials, "uploads")
    error = refused(client, forms.body({"key": key, **signed, "n" * 9000: "v"}), key)
    assert (error.status, error.code) == (400, "FieldItemTooLong")
    error = refused(client, forms.body({"key": key, **signed, "x-oss-meta-a": "v" * (2 * 1024 * 1024 + 1)}), key)
    assert (error.status, error.code) in ((400, "FieldItemTooLong"), (400, "MaxPOSTPreDataLengthExceededError"))


def test_endless_fields_are_refused(client, key):
    signed = forms.signed_fields(client.credentials, "uploads")
    pairs = [("key", key), *signed.items()] + [(f"x-oss-meta-{number}", "v" * 1000) for number in range(30_000)]
    error = refused(client, forms.body(pairs), key)
    assert error.status == 400


def test_a_form_on_the_path_of_a_key_is_not_allowed(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads")}
    error = refusal(forms.post(client, forms.body(fields), key="some/key"))
    assert not client.exists("some/key")
    assert (error.status, error.code) == (405, "MethodNotAllowed")


def test_a_missing_bucket_is_told(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "no-such-bucket")}
    error = refusal(forms.post(client, forms.body(fields), bucket="no-such-bucket"))
    assert (error.status, error.code, error.ec) == (404, "NoSuchBucket", "0015-00000101")


def test_a_form_without_a_signature_is_anonymous(client, key, make_bucket):
    error = refused(client, forms.body({"key": key}), key)
    assert (error.status, error.code) == (403, "AccessDenied")
    public = make_bucket(acl="public-read-write")
    assert forms.post(public, forms.body({"key": "a"})).status == 204
    assert public.get("a").body == b"content"
    readable = make_bucket(acl="public-read")
    assert refusal(forms.post(readable, forms.body({"key": "a"}))).status == 403


@pytest.mark.parametrize("metadata", ["a\0b", "a\nb", "a\r\nX-Injected: 1", "\x1b[31m"])
def test_control_bytes_in_metadata_never_become_headers(client, key, metadata):
    answer = forms.submit(client, key, **{"x-oss-meta-a": metadata})
    assert answer.status in (204, 400)
    head_answer = client.head(key)
    assert head_answer.header("X-Injected") is None


def test_no_refusal_tells_a_secret(client, key):
    answer = forms.submit(client, key, **{"x-oss-signature": "0" * 64})
    expected = forms.submit(client, key).status
    assert expected == 204
    assert client.credentials.secret.encode() not in answer.body
    assert not re.search(rb"[0-9a-f]{64}", answer.body.replace(b"0" * 64, b""))


def test_a_large_file_streams(start_server):
    """64 MiB pass through a server whose memory does not grow with them."""
    server = start_server()
    client = Client(server)

    def peak():
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.process.pid}/status").read_text())[1]) * 1024

    forms.submit(client, "warm", file=b"x")
    before = peak()
    block = b"0123456789abcdef" * 65536
    fields = {"key": "large", **forms.signed_fields(client.credentials, "uploads")}
    whole = forms.body(fields, file=b"|")
    start, end = whole.split(b"|\r\n", 1)
    with Connection(server.port, timeout=60) as connection:
        length = len(start) + 64 * len(block) + 2 + len(end)
        lines = [("Host", client.host), ("Content-Type", "multipart/form-data; boundary=" + forms.BOUNDARY.decode()), ("Content-Length", length)]
        connection.send(head("POST", "/uploads/", lines) + start)
        for _ in range(64):
            connection.send(block)
        connection.send(b"\r\n" + end)
        assert connection.answer("POST").status == 204
    assert client.head("large").header("Content-Length") == str(64 * len(block))
    assert peak() - before < 32 << 20
