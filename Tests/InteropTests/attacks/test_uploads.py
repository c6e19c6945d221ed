"""Attack cases 17, 18, 23 and 24: parts, forms and bodies that claim what they are not.

CVE-2021-21390: chunk signatures that were not verified. CVE-2025-31489: unsigned trailers. CVE-2023-43040: a form's field `bucket` redirected the write.
CVE-2023-28434, CVE-2021-21362: forms that skipped checks. GHSA-w5fh-f8xh-5x3p: conditions of a form's policy that were not enforced.
"""

import xml.etree.ElementTree as ElementTree

import pytest

from support import forms
from support.answers import refusal
from support.client import Client
from support.ram import RAM, allow, credentials_of, policy, serving
from support.raw import Connection, chunked, head
from support.signing import authorize_v4, presign_v1, presign_v4

PRESIGN = pytest.mark.parametrize("presign", [presign_v4, presign_v1], ids=["v4", "v1"])


def begin(client, key) -> str:
    answer = client.send(client.signed("POST", key, params=[("uploads", "")]), b"")
    assert answer.status == 200, answer.body
    return ElementTree.fromstring(answer.body).findtext("UploadId")


def part(client, key, upload, number, body):
    return client.send(client.signed("PUT", key, params=[("partNumber", number), ("uploadId", upload)]), body)


def complete(client, key, upload, parts):
    inner = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in parts)
    request = client.signed("POST", key, params=[("uploadId", upload)])
    return client.send(request, f"<CompleteMultipartUpload>{inner}</CompleteMultipartUpload>".encode())


# 23


@pytest.mark.parametrize("number", ["0", "10001", "-1", "+1", "1.0", "01", "1e1", "", " 1", "0x1", "99999999999999999999", "\u0661", "1\0"])
def test_attack_23_a_part_number_that_cannot_be(own, number):
    upload = begin(own, "a")
    error = refusal(part(own, "a", upload, number, b"x"))
    assert (error.status, error.code) in ((400, "InvalidArgument"), (400, "MissingArgument"))
    assert refusal(complete(own, "a", upload, [("1", '"9DD4E461268C8034F5C8564E155C67A6"')])).code == "InvalidPart"


@pytest.mark.parametrize("what", ["another key", "another bucket", "an aborted one", "a completed one", "made up"])
def test_attack_23_a_foreign_upload_is_not_found(own, make_bucket, what):
    other = make_bucket()
    upload = begin(other if what == "another bucket" else own, "b" if what == "another key" else "a")
    if what == "an aborted one":
        assert own.send(own.signed("DELETE", "a", params=[("uploadId", upload)])).status == 204
    if what == "a completed one":
        etag = part(own, "a", upload, "1", b"x").header("ETag")
        assert complete(own, "a", upload, [("1", etag)]).status == 200
    if what == "made up":
        upload = upload[:-1] + ("0" if upload[-1] != "0" else "1")
    for answer in (part(own, "a", upload, "1", b"x"), complete(own, "a", upload, [("1", '"9DD4E461268C8034F5C8564E155C67A6"')]),
                   own.send(own.signed("GET", "a", params=[("uploadId", upload)])), own.send(own.signed("DELETE", "a", params=[("uploadId", upload)]))):
        error = refusal(answer)
        assert (error.status, error.code) == (404, "NoSuchUpload")
    assert own.keys() == ([b"a"] if what == "a completed one" else [])


@pytest.mark.parametrize("parts, code", [
    ([("1", '"00000000000000000000000000000000"')], "InvalidPart"), ([("2", "own")], "InvalidPart"), ([("1", "other")], "InvalidPart"),
    ([("1", "own"), ("1", "own")], "InvalidPartOrder"), ([("2", "second"), ("1", "own")], "InvalidPartOrder"), ([("0", "own")], "InvalidArgument"),
    ([("10001", "own")], "InvalidArgument"), ([("-1", "own")], "InvalidArgument"), ([("99999999999999999999", "own")], "InvalidArgument"), ([("1", "")], "InvalidPart"),
])
def test_attack_23_parts_that_do_not_fit(own, parts, code):
    """An entity tag of another object's part is no way to its bytes."""
    upload, foreign = begin(own, "a"), begin(own, "b")
    etags = {"own": part(own, "a", upload, "1", b"x" * 102_400).header("ETag"), "second": part(own, "a", upload, "2", b"y").header("ETag"),
             "other": part(own, "b", foreign, "1", b"theirs").header("ETag")}
    error = refusal(complete(own, "a", upload, [(number, etags.get(etag, etag)) for number, etag in parts]))
    assert error.status == 400 and error.code in (code, "MalformedXML"), error
    assert own.keys() == []


def test_attack_23_a_second_completion_makes_no_second_version(make_bucket):
    own = make_bucket(versioning="Enabled")
    upload = begin(own, "a")
    etag = part(own, "a", upload, "1", b"x").header("ETag")
    assert complete(own, "a", upload, [("1", etag)]).status == 200
    for _ in range(3):
        error = refusal(complete(own, "a", upload, [("1", etag)]))
        assert (error.status, error.code) == (404, "NoSuchUpload")
    listing = own.send(own.signed("GET", params=[("versions", "")]))
    assert listing.body.count(b"<VersionId>") == 1


def test_attack_23_of_many_completions_at_once_one_wins(make_bucket):
    from concurrent.futures import ThreadPoolExecutor

    own = make_bucket(versioning="Enabled")
    upload = begin(own, "a")
    etag = part(own, "a", upload, "1", b"x").header("ETag")
    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(answer.status for answer in pool.map(lambda _: complete(own, "a", upload, [("1", etag)]), range(8)))
    assert statuses == [200] + [404] * 7
    assert own.send(own.signed("GET", params=[("versions", "")])).body.count(b"<VersionId>") == 1


def test_attack_23_ten_thousand_parts_fit_and_one_more_does_not(own):
    upload = begin(own, "a")
    body = [(str(number), '"%032X"' % number) for number in range(1, 10_001)]
    assert refusal(complete(own, "a", upload, body)).code == "InvalidPart", "the document was read whole"
    assert refusal(complete(own, "a", upload, body + [("10000", '"x"')])).status == 400


# 24


@pytest.mark.parametrize("version", ["v4", "v1"])
@pytest.mark.parametrize("field", ["bucket", "Bucket", "x-oss-bucket", "host"])
def test_attack_24_CVE_2023_43040_a_field_never_redirects_the_write(hostile, version, field):
    """The policy is for this bucket or for the other one: what is written lands where the request went, or nowhere."""
    for allowed in ("hostile", "second"):
        fields = {"key": "formed", **forms.signed_fields(hostile.credentials, allowed, version=version), field: "second"}
        answer = forms.post(hostile, forms.body(fields))
        assert hostile.keys(bucket="second") == []
        if answer.status == 204:
            assert allowed == "hostile" and hostile.exists("formed")
            hostile.delete("formed")
        else:
            assert refusal(answer).status in (400, 403)


CONDITIONS = {
    "eq key": (["eq", "$key", "other"], {}), "starts-with key": (["starts-with", "$key", "in/"], {}), "object key": ({"key": "other"}, {}),
    "length above": (["content-length-range", 0, 3], {}), "length below": (["content-length-range", 100, 200], {}), "an absent field": ({"x-oss-meta-a": "b"}, {}),
    "another value": ({"x-oss-meta-a": "b"}, {"x-oss-meta-a": "c"}), "a type": (["eq", "$content-type", "image/png"], {"Content-Type": "text/html"}),
    "in": (["in", "$content-type", ["image/png"]], {"Content-Type": "text/html"}), "not-in": (["not-in", "$content-type", ["text/html"]], {"Content-Type": "text/html"}),
    "another bucket": ({"bucket": "second"}, {}), "status": ({"success_action_status": "200"}, {"success_action_status": "201"}),
    "redirect": (["starts-with", "$success_action_redirect", "https://good.example/"], {"success_action_redirect": "https://evil.example/"}),
    "acl": ({"x-oss-object-acl": "private"}, {"x-oss-object-acl": "public-read-write"}), "a letter's case of a value": ({"x-oss-meta-a": "b"}, {"x-oss-meta-a": "B"}),
    "a prefix that is longer": (["starts-with", "$key", "formed-and-more"], {}), "an unknown operator": (["regex", "$key", ".*"], {}),
    "an unknown shape": (["eq", "$key"], {}), "a number": (7, {}), "null": (None, {}), "an empty list": ([], {}), "negative length": (["content-length-range", -5, -1], {}),
    "inverted length": (["content-length-range", 10, 1], {}), "length as text": (["content-length-range", "a", "b"], {}), "length beyond": (["content-length-range", 2**63, 2**64], {}),
}


@pytest.mark.parametrize("version", ["v4", "v1"])
@pytest.mark.parametrize("name", CONDITIONS)
def test_attack_24_GHSA_w5fh_f8xh_5x3p_every_condition_is_enforced(hostile, name, version):
    condition, fields = CONDITIONS[name]
    answer = forms.submit(hostile, "formed", condition, version=version, **fields)
    error = refusal(answer)
    assert error.status in (400, 403), error
    assert not hostile.exists("formed")


@pytest.mark.parametrize("document", [
    "", "{}", "[]", "null", '{"expiration":"2099-01-01T00:00:00.000Z"}', '{"conditions":[]}', '{"expiration":"yesterday","conditions":[]}',
    '{"expiration":"2099-13-01T00:00:00.000Z","conditions":[]}', '{"expiration":4102444800,"conditions":[]}', '{"expiration":"2099-01-01T00:00:00.000Z","conditions":{}}',
    '{"expiration":"2020-01-01T00:00:00.000Z","conditions":[]}', '{"expiration":"99999999-01-01T00:00:00.000Z","conditions":[]}', "{" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000,
    '{"expiration":"2020-01-01T00:00:00.000Z","expiration":"2099-01-01T00:00:00.000Z","conditions":[]}',
], ids=lambda document: document[:60])
def test_attack_24_a_policy_that_is_none_allows_nothing(hostile, document):
    fields = {"key": "formed", **forms.sign_v1(hostile.credentials, document)}
    error = refusal(forms.post(hostile, forms.body(fields)))
    assert error.status in (400, 403) and not hostile.exists("formed")


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, credentials):
    ram = RAM(tmp_path_factory.mktemp("narrow") / "ram.json")
    ram.user("reading", policy(allow("oss:GetObject")))
    ram.user("writing", policy(allow("oss:PutObject", "acs:oss:*:*:*/in/*")))
    with serving(ram, credentials, ("hostile", "uploads")) as server:
        yield server


@pytest.mark.parametrize("user", ["reading", "writing"])
@pytest.mark.parametrize("way", ["put", "presigned", "form v4", "form v1", "append", "multipart", "symlink", "copy", "tagged"])
def test_attack_24_CVE_2021_21362_whoever_may_only_read_writes_in_no_way(narrow, user, way):
    """One authoriser for every way of writing. The writer may not write here either."""
    owner, client = Client(narrow, bucket="hostile"), Client(narrow, bucket="hostile", credentials=credentials_of(user))
    owner.put("kept", b"x")
    answer = {
        "put": lambda: client.send(client.signed("PUT", "out"), b"x"), "presigned": lambda: client.send(client.presigned("PUT", "out"), b"x"),
        "form v4": lambda: forms.submit(client, "out"), "form v1": lambda: forms.submit(client, "out", version="v1"),
        "append": lambda: client.send(client.signed("POST", "out", params=[("append", ""), ("position", "0")]), b"x"),
        "multipart": lambda: client.send(client.signed("POST", "out", params=[("uploads", "")]), b""),
        "symlink": lambda: client.send(client.signed("PUT", "out", params=[("symlink", "")], headers=[("x-oss-symlink-target", "kept")]), b""),
        "copy": lambda: client.send(client.signed("PUT", "out", headers=[("x-oss-copy-source", "/hostile/kept")]), b""),
        "tagged": lambda: client.send(client.signed("PUT", "kept", params=[("tagging", "")]), b"<Tagging><TagSet/></Tagging>"),
    }[way]()
    error = refusal(answer)
    assert (error.status, error.code) == (403, "AccessDenied")
    assert owner.keys() == [b"kept"]


# 17, 18: bodies


@pytest.mark.parametrize("payload", [
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-OSS4-HMAC-SHA256-PAYLOAD", "UNSIGNED-PAYLOAD-TRAILER", "unsigned-payload", "",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "0" * 64,
])
def test_attack_18_CVE_2025_31489_no_other_kind_of_payload_is_taken(hostile, payload):
    error = refusal(hostile.send(authorize_v4(hostile.request("PUT", "refused"), hostile.credentials, payload=payload), b"x"))
    assert (error.status, error.code) in ((400, "InvalidArgument"), (403, "SignatureDoesNotMatch")) and not hostile.exists("refused")


@PRESIGN
@pytest.mark.parametrize("trailer", [b"x-oss-object-acl: public-read", b"Content-Length: 3", b"x-oss-copy-source: /hostile/kept", b"Authorization: OSS a:b", b"Host: second.localhost"])
def test_attack_18_CVE_2025_31489_a_trailer_says_nothing(own, presign, trailer):
    request = presign(own.request("PUT", "a"), own.credentials)
    data = head("PUT", request.target(), [("Host", own.host), ("Transfer-Encoding", "chunked"), ("Trailer", "x")]) + b"5\r\nhello\r\n0\r\n" + trailer + b"\r\n\r\n"
    answer = own.exchange(data, "PUT")
    if answer.status == 200:
        assert own.get("a").body == b"hello"
        acl = own.send(own.signed("GET", "a", params=[("acl", "")]))
        assert b"<Grant>default</Grant>" in acl.body
    else:
        assert refusal(answer).status == 400


@PRESIGN
@pytest.mark.parametrize("name, value", [("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="), ("x-oss-hash-crc64ecma", "1")])
@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("size", [1, 100_000, 1_000_000])
def test_attack_18_CVE_2021_21390_a_body_that_fails_its_digest_is_never_seen(own, presign, name, value, framing, size):
    """Small bodies and such as were on the disk already; the old object stays."""
    own.put("a", b"old")
    request = presign(own.request("PUT", "a", headers=[(name, value)]), own.credentials)
    body = b"n" * size
    line = ("Content-Length", size) if framing == "length" else ("Transfer-Encoding", "chunked")
    with Connection(own.port, timeout=20) as connection:
        connection.offer(head("PUT", request.target(), [("Host", own.host), line, *request.headers]) + (body if framing == "length" else chunked(body)))
        assert refusal(connection.answer("PUT")).code in ("InvalidDigest", "InvalidCRC64", "InvalidArgument")
    assert own.get("a").body == b"old" and own.keys() == [b"a"]


@pytest.mark.parametrize("length", [str(2**63 - 1), str(5 * 2**30 + 1), "10000000000000"])
@pytest.mark.parametrize("way", ["put", "append", "part"])
def test_attack_17_CVE_2016_0738_a_declared_giant_is_refused_before_it_is_read(own, length, way):
    params = {"put": [], "append": [("append", ""), ("position", "0")], "part": [("partNumber", "1"), ("uploadId", begin(own, "a"))]}[way]
    request = own.signed("POST" if way == "append" else "PUT", "a", params=params)
    with Connection(own.port) as connection:
        connection.send(head(request.method, request.target(), [("Host", own.host), ("Content-Length", length), ("Expect", "100-continue"), *request.headers]))
        answer = connection.answer("PUT")
        assert answer.interim == [] and refusal(answer).code == "EntityTooLarge"


@pytest.mark.parametrize("cut", [b"", b"5", b"5\r", b"5\r\n", b"5\r\nhel", b"5\r\nhello", b"5\r\nhello\r\n", b"5\r\nhello\r\n0", b"5\r\nhello\r\n0\r\n", b"5\r\nhello\r\n0\r\nx: y\r\n"], ids=repr)
def test_attack_17_GHSA_v2ch_c8v8_fgr7_chunks_that_end_early_store_nothing(own, cut):
    """A chunked upload has no length at all; when its end is missing there is no object, and the server goes on."""
    request = own.presigned("PUT", "a")
    with Connection(own.port) as connection:
        connection.offer(head("PUT", request.target(), [("Host", own.host), ("Transfer-Encoding", "chunked")]) + cut)
        connection.finish_sending()
        try:
            assert refusal(connection.answer("PUT")).status == 400
        except Exception as error:
            assert type(error).__name__ == "NoAnswer", error
    assert own.keys() == []
    chunks = own.exchange(head("PUT", request.target(), [("Host", own.host), ("Transfer-Encoding", "chunked")]) + chunked(), "PUT")
    assert chunks.status == 200 and own.get("a").body == b""


def test_attack_33_what_is_compressed_is_never_unpacked(own):
    """A bomb of 10 MB in 10 KB stays 10 KB, whatever its headers say."""
    import gzip

    bomb = gzip.compress(gzip.compress(b"\0" * 10_000_000))
    for encoding in ("gzip", "deflate", "br", "gzip, gzip", "x-gzip", "zstd"):
        own.put("bomb", bomb, [("Content-Encoding", encoding)])
        answer = own.get("bomb")
        assert (answer.body, answer.header("Content-Encoding"), answer.header("Content-Length")) == (bomb, encoding, str(len(bomb)))
    before = own.server.memory("VmHWM")
    document = gzip.compress(b"<Delete>" + b"<Object><Key>a</Key></Object>" * 100_000 + b"</Delete>")
    request = own.signed("POST", params=[("delete", "")], headers=[("Content-Encoding", "gzip")])
    assert refusal(own.send(request, document)).code == "MalformedXML"
    assert own.server.memory("VmHWM") - before < 20_000
