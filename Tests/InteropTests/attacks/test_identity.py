"""Attack cases 5, 11, 12, 13, 14, 26 and what other servers got wrong about who somebody is.

Each CVE in a name happened to another product; the test does to this server what was done there.
"""

import json
import socket
import time
from email.utils import formatdate

import pytest
import requests

from support import buckets, cli, forms
from support.access_oracle import ACCOUNT
from support.answers import refusal
from support.client import Client
from support.ram import RAM, allow, assume, credentials_of, deny, policy, rpc, serving
from support.raw import Connection, head
from support.signing import Credentials, authorize_v1, authorize_v4, iso_basic, presign_v1, presign_v4, replaced

SIGN = pytest.mark.parametrize("sign", [presign_v4, presign_v1, authorize_v4, authorize_v1], ids=lambda sign: sign.__name__)


def refused(client, request, body=b"x", method="PUT"):
    return refusal(client.send(request, body), method)


# Identity and proof come from one place


@pytest.mark.parametrize("proof", [
    [], [("x-oss-content-sha256", "UNSIGNED-PAYLOAD")], [("Authorization", "OSS4-HMAC-SHA256")], [("Authorization", "")], [("Authorization", "Bearer x")],
    [("Authorization", "Basic TFRBSTp4")], [("x-oss-security-token", "x")],
], ids=str)
def test_CVE_2026_41145_a_key_id_alone_opens_nothing(hostile, proof):
    """There the identity was read from the query, and the proof looked for in a header."""
    scope = f"{iso_basic(time.time())[:8]}/cn-hangzhou/oss/aliyun_v4_request"
    for params in ([("x-oss-credential", f"{hostile.credentials.id}/{scope}")],
                   [("x-oss-signature-version", "OSS4-HMAC-SHA256"), ("x-oss-credential", f"{hostile.credentials.id}/{scope}")],
                   [("OSSAccessKeyId", hostile.credentials.id)], [("OSSAccessKeyId", hostile.credentials.id), ("Expires", "4102444800")],
                   [("X-Amz-Credential", f"{hostile.credentials.id}/{scope}"), ("X-Amz-Algorithm", "AWS4-HMAC-SHA256")]):
        error = refused(hostile, hostile.request("PUT", "refused", params, proof))
        assert error.status in (400, 403), (params, error)


@pytest.mark.parametrize("scheme", [
    "OSS", "OSS4", "OSS2", "OSS3", "AWS", "AWS4-HMAC-SHA256", "OSS4-HMAC-SHA1", "OSS4-HMAC-SHA512", "OSS4-RSA-SHA256", "OSS4-ECDSA-P256-SHA256", "ACS3-HMAC-SHA256", "Bearer",
    "Digest", "Negotiate", "none", "None", "oss4-hmac-sha256", "OSS4-HMAC-SHA256-PAYLOAD",
])
def test_CVE_2026_40344_CVE_2026_33322_another_scheme_is_no_way_in(hostile, scheme):
    """A kind of authentication that a handler did not know fell through unchecked there; and algorithms are chosen by no client (CVE-2024-48916)."""
    good = authorize_v4(hostile.request("PUT", "refused"), hostile.credentials)
    for request in (good, authorize_v1(hostile.request("PUT", "refused"), hostile.credentials)):
        headers = [(name, f"{scheme} {value.partition(' ')[2]}" if name == "Authorization" else value) for name, value in request.headers]
        if headers == request.headers:
            continue
        request.headers[:] = headers
        assert refused(hostile, request).status in (400, 403)


@pytest.mark.parametrize("version", ["none", "None", "NONE", "", "OSS4-HMAC-SHA1", "OSS4-HMAC-NONE", "HS256", "OSS2", "1", "4", "oss4-hmac-sha256", " OSS4-HMAC-SHA256", "OSS4-HMAC-SHA256 "])
def test_CVE_2026_33322_CVE_2024_48916_no_client_chooses_the_algorithm(hostile, version):
    for signature in (None, ""):
        request = presign_v4(hostile.request("PUT", "refused"), hostile.credentials, version=version)
        if signature is not None:
            request = replaced(request, "x-oss-signature", signature)
        assert refused(hostile, request).status in (400, 403)
    own = forms.v4_conditions(hostile.credentials)
    fields = {"key": "refused", **forms.sign_v4(hostile.credentials, forms.policy_json("hostile", *own), own), "x-oss-signature-version": version}
    assert refusal(forms.post(hostile, forms.body(fields))).status in (400, 403)


# Time


@pytest.mark.parametrize("sign", [authorize_v4, authorize_v1], ids=["v4", "v1"])
@pytest.mark.parametrize("seconds", [-901, -3600, -86_400 * 365, 901, 3600, 86_400])
def test_attack_26_CVE_2025_68671_a_recorded_request_dies_after_a_quarter_of_an_hour(hostile, sign, seconds):
    moment = time.time() + seconds
    options = {"at": moment} if sign is authorize_v4 else {"date": formatdate(moment, usegmt=True)}
    error = refused(hostile, sign(hostile.request("PUT", "refused"), hostile.credentials, **options))
    assert (error.status, error.code) in ((403, "RequestTimeTooSkewed"), (400, "InvalidArgument")), error


@pytest.mark.parametrize("sign", [authorize_v4, authorize_v1], ids=["v4", "v1"])
def test_attack_26_inside_of_the_window_a_request_may_be_sent_again(own, sign):
    """The protocol has no nonce: TLS is the answer."""
    request = sign(own.request("PUT", "a"), own.credentials)
    assert [own.send(request, body).status for body in (b"1", b"2")] == [200, 200]


@pytest.mark.parametrize("dates", [
    [], [("Date", "")], [("Date", "0")], [("Date", "now")], [("Date", "Thu, 01 Jan 1970 00:00:00 GMT")], [("x-oss-date", "")], [("X-Amz-Date", "NOW")], [("x-amz-date", "HTTP")],
    [("Date", "HTTP"), ("Date", "HTTP")], [("Date", "HTTP"), ("Date", "Thu, 01 Jan 1970 00:00:00 GMT")], [("x-oss-date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Date", "HTTP")],
], ids=str)
def test_CVE_2015_8466_a_date_that_is_missing_or_repeated_skips_no_check(hostile, dates):
    """There a missing Date meant no check when the other header was there."""
    now = {"NOW": iso_basic(time.time()), "HTTP": formatdate(usegmt=True)}
    request = authorize_v1(hostile.request("PUT", "refused"), hostile.credentials)
    signature = [pair for pair in request.headers if pair[0] == "Authorization"]
    request.headers[:] = signature + [(name, now.get(value, value)) for name, value in dates]
    assert refused(hostile, request).status in (400, 403)
    v4 = authorize_v4(hostile.request("PUT", "refused"), hostile.credentials)
    v4.headers[:] = [pair for pair in v4.headers if pair[0] != "x-oss-date"] + [(name, now.get(value, value)) for name, value in dates]
    assert refused(hostile, v4).status in (400, 403)


# Repetition and case


@pytest.mark.parametrize("name", ["x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature-version", "x-oss-signature", "x-oss-security-token"])
@pytest.mark.parametrize("spelling", [str.upper, str.title, lambda name: name + "%00", lambda name: name + "[]", lambda name: " " + name])
def test_attack_11_CVE_2022_2385_no_second_reading_of_a_parameter(hostile, name, spelling):
    """Checker and verifier read different copies there: a variant is an ordinary parameter, which the signature covers."""
    request = presign_v4(hostile.request("PUT", "refused"), hostile.credentials)
    error = refused(hostile, request.with_params((spelling(name).replace("%00", "\0"), "x")))
    assert error.status in (400, 403)
    without = replaced(request, name, None).with_params((spelling(name).replace("%00", "\0"), dict(request.params).get(name, "x")))
    assert refused(hostile, without).status in (400, 403)


# Signatures as tokens


def test_CVE_2025_65073_a_signature_is_exchanged_for_nothing(hostile):
    """The security token service takes no signature of OSS's, and OSS none of the service's."""
    for sign in (presign_v4, presign_v1, authorize_v4, authorize_v1):
        request = sign(hostile.request("POST", "", [("Action", "AssumeRole"), ("RoleArn", "acs:ram::1:role/a"), ("RoleSessionName", "a")], bucket=""), hostile.credentials)
        answer = hostile.send(request, b"")
        assert answer.status >= 400 and b"Credentials" not in answer.body
    signed = rpc(hostile.server, hostile.credentials, Action="GetCallerIdentity")
    assert signed.status_code == 200
    stolen = {name: value for name, value in [part.split("=", 1) for part in signed.request.body.split("&")]}
    answer = requests.put(f"{hostile.server.endpoint}/hostile/refused", params=stolen, data=b"x", timeout=20)
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["x-waybill-string-to-sign", "x-auth-string-to-sign", "S3Token", "X-Oss-String-To-Sign", "X-Waybill-Access-Key", "X-Remote-User", "X-Auth-Token",
                                  "X-Waybill-Subject", "X-Forwarded-User", "X-Original-Method", "X-Storage-Token"])
def test_launchpad_1561199_internal_trust_travels_in_no_header(hostile, name):
    """There the string to sign travelled in a header that clients could set."""
    for value in ("GET\n\n\n4102444800\n/hostile/kept", hostile.credentials.id, "admin"):
        error = refused(hostile, hostile.request("PUT", "refused", headers=[(name, value.replace("\n", " "))]))
        assert (error.status, error.code) == (403, "AccessDenied") or error.code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("host", ["sts.aliyuncs.com", "ram.aliyuncs.com", "evil.example.com", "hostile.localhost.evil.example.com", "169.254.169.254", "metadata"])
def test_CVE_2020_16250_a_host_sends_the_server_nowhere(hostile, host):
    """Where the server asks for anything is its configuration's to say."""
    request = authorize_v4(hostile.request("GET", "kept"), hostile.credentials)
    for answer in (hostile.send(request, host=host), hostile.send(request, target=f"http://{host}".encode() + request.target(), host=host)):
        assert answer.status in (200, 400, 403, 404)
    answer = hostile.send(hostile.request("GET", "", [("Action", "GetCallerIdentity"), ("SecurityToken", "x")], bucket=""), host=host)
    assert answer.status >= 400


def test_CVE_2020_16250_whoever_a_host_names_hears_nothing(hostile):
    with socket.create_server(("127.0.0.1", 0)) as named:
        host = f"127.0.0.1:{named.getsockname()[1]}"
        request = authorize_v4(hostile.request("GET", "kept"), hostile.credentials)
        for answer in (hostile.send(request, host=host), hostile.send(request, target=f"http://{host}".encode() + request.target(), host=host)):
            assert answer.status in (200, 400, 403, 404)
        assert hostile.send(hostile.request("GET", "", [("Action", "GetCallerIdentity"), ("SecurityToken", "x")], bucket=""), host=host).status >= 400
        named.settimeout(1)
        with pytest.raises(TimeoutError):
            named.accept()


# The comparison


@pytest.mark.parametrize("sign", [presign_v4, presign_v1], ids=["v4", "v1"])
def test_attack_13_CVE_2014_0006_a_wrong_signature_says_nothing_of_how_wrong(hostile, sign):
    """First, middle or last byte: the same answer. (That it takes the same time is the work of a comparison that looks at every byte: `AttackTests` in OSSSigning.)"""
    request = sign(hostile.request("PUT", "refused"), hostile.credentials)
    name = "x-oss-signature" if sign is presign_v4 else "Signature"
    good = dict(request.params)[name]
    answers = set()
    for place in (0, 1, len(good) // 2, len(good) - 3):
        wrong = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1:]
        if sign is presign_v4:
            wrong = good[:place] + ("0" if good[place] != "0" else "1") + good[place + 1:]
        error = refused(hostile, replaced(request, name, wrong))
        answers.add((error.status, error.code, error.ec, error.message))
    assert len(answers) == 1


# Rights


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, credentials):
    ram = RAM(tmp_path_factory.mktemp("identity") / "ram.json")
    ram.user("writer", policy(allow("oss:PutObject", "acs:oss:*:*:*/in/*")))
    ram.user("all", policy(allow("oss:*")), policy(deny("oss:DeleteObject")))
    ram.user("linker", policy(allow(["oss:PutObject"], "acs:oss:*:*:*/in/*"), allow("oss:GetObject", "acs:oss:*:*:*/in/*")))
    ram.user("assumer", policy(allow("sts:AssumeRole")))
    ram.user("copier", policy(allow("oss:PutObject", "acs:oss:*:*:*/in/*"), allow("oss:GetObject", "acs:oss:*:*:*/open/*")))
    ram.role("narrow", policy(allow("oss:PutObject", "acs:oss:*:*:*/in/*")))
    ram.role("wide", policy(allow("oss:*")))
    with serving(ram, credentials, ("uploads", "second")) as server:
        server.ram = ram
        yield server


def of(server, name, bucket="uploads"):
    return Client(server, bucket=bucket, credentials=credentials_of(name))


def test_attack_22_CVE_2015_5223_an_uploaded_link_reads_with_its_reader_s_rights(guarded):
    """A presigned PUT made a manifest there that read what its holder could not. Here it makes no link at all, and a link opens nothing."""
    owner, linker = Client(guarded), of(guarded, "linker")
    owner.put("secret", b"hidden")
    presigned = linker.presigned("PUT", "in/link").with_headers(("x-oss-symlink-target", "secret"))
    assert refusal(linker.send(presigned, b"")).code == "SignatureDoesNotMatch"
    assert linker.send(linker.signed("PUT", "in/link", params=[("symlink", "")], headers=[("x-oss-symlink-target", "secret")]), b"").status == 200
    for read in (linker.signed("GET", "in/link"), linker.presigned("GET", "in/link"), linker.signed("HEAD", "in/link")):
        error = refusal(linker.send(read), read.method)
        assert (error.status, error.code) == (403, "AccessDenied")
    for name in ("x-object-manifest", "x-oss-symlink-target", "x-oss-copy-source"):
        answer = linker.send(linker.signed("PUT", "in/manifest", headers=[(name, "/uploads/secret")]), b"")
        assert answer.status >= 400 or linker.get("in/manifest").body == b""


@pytest.mark.parametrize("part", [False, True], ids=["CopyObject", "UploadPartCopy"])
def test_attack_22_CVE_2026_39360_CVE_2026_45042_both_copies_ask_for_both_rights(guarded, part):
    owner, copier = Client(guarded), of(guarded, "copier")
    for key in ("open/a", "closed/a"):
        owner.put(key, b"x")
    params = []
    if part:
        begun = copier.send(copier.signed("POST", "in/a", params=[("uploads", "")]), b"")
        params = [("partNumber", "1"), ("uploadId", begun.body.split(b"<UploadId>")[1].split(b"<")[0].decode())]
    for source, target, status in (("open/a", "in/a", 200), ("closed/a", "in/a", 403), ("open/a", "out/a", 403), ("in/missing", "in/a", 403), ("closed/missing", "in/a", 403)):
        answer = copier.send(copier.signed("PUT", target, params=params, headers=[("x-oss-copy-source", f"/uploads/{source}")]), b"")
        assert answer.status == status or (part and target == "out/a" and answer.status in (403, 404)), (source, target, answer.body)


def test_CVE_2025_62506_CVE_2024_24747_a_session_is_an_intersection(guarded):
    assumer = credentials_of("assumer")
    role = guarded.ram.roles
    assert set(role) == {"narrow", "wide"}
    arn = "acs:ram::{}:role/{}"
    def session(name, session_policy=None):
        return Client(guarded, credentials=assume(guarded, assumer, arn.format(ACCOUNT, name), session_policy))

    everything = policy(allow("*"))
    for client, inside, outside in ((session("narrow", everything), 200, 403), (session("narrow"), 200, 403), (session("wide"), 200, 200),
                                    (session("wide", policy(allow("oss:PutObject", "acs:oss:*:*:*/in/*"))), 200, 403),
                                    (session("wide", policy(allow("*"), deny("oss:PutObject"))), 403, 403), (session("wide", policy(allow("oss:GetObject"))), 403, 403)):
        assert client.send(client.signed("PUT", "in/x"), b"x").status == inside
        assert client.send(client.signed("PUT", "out/x"), b"x").status == outside


def test_CVE_2023_25812_CVE_2024_55949_a_deny_wins(guarded):
    owner, client = Client(guarded), of(guarded, "all")
    owner.put("a", b"x")
    for request, body in ((client.signed("DELETE", "a"), None), (client.presigned("DELETE", "a"), None),
                          (client.signed("POST", params=[("delete", "")]), b"<Delete><Object><Key>a</Key></Object></Delete>")):
        error = refusal(client.send(request, body))
        assert (error.status, error.code) == (403, "AccessDenied")
    bucket_policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:DeleteObject","Resource":"acs:oss:*:*:uploads/*","Principal":["*"]}]}'
    buckets.unblock(owner, "uploads")
    assert buckets.configure(owner, "uploads", "policy", bucket_policy).status == 200
    assert refusal(client.delete("a")).status == 403
    buckets.configure(owner, "uploads", "policy", method="DELETE")
    assert owner.exists("a")


def test_attack_15_CVE_2024_43784_a_user_who_is_made_anew_has_no_old_key(start_server, tmp_path):
    """Key ids are random and never given twice; what was signed with a key that is gone stays refused, though a user of that name may do it again."""
    data = str(tmp_path / "data")
    client = Client(start_server(data=data))

    def ram(*words) -> bytes:
        done = cli.run("ram", *words, "--data", data)
        assert done.returncode == 0, done.stderr
        return done.stdout

    signed, ids = [], set()
    for _ in range(3):
        ram("user", "create", "ghost")
        ram("policy", "attach", "AliyunOSSFullAccess", "--user", "ghost")
        key = json.loads(ram("key", "create", "--user", "ghost", "--output-format", "json"))
        credentials = Credentials(key["access_key_id"], key["access_key_secret"])
        ids.add(credentials.id)
        for old in signed:
            assert refused(client, old).code == "InvalidAccessKeyId"
        request = presign_v4(client.request("PUT", "a"), credentials)
        assert client.send(request, b"x").status == 200
        signed.append(request)
        ram("user", "delete", "ghost", "--force")
        assert refused(client, request).code == "InvalidAccessKeyId"
    assert len(ids) == 3


@SIGN
def test_attack_14_CVE_2025_65073_a_token_is_no_key_and_a_key_no_token(guarded, sign):
    session = assume(guarded, credentials_of("assumer"), f"acs:ram::{ACCOUNT}:role/wide")
    client = Client(guarded)
    for credentials in (Credentials(session.id, session.secret), Credentials(session.id, session.token), Credentials(session.token[:30], session.secret, session.token),
                        Credentials(credentials_of("writer").id, credentials_of("writer").secret, session.token)):
        error = refused(client, sign(client.request("PUT", "in/x"), credentials))
        assert error.status == 403 or error.status == 400
    assert client.send(sign(client.request("PUT", "in/x"), session), b"x").status == 200


# Injection below HTTP


@pytest.mark.parametrize("text", [b"x\r\nX-Evil: 1", b"x\nX-Evil: 1", b"x\rX-Evil: 1", b"x\0", b"x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", b"x\xc2\x85X-Evil: 1", "x\u2028X-Evil: 1".encode()])
def test_attack_37_CVE_2022_3215_CVE_2023_0040_nothing_that_is_stored_or_echoed_splits_an_answer(own, text):
    for params in ([("response-content-type", text)], [("response-cache-control", text)], [("x-oss-process", text)], [("versionId", text)]):
        answer = own.send(own.signed("GET", "a", params=params))
        assert b"\r\nX-Evil" not in answer.head and b"\nX-Evil" not in answer.head.replace(b"\r\n", b"")
    own.put(b"k" + text.replace(b"\0", b""), b"x")
    for answer in (own.get(b"k" + text.replace(b"\0", b"")), own.send(own.signed("GET", params=[("prefix", text)])), own.send(own.signed("PUT", b"k", headers=[("x-oss-meta-a", text.split(b"\r")[0].split(b"\n")[0])]), b"x")):
        assert answer.header("X-Evil") is None


@pytest.mark.parametrize("preface", [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\x12\x04\0\0\0\0\0" + b"\xff" * 18,
                                     b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 64, b"\0" * 1000, b"\xff" * 1000, b"\r\n" * 1000])
def test_attack_25_CVE_2022_24666_CVE_2022_24667_CVE_2022_24668_CVE_2023_44487_another_protocol_is_refused(own, preface):
    """HTTP/2 is not spoken, so its frames are never read."""
    with Connection(own.port) as connection:
        connection.offer(preface)
        try:
            assert 400 <= connection.answer().status <= 505
        except Exception as error:
            assert type(error).__name__ in ("NoAnswer", "AssertionError"), error
    assert own.put("a", b"x").status == 200


def test_CVE_2022_3252_an_answer_is_not_unpacked_by_the_size_it_claims(own):
    """What is asked for compressed comes as it is: there is no compressor to mislead."""
    own.put("a", b"x" * 5000, [("Content-Type", "text/plain")])
    for coding in ("gzip", "deflate", "br", "gzip;q=0", "*", "identity;q=0", "gzip, " * 500):
        assert own.get("a", [("Accept-Encoding", coding)]).body == b"x" * 5000
    answer = own.send(own.request("OPTIONS", "a", headers=[("Origin", "https://x"), ("Access-Control-Request-Method", "PUT"), ("Content-Encoding", "gzip")]))
    assert answer.status == 403
    with Connection(own.port) as connection:
        connection.send(head("GET", "/", [("Host", own.host), ("TE", "gzip, trailers")]))
        assert connection.answer().status == 403
