"""The attack cases that are stories and no tables; those that are tables carry their number in the other files.

The holder of one presigned URL tries to get more out of it than was given.
"""

import re
import time

import pytest

from support.answers import refusal
from support.client import Client
from support.raw import Connection, head
from support.signing import authorize_v1, authorize_v4, iso_basic, presign_v1, presign_v4, replaced

PRESIGN = pytest.mark.parametrize("presign, ec", [(presign_v4, "0002-00000201"), (presign_v1, "0002-00000040")], ids=["v4", "v1"])


@pytest.fixture
def put(hostile):
    return hostile.request("PUT", "refused")


def mismatch(client, request, ec, body=b"x", **options):
    answer = client.send(request, body if request.method in ("PUT", "POST") else None, **options)
    error = refusal(answer, request.method)
    assert (error.status, error.code, error.ec) == (403, "SignatureDoesNotMatch", ec)


@PRESIGN
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "POST", "OPTIONS", "PATCH", "put"])
def test_attack_01_a_put_url_serves_no_other_method(hostile, presign, ec, method):
    request = presign(hostile.request("PUT", "kept"), hostile.credentials)
    request.method = method
    if method in ("GET", "HEAD", "DELETE", "POST"):
        mismatch(hostile, request, ec)
    else:
        assert 400 <= refusal(hostile.send(request)).status <= 501


@PRESIGN
def test_attack_02_the_key_and_the_bucket_are_bound(hostile, put, presign, ec):
    request = presign(put, hostile.credentials)
    target = request.target()
    for other in (b"/hostile/kept?", b"/hostile/refused/?", b"/hostile/refuse?", b"/second/refused?", b"/hostile/x/../refused?",
                  b"/hostile//refused?"):
        changed = target.replace(b"/hostile/refused?", other)
        error = refusal(hostile.send(request, b"x", target=changed))
        assert (error.status, error.code) in ((403, "SignatureDoesNotMatch"), (400, "InvalidObjectName")), other
    error = refusal(hostile.send(request, b"x", target=target.replace(b"/hostile/", b"/missing-bucket/")))
    assert (error.status, error.code) == (404, "NoSuchBucket")


@PRESIGN
def test_attack_02_another_bucket_in_the_host_is_another_resource(hostile, put, presign, ec):
    request = presign(put, hostile.credentials)
    mismatch(hostile, request, ec, host=f"second.localhost:{hostile.port}")
    mismatch(hostile, request, ec, host="second.oss-cn-hangzhou.aliyuncs.com")
    virtual = request.target("virtual")
    mismatch(hostile, request, ec, target=virtual, host=f"second.localhost:{hostile.port}")
    answer = hostile.send(request, b"x", target=virtual, host=f"hostile.localhost:{hostile.port}")
    assert answer.status == 200, "its own bucket in the host"
    hostile.delete("refused")


def test_attack_03_the_lifetime_and_the_date_are_bound(hostile, put):
    request = presign_v4(put, hostile.credentials, at=time.time() - 100, expires="60")
    for lifetime in ("61", "6000", "604800"):
        answer = refusal(hostile.send(replaced(request, "x-oss-expires", lifetime), b"x"))
        assert (answer.status, answer.code) in ((403, "SignatureDoesNotMatch"), (403, "AccessDenied"))
    mismatch(hostile, replaced(request, "x-oss-expires", "604800"), "0002-00000201")
    error = refusal(hostile.send(replaced(request, "x-oss-expires", "604801"), b"x"))
    assert (error.status, error.code, error.ec) == (400, "InvalidArgument", "0002-00000232")
    now = iso_basic(time.time())
    if now[:8] == dict(request.params)["x-oss-date"][:8]:
        mismatch(hostile, replaced(request, "x-oss-date", now), "0002-00000201")
    error = refusal(hostile.send(replaced(request, "x-oss-date", iso_basic(time.time() - 86400)), b"x"))
    assert (error.status, error.ec) == (400, "0002-00000223")
    v1 = presign_v1(put, hostile.credentials, expires=int(time.time()) - 10)
    mismatch(hostile, replaced(v1, "Expires", str(int(time.time()) + 600)), "0002-00000040")


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_attack_04_a_url_is_valid_at_its_last_second_and_not_after_it(client, hostile, key, version):
    """The request is sent within the second that the URL names, and again one second later."""
    while time.time() % 1 > 0.3:
        time.sleep(0.02)
    last = int(time.time()) + 1
    request = client.request("PUT", key)
    if version == "v4":
        request = presign_v4(request, client.credentials, at=last - 60, expires="60")
    else:
        request = presign_v1(request, client.credentials, expires=last)
    while time.time() < last + 0.2:
        time.sleep(0.01)
    assert client.send(request, b"in time").status == 200
    while time.time() < last + 1.05:
        time.sleep(0.01)
    error = refusal(client.send(request, b"late"))
    assert (error.status, error.code, error.message) == (403, "AccessDenied", "Request has expired.")
    assert error.ec == {"v4": "0002-00000236", "v1": "0002-00000069"}[version]
    wrong = replaced(request, "x-oss-signature" if version == "v4" else "Signature", "0")
    assert refusal(client.send(wrong, b"late")).message == "Request has expired."
    assert client.get(key).body == b"in time"


@PRESIGN
@pytest.mark.parametrize(
    "header",
    [("x-oss-object-acl", "public-read-write"), ("x-oss-copy-source", "/hostile/kept"), ("x-oss-symlink-target", "kept"),
     ("x-oss-tagging", "a=b"), ("x-oss-storage-class", "IA"), ("x-oss-callback", "e30="), ("x-oss-meta-a", "b"),
     ("x-oss-forbid-overwrite", "true"), ("X-OSS-Meta-A", "b"), ("x-oss-meta-", ""), ("x-oss-", "1"), ("x-oss-security-token", "t"),
     ("x-oss-process", "a"), ("x-oss-date", "20261122T000000Z"), ("Content-Type", "a/b"),
     ("Content-MD5", "XrY7u+Ae7tCTyyK7j1rNww==")],
    ids=lambda header: "=".join(header),
)
def test_attack_06_an_unsigned_header_of_the_signed_kind_is_refused(hostile, put, presign, ec, header):
    request = presign(put, hostile.credentials).with_headers(header)
    error = refusal(hostile.send(request, b"x"))
    if header[0] == "x-oss-security-token" and presign is presign_v1:
        assert (error.status, error.code) == (400, "InvalidRequest")
    else:
        assert error.status == 403
        if header[1]:
            assert (error.code, error.ec) == ("SignatureDoesNotMatch", ec)


@pytest.mark.parametrize("name", ["x-amz-copy-source", "x-amz-acl", "x-amz-meta-a", "x-http-method-override", "x-original-url", "x-forwarded-host"])
def test_attack_06_headers_of_other_services_mean_nothing(client, key, name):
    request = client.presigned("PUT", key).with_headers((name, "/hostile/kept"))
    assert client.send(request, b"mine").status == 200
    answer = client.get(key)
    assert answer.body == b"mine"
    assert not [own for own, _ in answer.headers if "amz" in own.lower()]


@PRESIGN
def test_attack_07_a_signed_header_can_be_neither_dropped_nor_changed(hostile, put, presign, ec):
    signed = put.with_headers(("Content-Type", "image/png"), ("x-oss-meta-a", "1"))
    for headers in ([], signed.headers[:1], signed.headers[1:], [("Content-Type", "text/html"), signed.headers[1]],
                    [signed.headers[0], ("x-oss-meta-a", "2")], signed.headers + [("x-oss-meta-a", "1")], signed.headers + [signed.headers[0]]):
        request = presign(signed, hostile.credentials)
        request.headers[:] = headers
        error = refusal(hostile.send(request, b"x"))
        assert error.status in (400, 403), headers
    request = presign(signed, hostile.credentials)
    request.headers.clear()
    mismatch(hostile, request, ec)


SUB_RESOURCES = ["acl", "uploads", "policy", "tagging", "append", "symlink", "restore", "cors", "lifecycle", "x-oss-process", "versioning",
                 "objectMeta", "website", "logging", "referer", "worm", "replication", "style", "x-oss-traffic-limit", "callback"]


@pytest.mark.parametrize("method", ["PUT", "GET", "POST", "DELETE"])
@pytest.mark.parametrize("name", SUB_RESOURCES)
def test_attack_09_a_sub_resource_added_to_a_v1_url_is_a_mismatch(hostile, name, method):
    request = presign_v1(hostile.request(method, "kept"), hostile.credentials)
    mismatch(hostile, request.with_params((name, "")), "0002-00000040")


@pytest.mark.parametrize("name", ["ACL", "Uploads", "acl ", "%61cl", "X-OSS-Process", "unknown", "aclx", "TAGGING", "Policy"])
def test_attack_09_a_name_that_is_not_known_never_dispatches(hostile, name):
    request = presign_v1(hostile.request("GET", "kept"), hostile.credentials).with_params((name, ""))
    answer = hostile.send(request)
    assert (answer.status, answer.body) == (200, b"0123456789")


def test_attack_09_a_parameter_added_to_a_v4_url_is_a_mismatch(hostile):
    for name in ("acl", "unknown", "versionId", "response-content-type", ""):
        mismatch(hostile, presign_v4(hostile.request("GET", "kept"), hostile.credentials).with_params((name, "1")), "0002-00000201")


def test_attack_12_a_v1_signature_cannot_move_between_query_and_header(hostile, put):
    expires = int(time.time()) + 600
    signature = dict(presign_v1(put, hostile.credentials, expires=expires).params)["Signature"]
    moved = put.with_headers(("Date", expires), ("Authorization", f"OSS {hostile.credentials.id}:{signature}"))
    error = refusal(hostile.send(moved, b"x"))
    assert (error.status, error.code, error.ec) == (403, "AccessDenied", "0002-00000502")

    headers = dict(authorize_v1(put, hostile.credentials).headers)
    signature = headers["Authorization"].rpartition(":")[2]
    moved = put.with_params(("OSSAccessKeyId", hostile.credentials.id), ("Expires", headers["Date"]), ("Signature", signature))
    error = refusal(hostile.send(moved, b"x"))
    assert (error.status, error.code, error.ec) == (403, "AccessDenied", "0002-00000070")


def test_attack_16_a_url_may_be_used_again_and_again_but_once_with_forbid_overwrite(client, key):
    again = client.presigned("PUT", key)
    for body in (b"1", b"2", b"3"):
        assert client.send(again, body).status == 200
    assert client.get(key).body == b"3"

    once = client.presigned("PUT", key + "/once", headers=[("x-oss-forbid-overwrite", "true")])
    assert client.send(once, b"1").status == 200
    error = refusal(client.send(once, b"2"))
    assert (error.status, error.code, error.ec) == (409, "FileAlreadyExists", "0026-00000002")
    assert client.get(key + "/once").body == b"1"


def test_attack_16_of_many_uploads_at_once_that_forbid_overwriting_one_wins(client, key):
    from concurrent.futures import ThreadPoolExecutor

    request = client.presigned("PUT", key, headers=[("x-oss-forbid-overwrite", "true")])
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: client.send(request, b"%d" % number), range(24)))
    winners = [number for number, answer in enumerate(answers) if answer.status == 200]
    assert len(winners) == 1
    assert {answer.status for answer in answers} == {200, 409}
    assert client.get(key).body == b"%d" % winners[0]


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_the_server_survives_every_permutation_of_a_truncated_url(hostile, put, version):
    """A URL cut at any place, as mail programs do, is refused at every length."""
    request = presign_v4(put, hostile.credentials) if version == "v4" else presign_v1(put, hostile.credentials)
    target = request.target()
    with_cut = [target[:length] for length in range(len(b"/hostile/refused"), len(target), 7)]
    for cut in with_cut:
        assert 400 <= refusal(hostile.send(request, b"x", target=cut)).status < 500


# What reaches the log


def test_attack_36_a_request_is_one_log_line_without_control_characters(start_server):
    server = start_server()
    client = Client(server)
    keys = ["a\r\n2026-01-01T00:00:00 error forged: line", "b\x1b[31mred\x1b[0m", "c\x07\x08\x7f", "d\u2028e\u0085f", "g\u202eh"]
    identifiers = []
    for key in keys:
        headers = [("User-Agent", b"agent\x80\xff \xc2\x9b31m"), ("Referer", b"http://\xe2\x80\xa8x/"), ("x-oss-meta-a", b"\xc2\x85")]
        identifiers.append(client.put(key, b"x", headers).header("x-oss-request-id"))
        identifiers.append(client.send(client.presigned("GET", key, expires="0")).header("x-oss-request-id"))
    assert server.stop() == 0
    log = server.log()
    for identifier in identifiers:
        assert len([line for line in log.split("\n") if f"request_id={identifier}" in line]) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", log), "a control character in the log"
    assert not [line for line in log.splitlines() if line.startswith("2026-01-01T00:00:00 error forged")]


@pytest.mark.parametrize("name", ["content-type", "content-disposition", "cache-control", "content-language", "expires", "content-encoding"])
@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0b", "\r\n\r\n<html>", "a\x7fb", "a\x0bb"])
@pytest.mark.parametrize("presign", [presign_v4, presign_v1])
def test_attack_37_an_override_cannot_split_the_answer(hostile, name, value, presign):
    request = presign(hostile.request("GET", "kept", [(f"response-{name}", value)]), hostile.credentials)
    answer = hostile.send(request)
    assert answer.header("X-Evil") is None
    assert b"X-Evil" not in answer.head
    error = refusal(answer)
    assert (error.status, error.code) == (400, "InvalidArgument")


@pytest.mark.parametrize("name", ["x-oss-meta-a", "Content-Disposition", "Cache-Control", "Content-Type", "Content-Encoding"])
@pytest.mark.parametrize("value", [b"a\rb", b"a\0b", b"a\x0bb", b"a\x7fb", b"a\x01b"], ids=repr)
def test_attack_37_a_stored_value_cannot_split_the_answer(hostile, name, value):
    request = authorize_v4(hostile.request("PUT", "refused", headers=[(name, value)]), hostile.credentials)
    error = refusal(hostile.send(request, b"x"))
    assert error.status == 400


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2099 07:28:00 GMT", "0", "not a date", "'\"<>"])
def test_stored_values_come_back_as_they_were(client, key, value):
    client.put(key, b"x", [("Expires", value), ("x-oss-meta-a", value)])
    answer = client.get(key)
    assert (answer.header("Expires"), answer.header("x-oss-meta-a")) == (value, value)


@pytest.mark.parametrize("name", ["", "a_b", "a.b", "a!b", "a~b", "a|b", "a'b"])
def test_metadata_names_consist_of_letters_digits_and_hyphens(hostile, name):
    request = hostile.signed("PUT", "refused", headers=[(f"x-oss-meta-{name}", "v")])
    error = refusal(hostile.send(request, b"x"))
    assert (error.status, error.code) == (400, "InvalidArgument")


def test_metadata_above_8_kb_is_refused_and_below_it_stored(hostile, client, key):
    many = [(f"x-oss-meta-{number}", "v" * 100) for number in range(70)]
    client.put(key, b"x", many)
    assert client.head(key).header("x-oss-meta-69") == "v" * 100
    for headers in (many + [(f"x-oss-meta-b{number}", "v" * 100) for number in range(20)], [("x-oss-meta-a", "v" * 9000)]):
        error = refusal(hostile.send(hostile.signed("PUT", "refused", headers=headers), b"x"))
        assert (error.status, error.code) == (400, "InvalidArgument")


# Floods

FLOODS = {
    "a huge Authorization": lambda client: client.request("PUT", "refused").with_headers(
        ("Authorization", "OSS4-HMAC-SHA256 " + "Credential=a," * 4000)),
    "a huge credential": lambda client: client.presigned("PUT", "refused", credential="a" + "/a" * 10_000),
    "a thousand parameters": lambda client: replaced(
        client.presigned("PUT", "refused", more=[(f"p{number}", "v") for number in range(1000)]), "x-oss-signature", "0" * 64),
    "a thousand equal parameters": lambda client: replaced(
        client.presigned("PUT", "refused", more=[("p", str(number)) for number in range(1000)]), "x-oss-signature", "0" * 64),
    "a query of 60 KB": lambda client: replaced(client.presigned("PUT", "refused", more=[("p", "v" * 60_000)]), "x-oss-signature", "0"),
    "a query of 30 KB": lambda client: replaced(client.presigned("PUT", "refused", more=[("p", "v" * 30_000)]), "x-oss-signature", "0"),
    "many ampersands": lambda client: replaced(client.presigned("PUT", "refused", more=[("", None)] * 20_000), "x-oss-signature", "0"),
    "a thousand additional headers": lambda client: client.presigned("PUT", "refused", additional_line=";".join(f"h{n}" for n in range(1000))),
    "a huge signature": lambda client: replaced(client.presigned("PUT", "refused"), "x-oss-signature", "0" * 20_000),
    "a huge V1 signature": lambda client: replaced(presign_v1(client.request("PUT", "refused"), client.credentials), "Signature", "A" * 20_000),
}


@pytest.mark.parametrize("name", FLOODS)
def test_attack_39_a_flood_is_refused_quickly(hostile, name):
    request = FLOODS[name](hostile)
    started = time.monotonic()
    with Connection(hostile.port) as connection:
        connection.offer(head("PUT", request.target(), [("Host", hostile.host), ("Content-Length", 1), *request.headers]) + b"x")
        error = refusal(connection.answer("PUT"))
    assert 400 <= error.status < 500
    assert time.monotonic() - started < 2


def test_attack_39_a_good_request_with_hundreds_of_parameters_still_works(client, key):
    request = client.presigned("PUT", key, more=[(f"p{number}", "v") for number in range(300)])
    assert client.send(request, b"x").status == 200


def test_many_idle_connections_do_not_stop_the_server(client, key):
    idle = [Connection(client.port) for _ in range(300)]
    try:
        for number, connection in enumerate(idle):
            connection.send(b"PUT /uploads/x HTTP/1.1\r\nHo"[: number % 28])
        assert client.put(key, b"x").status == 200
    finally:
        for connection in idle:
            connection.socket.close()
    assert client.get(key).body == b"x"
