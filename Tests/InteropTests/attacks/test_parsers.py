"""Attack cases 32, 38 and 39: documents, numbers and floods.

CVE-2022-47950: an external entity read a local file. CVE-2026-39414, CVE-2025-27100, CVE-2018-1000538: memory without a bound. CVE-2022-3854, CVE-2024-47866 and
Ceph's trackers 72669 and 72502: a crash on a null URL and on an empty copy source, a 500 for a long name. CVE-2024-36107: conditions told what exists.
"""

import time

import pytest

from support import buckets
from support.answers import refusal
from support.client import Client
from support.operations import HEADERS, OPERATIONS, PARAMETERS, VIEWS
from support.raw import Connection, NoAnswer, head
from support.signing import authorize_v4, presign_v1, presign_v4

ENTITIES = {
    "a file": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "a URL": '<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]>', "a public one": '<!DOCTYPE a [<!ENTITY e PUBLIC "x" "http://127.0.0.1:1/">]>',
    "an external DTD": '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">', "a parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>', "laughs": "<!DOCTYPE a [<!ENTITY e \"" + "&x;" * 1000 + "\">]>",
    "an empty one": "<!DOCTYPE a>", "a late one": "<!-- --><!DOCTYPE a>", "in lower case": "<!doctype a>", "an ATTLIST": "<!DOCTYPE a [<!ATTLIST a b CDATA 'x'>]>", "a notation": '<!DOCTYPE a [<!NOTATION n SYSTEM "x">]>',
}
READERS = {
    "delete": ("POST", b"", [("delete", "")], "Delete"), "complete": ("POST", b"kept", [("uploadId", "0" * 32)], "CompleteMultipartUpload"), "cors": ("PUT", b"", [("cors", "")], "CORSConfiguration"),
    "lifecycle": ("PUT", b"", [("lifecycle", "")], "LifecycleConfiguration"), "tags": ("PUT", b"kept", [("tagging", "")], "Tagging"), "referer": ("PUT", b"", [("referer", "")], "RefererConfiguration"),
    "versioning": ("PUT", b"", [("versioning", "")], "VersioningConfiguration"), "restore": ("POST", b"kept", [("restore", "")], "RestoreRequest"),
    "block": ("PUT", b"", [("publicAccessBlock", "")], "PublicAccessBlockConfiguration"), "bucket": ("PUT", b"", [], "CreateBucketConfiguration"),
}


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("reader", READERS)
def test_attack_32_CVE_2022_47950_a_doctype_is_refused_outright(hostile, reader, entity):
    method, key, params, root = READERS[reader]
    document = f'<?xml version="1.0"?>{ENTITIES[entity]}<{root}><Key>&e;</Key></{root}>'
    bucket = "hostile-entity" if reader == "bucket" else None
    error = refusal(hostile.send(hostile.signed(method, key, params=params, bucket=bucket), document.encode()))
    assert error.status in (400, 404) and error.code in ("MalformedXML", "InvalidArgument", "NoSuchUpload")
    assert "root:" not in str(error.fields)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
@pytest.mark.parametrize("reader", ["delete", "cors", "tags"])
def test_attack_32_another_encoding_hides_nothing(hostile, reader, encoding):
    method, key, params, root = READERS[reader]
    document = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><{root}>&e;</{root}>'
    error = refusal(hostile.send(hostile.signed(method, key, params=params), document.encode(encoding)))
    assert (error.status, error.code) == (400, "MalformedXML")


@pytest.mark.parametrize("reader", READERS)
def test_attack_32_CVE_2026_39414_CVE_2025_27100_a_document_has_a_limit_of_bytes_before_it_is_read(hostile, reader):
    """1 GiB is announced; it is refused without being read, or after a bounded part of it."""
    method, key, params, root = READERS[reader]
    request = hostile.signed(method, key, params=params, bucket="hostile-giant" if reader == "bucket" else None)
    before = hostile.server.memory("VmHWM")
    with Connection(hostile.port, timeout=20) as connection:
        connection.offer(head(method, request.target(), [("Host", hostile.host), ("Content-Length", str(1 << 30)), *request.headers]) + f"<{root}>".encode() + b"<a>" * 30_000)
        error = refusal(connection.answer())
    assert error.status in (400, 404)
    assert hostile.server.memory("VmHWM") - before < 30_000


def test_CVE_2018_1000538_many_large_documents_at_once_cost_bounded_memory(start_server):
    client = Client(start_server(log_level="error"))
    client.put("kept", b"x")
    before = client.server.memory("VmHWM")
    connections = []
    for _ in range(64):
        request = client.signed("POST", params=[("delete", "")])
        connection = Connection(client.port, timeout=20)
        connection.offer(head("POST", request.target(), [("Host", client.host), ("Content-Length", str(1 << 30)), *request.headers]) + b"<Delete>" + b" " * 500_000)
        connections.append(connection)
    time.sleep(1)
    grown = client.server.memory("VmHWM") - before
    for connection in connections:
        connection.socket.close()
    assert grown < 64 * 2_500, f"{grown / 64:.0f} KiB for each"
    assert client.get("kept").body == b"x"


@pytest.mark.parametrize("text", [
    "[" * 100_000, '{"a":' * 100_000, '{"Version":"1","Version":"1","Statement":[]}', '{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*","Principal":["1"]}]}',
    '{"Version":"1","Statement":' + "9" * 10_000 + "}", '{"Version":"1","Statement":[' + '{},' * 50_000 + "{}]}", '{"Version":1e999,"Statement":[]}', '"\\ud800"', "\0", "", "nul", '{"Version":"1","Statement":[]}x',
    '{"Version":"1","\\u0053tatement":[],"Statement":[]}',
], ids=lambda text: text[:50])
def test_attack_32_a_policy_document_is_strict_json(own, text):
    started = time.monotonic()
    error = refusal(buckets.configure(own, own.bucket, "policy", text))
    assert error.status == 400 and time.monotonic() - started < 10
    assert own.send(own.signed("GET", params=[("policy", "")])).status == 404


# 38


NUMBERS = ["", "-1", "-0", "+5", "05", "0x10", "1e3", "5.0", " 5", "5 ", "\u0665", "1000000000", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
           "9" * 100, "9" * 2000, "NaN", "null", "5;6", "5,6"]


@pytest.mark.parametrize("number", NUMBERS)
def test_attack_38_no_number_ends_the_server(own, number):
    """Every place that reads one: nothing is a 5xx, and the server lives."""
    own.put("a", b"0123456789")
    requests = [own.signed("GET", params=listing + [(name, number)]) for listing, names in [
        ([], ["max-keys"]), ([("list-type", "2")], ["max-keys"]), ([("versions", "")], ["max-keys"]), ([("uploads", "")], ["max-uploads"])] for name in names]
    requests += [own.signed("PUT", "a", params=[("partNumber", number), ("uploadId", "0" * 32)]), own.signed("GET", "a", params=[("uploadId", "0" * 32), ("max-parts", number)]),
                 own.signed("GET", "a", params=[("uploadId", "0" * 32), ("part-number-marker", number)]), own.signed("POST", "b", params=[("append", ""), ("position", number)]),
                 own.signed("POST", "b", params=[("seal", ""), ("position", number)]), own.signed("GET", "a", headers=[("x-oss-traffic-limit", number)]),
                 own.signed("PUT", "a", headers=[("x-oss-hash-crc64ecma", number)]), own.signed("GET", "", bucket="", params=[("max-keys", number)]),
                 own.signed("GET", "a", headers=[("Range", f"bytes={number}-{number}")]), own.signed("GET", "a", headers=[("Range", f"bytes=-{number}")]),
                 own.signed("GET", "a", headers=[("Range", f"bytes=0-{number}"), ("x-oss-range-behavior", "standard")]), own.presigned("PUT", "a", expires=number),
                 presign_v1(own.request("PUT", "a"), own.credentials, expires=number), own.signed("PUT", "a", params=[("tagging", "")], headers=[("Content-MD5", number)])]
    for request in requests:
        answer = own.send(request, b"" if request.method in ("PUT", "POST") else None)
        assert answer.status < 500, (request.method, request.params, request.headers, answer.body)
        own.delete("b")


@pytest.mark.parametrize("number", [number for number in NUMBERS if number.isascii() and "\0" not in number])
def test_attack_38_no_number_in_a_document_ends_the_server(own, number):
    for sub_resource, key, method, document in [
        ("lifecycle", b"", "PUT", f"<LifecycleConfiguration><Rule><Prefix>a</Prefix><Status>Enabled</Status><Expiration><Days>{number}</Days></Expiration></Rule></LifecycleConfiguration>"),
        ("cors", b"", "PUT", f"<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>{number}</MaxAgeSeconds></CORSRule></CORSConfiguration>"),
        ("restore", b"a", "POST", f"<RestoreRequest><Days>{number}</Days></RestoreRequest>"),
        ("uploadId", b"a", "POST", f"<CompleteMultipartUpload><Part><PartNumber>{number}</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>"),
    ]:
        answer = own.send(own.signed(method, key, params=[(sub_resource, "0" * 32 if sub_resource == "uploadId" else "")]), document.encode())
        assert answer.status < 500, answer.body


@pytest.mark.parametrize("ranges", [",".join(f"{n}-{n}" for n in range(1000)), "0-0," * 3000, "-" * 1000, "0-9,5-2", "=0-1", "bytes=0-1", "\t0-1", "0-1;q=1"], ids=lambda text: text[:20])
@pytest.mark.parametrize("unit", ["bytes=", "BYTES=", "bits=", "", "bytes:", "bytes =="])
def test_attack_38_odd_ranges_give_the_whole_object_or_a_refusal(hostile, ranges, unit):
    answer = hostile.get("kept", [("Range", unit + ranges)])
    assert answer.status in (200, 206, 400, 416)
    assert answer.status >= 400 or answer.body in (b"0123456789", b"01")


# Empty, and long


@pytest.mark.parametrize("name", OPERATIONS)
def test_CVE_2022_3854_CVE_2024_47866_ceph_72669_an_empty_value_is_no_crash(own, name):
    """Every header and parameter present and empty, signed, on every operation: never a 5xx of the server's own making."""
    method, is_object, params = OPERATIONS[name]
    if name in ("DeleteBucket",):
        own.put("a", b"x")
    own.put("kept", b"x")
    for header in sorted({name for name, _ in HEADERS} - {"x-oss-date", "x-oss-content-sha256"}) + ["Range", "If-Match", "If-Modified-Since", "Content-Disposition", "Origin", "User-Agent", "Referer"]:
        request = own.signed(method, b"kept" if is_object else b"", params=params, headers=[(header, "")])
        answer = own.send(request, b"" if method in ("PUT", "POST") else None)
        assert answer.status < 500 or answer.status == 501, (header, answer.body)
    for parameter in PARAMETERS + VIEWS:
        if parameter == "objectMeta" and method == "GET":
            continue  # tells of the object's length and sends no body, see docs/compatibility.md
        request = own.signed(method, b"kept" if is_object else b"", params=params + [(parameter, "")])
        answer = own.send(request, b"" if method in ("PUT", "POST") else None)
        assert answer.status < 500 or answer.status == 501, (parameter, answer.body)
        if answer.status == 204:
            own.put("kept", b"x")


@pytest.mark.parametrize("length", [1023, 1024, 4096, 20_000, 31_000])
@pytest.mark.parametrize("place", ["key", "bucket", "prefix", "versionId", "uploadId", "unknown parameter", "parameter name", "header name", "User-Agent", "Host"])
def test_ceph_72502_a_long_name_is_no_500(own, place, length):
    long = "x" * length
    request = {
        "key": lambda: own.signed("GET", long), "bucket": lambda: own.signed("GET", "a", bucket=long), "prefix": lambda: own.signed("GET", params=[("prefix", long)]),
        "versionId": lambda: own.signed("GET", "a", params=[("versionId", long)]), "uploadId": lambda: own.signed("GET", "a", params=[("uploadId", long)]),
        "unknown parameter": lambda: own.signed("GET", "a", params=[("a", long)]), "parameter name": lambda: own.signed("GET", "a", params=[(long, "a")]),
        "header name": lambda: own.signed("GET", "a", headers=[(long, "a")]), "User-Agent": lambda: own.signed("GET", "a", headers=[("User-Agent", long)]), "Host": lambda: own.signed("GET", "a"),
    }[place]()
    try:
        answer = own.send(request, host=long if place == "Host" else None)
        assert answer.status < 500, answer.body
    except NoAnswer:
        raise AssertionError("no answer") from None


# 39


@pytest.mark.parametrize("shape", ["parameters", "equal parameters", "headers of ours", "additional headers", "a long key", "plus signs", "escapes", "a token", "credential"])
@pytest.mark.parametrize("sign", [presign_v4, presign_v1, authorize_v4], ids=lambda sign: sign.__name__)
def test_attack_39_a_refusal_costs_little_whatever_its_size(hostile, sign, shape):
    """The most that the limits let through, with a wrong signature. Processor time of the server, for ten of them."""
    request = hostile.request("PUT", "k" * 1000 if shape == "a long key" else "refused")
    request = request.with_params(*{"parameters": [(f"p{n}", "v") for n in range(900)], "equal parameters": [("p", "v")] * 900, "plus signs": [("p", "+" * 900)] * 9, "escapes": [("p", "\xff" * 900)] * 4,
                                    "a token": [("x-oss-security-token" if sign is presign_v4 else "security-token", "T" * 20_000)]}.get(shape, []))
    request = request.with_headers(*{"headers of ours": [(f"x-oss-meta-{n}", "v" * 20) for n in range(400)]}.get(shape, []))
    options = {"additional_line": ";".join(f"h{n}" for n in range(2000))} if shape == "additional headers" and sign is not presign_v1 else {}
    options |= {"credential": hostile.credentials.id + "/a" * 5000} if shape == "credential" and sign is not presign_v1 else {}
    request = sign(request, hostile.credentials._replace(secret="another-secret"), **options)
    before = hostile.server.processor_time()
    for _ in range(10):
        with Connection(hostile.port) as connection:
            connection.offer(head("PUT", request.target(), [("Host", hostile.host), ("Content-Length", "1000000000"), *request.headers]))
            assert 400 <= refusal(connection.answer("PUT")).status < 500
    assert hostile.server.processor_time() - before < 10, "a second for each, even unoptimised, is too much"


@pytest.mark.parametrize("condition", [("If-Modified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"), ("If-Unmodified-Since", "Wed, 01 Jan 2020 00:00:00 GMT"), ("If-Match", "*"), ("If-None-Match", "*"), ("Range", "bytes=5-")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_attack_34_CVE_2024_36107_a_condition_tells_a_stranger_nothing(hostile, condition, method):
    answers = set()
    for key in ("kept", "missing"):
        error = refusal(hostile.send(hostile.request(method, key, headers=[condition])), method)
        answers.add((error.status, error.code, error.ec, error.message))
    assert len(answers) == 1 and answers.pop()[0] == 403
