"""Nothing unsigned steers: what an operation obeys and a signature does not cover is refused, and the exceptions are a closed list.

CVE-2026-97731, CVE-2026-54330, CVE-2026-71191, CVE-2026-71192, CVE-2026-94368, GHSA-94jf-pgr5-43m6, GHSA-g8w9-qw9q-fghr and an issue of S3Proxy:
an unsigned header on a presigned URL made a copy of an upload.
"""

import pytest

from support import buckets, forms, ram
from support.answers import refusal
from support.client import Client
from support.operations import HEADERS, OPERATIONS, PARAMETERS, VIEWS
from support.raw import Connection, chunked, head
from support.server import Server
from support.signing import Credentials, authorize_v1, presign_v1, presign_v4

PRESIGN = pytest.mark.parametrize("presign, ec", [(presign_v4, "0002-00000201"), (presign_v1, "0002-00000040")], ids=["v4", "v1"])


@pytest.fixture(scope="module")
def silent(credentials):
    """A server that does not look for what is wrong with a signature, which would take most of the time here; it must hold one object in the end."""
    server = Server(credentials, buckets=("hostile",), more=["--no-hints"])
    client = Client(server, bucket="hostile")
    client.put("kept", b"0123456789")
    yield client
    try:
        assert client.contents() == {b"kept": '"781E5E245D69B566979B86E28D23F2C7"'}, "a refused request changed the storage"
        assert server.stop() == 0
    finally:
        server.discard()


class Prober:
    """Sends refused requests one after the other over as few connections as the server allows, and reads of each answer what says why."""

    def __init__(self, client):
        self.client, self.connection = client, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._close()

    def _close(self):
        if self.connection:
            self.connection.socket.close()
        self.connection = None

    def refusal(self, request) -> tuple:
        if self.connection is None:
            self.connection = Connection(self.client.port)
        headers = [("Host", self.client.host), *request.headers] + ([("Content-Length", "0")] if request.method in ("PUT", "POST") else [])
        self.connection.send(head(request.method, request.target(), headers))
        answer = self.connection.answer(request.method)
        if answer.header("Connection") == "close":
            self._close()
        return answer.status, answer.header("x-oss-ec")


def operation(client, name):
    method, is_object, params = OPERATIONS[name]
    headers = [("x-oss-copy-source", "/hostile/kept")] if name == "CopyObject" else []
    return client.request(method, "kept" if is_object else b"", params, headers)


@PRESIGN
@pytest.mark.parametrize("name", OPERATIONS)
def test_attack_06_CVE_2026_97731_no_unsigned_header_steers(silent, name, presign, ec):
    request = presign(operation(silent, name), silent.credentials)
    with Prober(silent) as prober:
        for header in HEADERS:
            assert prober.refusal(request.with_headers(header)) == (403, ec), header


@PRESIGN
@pytest.mark.parametrize("name", OPERATIONS)
def test_attack_09_CVE_2026_54330_no_unsigned_parameter_steers(silent, name, presign, ec):
    request = presign(operation(silent, name), silent.credentials)
    with Prober(silent) as prober:
        for parameter in PARAMETERS + (VIEWS if presign is presign_v4 else []):
            answer = prober.refusal(request.with_params((parameter, "" if presign is presign_v1 else "1")))
            # What binds a URL to an address has codes of its own.
            assert answer == (403, ec) or (parameter.startswith("x-oss-ac-") and answer[0] in (400, 403)), parameter


@PRESIGN
def test_attack_06_CVE_2026_71191_an_unsigned_source_reads_nothing(hostile, presign, ec):
    """The holder of a URL for one upload would read what its signer can read."""
    for spelling in ("x-oss-copy-source", "X-Oss-Copy-Source", "X-OSS-COPY-SOURCE"):
        for source in ("/hostile/kept", "hostile/kept", "/uploads/a", ""):
            error = refusal(hostile.send(presign(hostile.request("PUT", "stolen"), hostile.credentials).with_headers((spelling, source)), b""))
            assert (error.status, error.code) == (403, "SignatureDoesNotMatch")
    assert not hostile.exists("stolen")


@pytest.mark.parametrize("name", ["x-amz-copy-source", "x-amz-acl", "x-amz-tagging", "x-amz-meta-a", "x-amz-website-redirect-location", "x-amz-object-lock-mode",
                                  "x-amz-server-side-encryption", "x-cos-copy-source", "x-obs-copy-source", "x-goog-copy-source", "x-copy-from",
                                  "x-object-manifest", "x-symlink-target", "x-http-method", "x-method-override", "x-rewrite-url", "x-host", "x-original-host"])
@PRESIGN
def test_attack_06_CVE_2026_71192_headers_of_other_services_mean_nothing(client, key, presign, ec, name):
    request = presign(client.request("PUT", key), client.credentials).with_headers((name, "/hostile/kept"))
    assert client.send(request, b"mine").status == 200
    answer = client.get(key)
    assert answer.body == b"mine" and not [own for own, _ in answer.headers if own.lower() == name]


@PRESIGN
def test_attack_06_CVE_2026_94368_an_empty_header_of_the_signed_kind_is_no_absent_one(hostile, presign, ec):
    for name in ("x-oss-copy-source", "x-oss-symlink-target", "x-oss-object-acl", "x-oss-meta-a", "x-oss-callback"):
        error = refusal(hostile.send(presign(hostile.request("PUT", "refused"), hostile.credentials).with_headers((name, "")), b"x"))
        assert (error.status, error.code) == (403, "SignatureDoesNotMatch"), name


# The exceptions, one test for each row


@PRESIGN
@pytest.mark.parametrize("name, value", [("Cache-Control", "no-cache"), ("Content-Disposition", 'attachment; filename="a"'), ("Content-Encoding", "br"),
                                         ("Content-Language", "de, en"), ("Expires", "Wed, 21 Oct 2099 07:28:00 GMT")])
def test_exception_1_description_headers_of_an_upload_are_stored_with_it_and_no_more(client, key, presign, ec, name, value):
    client.put(key + "/other", b"other", [("Content-Type", "a/b")])
    before = client.head(key + "/other").headers
    request = presign(client.request("PUT", key), client.credentials).with_headers((name, value))
    assert client.send(request, b"x").status == 200
    answer = client.get(key)
    assert (answer.body, answer.header(name)) == (b"x", value)
    strip = ("Date", "x-oss-request-id", "x-oss-server-time")
    assert [pair for pair in client.head(key + "/other").headers if pair[0] not in strip] == [pair for pair in before if pair[0] not in strip]
    refused = presign(client.request("PUT", key), client.credentials).with_headers((name, b"a\x01b"))
    assert refusal(client.send(refused, b"y")).status == 400
    assert client.get(key).body == b"x"


@PRESIGN
@pytest.mark.parametrize("name, value, status", [
    ("Range", "bytes=2-4", 206), ("If-Match", '"x"', 412), ("If-None-Match", '"781E5E245D69B566979B86E28D23F2C7"', 304),
    ("If-Modified-Since", "Wed, 21 Oct 2099 07:28:00 GMT", 200), ("If-Unmodified-Since", "Wed, 01 Jan 2020 00:00:00 GMT", 412),
    ("Accept-Encoding", "gzip", 200), ("Origin", "https://example.com", 200),
])
def test_exception_2_conditions_and_ranges_narrow_what_was_authorised(hostile, presign, ec, name, value, status):
    good = presign(hostile.request("GET", "kept"), hostile.credentials)
    answer = hostile.send(good.with_headers((name, value)))
    assert answer.status in (status, 304)
    assert answer.body in (b"0123456789", b"234", b"") or answer.status == 412
    # Whoever has no right learns nothing by them.
    for request in (hostile.request("GET", "kept"), presign(hostile.request("GET", "kept"), Credentials(hostile.credentials.id, "wrong"))):
        assert refusal(hostile.send(request.with_headers((name, value)))).status == 403


@PRESIGN
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_exception_3_framing_frames_the_body(client, key, presign, ec, framing):
    request = presign(client.request("PUT", key), client.credentials)
    line = ("Content-Length", "5") if framing == "length" else ("Transfer-Encoding", "chunked")
    answer = client.exchange(head("PUT", request.target(), [("Host", client.host), line]) + (b"hello" if framing == "length" else chunked(b"hel", b"lo")), "PUT")
    assert answer.status == 200 and client.get(key).body == b"hello"


@pytest.mark.parametrize("length, framing", [("6", "length"), ("4", "length"), ("1000000", "length"), ("0", "length"), ("", "chunked")])
def test_exception_3_a_signed_length_binds(hostile, length, framing):
    request = presign_v4(hostile.request("PUT", "refused", headers=[("Content-Length", "5")]), hostile.credentials, additional=["content-length"])
    line = ("Content-Length", length) if framing == "length" else ("Transfer-Encoding", "chunked")
    data = b"x" * min(int(length or 0), 1000) if framing == "length" else chunked(b"hello!")
    with Connection(hostile.port) as connection:
        connection.offer(head("PUT", request.target(), [("Host", hostile.host), line]) + data)
        assert refusal(connection.answer("PUT")).status in (400, 403)
    assert not hostile.exists("refused")


@PRESIGN
@pytest.mark.parametrize("host", ["second.localhost", "uploads.localhost", "second.oss-cn-hangzhou.aliyuncs.com", "second.oss-cn-beijing-internal.aliyuncs.com"])
def test_exception_4_a_host_leads_to_no_other_bucket(hostile, presign, ec, host):
    request = presign(hostile.request("PUT", "refused"), hostile.credentials)
    for target in (request.target(), request.target("virtual")):
        for form in (target, b"http://" + host.encode() + target):
            error = refusal(hostile.send(request, b"x", target=form, host=host))
            assert (error.status, error.code) in ((403, "SignatureDoesNotMatch"), (404, "NoSuchBucket"))


@pytest.mark.parametrize("extra", [("prefix", "a"), ("marker", "b"), ("delimiter", "/"), ("max-keys", "1"), ("list-type", "2"), ("encoding-type", "url")],
                         ids=lambda pair: pair[0])
def test_exception_5_a_view_of_a_list_is_unsigned_in_v1_and_signed_in_v4(own, extra):
    for name in ("a/1", "a/2", "b/1"):
        own.put(name, b"x")
    answer = own.send(presign_v1(own.request("GET"), own.credentials).with_params(extra))
    assert answer.status == 200
    error = refusal(own.send(presign_v4(own.request("GET"), own.credentials).with_params(extra)))
    assert (error.status, error.code) == (403, "SignatureDoesNotMatch")


def test_exception_6_an_unsigned_token_header_proves_itself_or_is_refused(hostile):
    """V1 in a header: SDKs leave the token unsigned. It opens nothing that it was not sealed for."""
    for token in ("CAISrubbish", "", "x" * 4000):
        request = authorize_v1(hostile.request("PUT", "refused"), hostile.credentials).with_headers(("security-token", token))
        answer = hostile.send(request, b"x")
        if token:
            assert refusal(answer).status in (400, 403)
        assert answer.status != 200 or token == ""
        hostile.delete("refused")


def test_exception_7_fields_that_a_policy_does_not_mention_are_taken_and_redirect_nothing(client, key):
    fields = {"key": key, **forms.signed_fields(client.credentials, "uploads"), "x-oss-meta-a": "b", "unknown": "field", "bucket": "uploads"}
    assert forms.post(client, forms.body(fields)).status == 204
    assert client.head(key).header("x-oss-meta-a") == "b"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "X-Forwarded-Host",
                                    "X-Forwarded-Proto", "X-Forwarded-Port", "Via", "X-Original-Host", "Ali-Cdn-Real-Ip"])
def test_exception_8_forwarding_headers_of_a_stranger_are_not_heard(client, key, header):
    """CVE-2026-21862: a URL that is bound to an address cannot be used from another one that claims to be it."""
    bound = [("x-oss-ac-source-ip", "192.0.2.1"), ("x-oss-ac-subnet-mask", "32")]
    request = presign_v4(client.request("PUT", key, bound), client.credentials)
    value = "for=192.0.2.1;host=second.localhost;proto=https" if header == "Forwarded" else "192.0.2.1"
    error = refusal(client.send(request.with_headers((header, value)), b"x"))
    assert error.status == 403
    assert not client.exists(key)
    assert client.send(client.presigned("PUT", key).with_headers((header, "second.localhost")), b"x").status == 200


def secure(condition: str) -> dict:
    return ram.policy(ram.allow("oss:*", "*", {"Bool": {"acs:SecureTransport": condition}}))


@pytest.mark.parametrize("trusts", [True, False], ids=["trusted", "a stranger"])
def test_exception_8_a_trusted_proxy_says_who_asks_and_how(start_server, tmp_path, trusts):
    """What the proxy vouches for is unsigned; without it nobody is believed."""
    identities = ram.RAM(tmp_path / "ram.json")
    users = {
        "encrypted": secure("true"), "plain": secure("false"),
        "near": ram.policy(ram.allow("oss:*", "*", {"IpAddress": {"acs:SourceIp": "192.0.2.7"}})),
    }
    credentials = {name: identities.user(name, document) for name, document in users.items()}
    server = start_server(more=["--ram-file", identities.save(), *(["--trusted-proxy", "127.0.0.1"] if trusts else [])])

    def status(user, *headers):
        client = Client(server, credentials=credentials[user])
        return client.send(client.presigned("PUT", "k").with_headers(*headers), b"x").status

    said, elsewhere = ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.7")
    assert (status("encrypted"), status("plain"), status("near")) == (403, 200, 403)
    assert (status("encrypted", said), status("plain", said), status("near", elsewhere)) == ((200, 403, 200) if trusts else (403, 200, 403))
    # A word that the proxy passed on does not outweigh its own, in whichever order they stand.
    for value in ("http", "https, http", "http, https", ""):
        assert (status("encrypted", ("X-Forwarded-Proto", value)), status("near", ("X-Forwarded-For", "192.0.2.7, 192.0.2.8"))) == (403, 403), value


@PRESIGN
def test_exception_9_an_origin_chooses_headers_and_gives_no_right(own, presign, ec):
    rule = "<CORSRule><AllowedOrigin>https://good.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>"
    assert buckets.configure(own, own.bucket, "cors", f"<CORSConfiguration>{rule}</CORSConfiguration>").status == 200
    own.put("a", b"x")
    for origin, told in (("https://good.example.com", "https://good.example.com"), ("https://evil.example.com", None)):
        answer = own.send(presign(own.request("GET", "a"), own.credentials).with_headers(("Origin", origin)))
        assert (answer.status, answer.body, answer.header("Access-Control-Allow-Origin")) == (200, b"x", told)
        unsigned = own.send(own.request("GET", "a").with_headers(("Origin", origin)))
        assert refusal(unsigned).status == 403 and unsigned.header("Access-Control-Allow-Origin") == told
        asked = [("Origin", origin), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-oss-acl")]
        assert own.send(own.request("OPTIONS", "a", headers=asked)).status in (200, 403)
    assert own.get("a").body == b"x"


@PRESIGN
def test_exception_10_a_referer_refuses_and_lets_nobody_in(own, presign, ec):
    own.put("a", b"x")
    document = "<AllowEmptyReferer>false</AllowEmptyReferer><RefererList><Referer>http://good.example.com</Referer></RefererList>"
    assert buckets.configure(own, own.bucket, "referer", f"<RefererConfiguration>{document}</RefererConfiguration>").status == 200
    good, evil = ("Referer", "http://good.example.com/page"), ("Referer", "http://evil.example.com/")
    for method, body in (("GET", None), ("PUT", b"y")):
        request = presign(own.request(method, "a"), own.credentials)
        assert refusal(own.send(request.with_headers(evil), body)).status == 403 and own.get("a").body == b"x"
    assert own.send(presign(own.request("GET", "a"), own.credentials).with_headers(good)).body == b"x"
    # With the right Referer and without a right: refused all the same.
    for request in (own.request("GET", "a"), presign(own.request("GET", "a"), Credentials(own.credentials.id, "wrong"))):
        assert refusal(own.send(request.with_headers(good))).status == 403


@PRESIGN
def test_exception_11_a_user_agent_meets_conditions_and_nothing_else(start_server, tmp_path, presign, ec):
    identities = ram.RAM(tmp_path / "ram.json")
    reader = identities.user("reader", ram.policy(ram.allow("oss:GetObject", "*", {"StringLike": {"acs:UserAgent": "good/*"}})))
    server = start_server(more=["--ram-file", identities.save()])
    Client(server).put("a", b"x")
    client = Client(server, credentials=reader)
    for agent, status in (("good/1", 200), ("evil/1", 403), (None, 403), ("", 403)):
        headers = [("User-Agent", agent)] if agent is not None else []
        assert client.send(presign(client.request("GET", "a"), reader).with_headers(*headers)).status == status, agent
        # What no policy allows, no agent opens; and it is no part of a signature.
        assert client.send(presign(client.request("DELETE", "a"), reader).with_headers(*headers)).status == 403
        assert refusal(client.send(presign(client.request("GET", "a"), Credentials(reader.id, "wrong")).with_headers(*headers)))["Code"] == "SignatureDoesNotMatch"
    assert Client(server).get("a").body == b"x"
