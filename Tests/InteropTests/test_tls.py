"""`waybill serve` over TLS: real clients, a certificate that changes while uploads go on, and peers that break off or say nothing."""

import base64
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time

import oss2
import pytest

from support import cli, ram
from support.answers import refusal
from support.client import Client
from support.curl import curl
from support.raw import Connection, head
from support.sdk import oss, oss2_bucket, sdk
from support.server import Server, binary
from support.tls import Authority, options

BODY = os.urandom(300_000)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def pair(authority):
    return authority.issue("one")


def secured(server: Server, authority: Authority) -> Server:
    server.tls = authority.context()
    return server


@pytest.fixture(scope="module")
def running(authority, pair, credentials):
    server = secured(Server(credentials, more=options(*pair)), authority)
    yield server
    try:
        assert server.is_alive(), server.log()[-2000:]
        assert server.stop() == 0
        assert server.leftovers() == []
    finally:
        server.discard()


@pytest.fixture
def secure(running):
    yield running
    assert running.is_alive(), running.log()[-2000:]


def names(port: int, context: ssl.SSLContext) -> str:
    """Whose certificate a new connection sees."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as shown:
        return dict(pair[0] for pair in shown.getpeercert()["subject"])["commonName"]


# Clients


def test_curl_uploads_and_downloads_by_presigned_urls(secure, authority, key):
    url = cli.presign(secure, key, "--method", "PUT")
    assert url.startswith("https://")
    assert curl("--cacert", str(authority.certificate), "-T", "-", url, stdin=BODY).status == 200
    url = cli.presign(secure, key, "--method", "GET")
    answer = curl("--cacert", str(authority.certificate), url)
    assert (answer.status, answer.body) == (200, BODY)


def test_a_client_that_trusts_others_gets_nothing(secure, key):
    url = cli.presign(secure, key, "--method", "PUT")
    done = subprocess.run(["curl", "-sS", "-T", "-", url], input=BODY, capture_output=True)
    assert done.returncode == 60 and done.stdout == b""
    assert not Client(secure).exists(key)


def test_plain_http_on_the_port_is_not_answered(secure):
    with Connection(secure.port) as connection:
        connection.offer(head("GET", "/", [("Host", secure.host)]))
        connection.socket.settimeout(10)
        try:
            said = connection.socket.recv(1000)
        except ConnectionResetError:
            said = b""
        assert not said.startswith(b"HTTP/"), said


@pytest.mark.parametrize("version", ["v1", "v4"])
def test_the_old_sdk(secure, authority, key, version, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.certificate))
    bucket = oss2_bucket(secure, version)
    assert bucket.put_object(key, BODY).status == 200
    assert bucket.get_object(key).read() == BODY
    upload = bucket.init_multipart_upload(key).upload_id
    part = bucket.upload_part(key, upload, 1, BODY)
    done = bucket.complete_multipart_upload(key, upload, [oss2.models.PartInfo(1, part.etag)])
    assert done.status == 200
    assert bucket.get_object(key).read() == BODY


def test_the_new_sdk(secure, authority, key, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.certificate))
    client = sdk(secure)
    client.put_object(oss.PutObjectRequest(bucket="uploads", key=key, body=BODY))
    assert client.get_object(oss.GetObjectRequest(bucket="uploads", key=key)).body.content == BODY
    info = client.get_bucket_info(oss.GetBucketInfoRequest(bucket="uploads"))
    assert info.bucket_info.extranet_endpoint.startswith("https://")


def test_our_own_commands(secure, authority, tmp_path, credentials):
    file, back = tmp_path / "file", tmp_path / "back"
    file.write_bytes(BODY)
    where = ["--endpoint", secure.endpoint, "--region", secure.region]
    trust = ["--ca-certificate", str(authority.certificate)]
    refused = cli.run("upload", str(file), "oss://uploads/own", *where, "--retry-times", "0", credentials=credentials)
    assert refused.returncode == 3 and not Client(secure).exists("own")
    done = cli.run("upload", str(file), "oss://uploads/own", *where, *trust, credentials=credentials)
    assert done.returncode == 0, done.stderr.decode()
    done = cli.run("download", "oss://uploads/own", str(back), *where, *trust, credentials=credentials)
    assert done.returncode == 0, done.stderr.decode()
    assert back.read_bytes() == BODY
    both = cli.run("ls", "oss://uploads", *where, *trust, "--skip-verify-cert", credentials=credentials)
    assert both.returncode == 1
    missing = cli.run("ls", "oss://uploads", *where, "--ca-certificate", str(tmp_path / "none"), credentials=credentials)
    assert missing.returncode == 3 and b"no certificates" in missing.stderr


# What is spoken


@pytest.mark.parametrize("version, spoken", [("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)])
def test_tls_from_1_2_on(secure, authority, version, spoken):
    # Security level 0 lets the client offer what is too old, so that it is the server that refuses.
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{secure.port}", version, "-cipher", "DEFAULT@SECLEVEL=0", "-CAfile", authority.certificate,
         "-alpn", "h2,http/1.1", "-verify_return_error"], input=b"", capture_output=True, timeout=20)
    said = done.stdout.decode()
    assert ("ALPN protocol: http/1.1" in said) == spoken, said
    assert ("Cipher is (NONE)" in said) != spoken, said


def test_the_address_is_https_wherever_it_is_told(authority, pair, tmp_path, credentials, start_server):
    server = secured(start_server(more=options(*pair), data=tmp_path / "data"), authority)
    assert server.endpoint == f"https://127.0.0.1:{server.port}"
    assert json.loads((tmp_path / "data" / "server.json").read_text())["endpoint"] == server.endpoint
    beside = cli.run("presign", "oss://uploads/k", "--data", str(tmp_path / "data"), credentials=credentials)
    assert beside.stdout.decode().startswith(server.endpoint + "/"), beside.stderr.decode()
    client = Client(server)
    listed = client.send(client.signed("GET", bucket="")).body.decode()
    assert f"<ExtranetEndpoint>{server.endpoint}</ExtranetEndpoint>" in listed, listed
    begun = client.send(client.signed("POST", "k", params=[("uploads", "")])).body.decode()
    upload = begun.partition("<UploadId>")[2].partition("</UploadId>")[0]
    etag = client.send(client.signed("PUT", "k", params=[("partNumber", "1"), ("uploadId", upload)]), b"x").header("ETag")
    document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    whole = client.send(client.signed("POST", "k", params=[("uploadId", upload)]), document.encode()).body.decode()
    assert f"<Location>{server.endpoint}/uploads/k</Location>" in whole, whole


def test_callbacks_name_the_key_by_https(authority, pair, start_server):
    server = secured(start_server(more=[*options(*pair), "--callback-allow", "127.0.0.1"]), authority)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        callback = base64.b64encode(json.dumps({"callbackUrl": url, "callbackBody": "a=1"}).encode()).decode()
        client = Client(server)
        request = client.signed("PUT", "k", headers=[("x-oss-callback", callback)])
        with Connection(server.port, tls=server.tls) as connection:
            connection.send(head("PUT", request.target(), [("Host", server.host), ("Content-Length", 1), *request.headers]) + b"x")
            called, _ = listener.accept()
            with called:
                said = called.recv(65536).decode()
                named = next(line for line in said.split("\r\n") if line.lower().startswith("x-oss-pub-key-url:")).partition(": ")[2]
                assert base64.b64decode(named).decode() == f"{server.endpoint}/_waybill/callback_pub_key_v1.pem"
                called.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            assert connection.answer().body == b"{}"


def test_no_insecure_flag_is_needed_for_other_addresses(pair, start_server):
    assert start_server(more=[*options(*pair), "--listen", "0.0.0.0"]).endpoint.startswith("https://127.0.0.1:")


# acs:SecureTransport, and attack case 40


ENCRYPTED = {"Bool": {"acs:SecureTransport": "true"}}
PLAIN = {"Bool": {"acs:SecureTransport": "false"}}
SAID = [("X-Forwarded-Proto", "https")]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    identities = ram.RAM(tmp_path_factory.mktemp("ram") / "ram.json")
    identities.user("encrypted", ram.policy(ram.allow("oss:*", "*", ENCRYPTED)))
    identities.user("plain", ram.policy(ram.allow("oss:*", "*", PLAIN)))
    return identities.save()


# The way, the user, headers, whether 127.0.0.1 is a trusted proxy, and whether it is allowed.
WAYS = [
    (True, "encrypted", [], False, True), (True, "plain", [], False, False), (False, "encrypted", [], False, False), (False, "plain", [], False, True),
    # A stranger's word counts for nothing.
    (False, "encrypted", SAID, False, False), (False, "encrypted", [("Forwarded", "proto=https")], False, False),
    (True, "encrypted", [("X-Forwarded-Proto", "http")], False, True), (True, "plain", [("X-Forwarded-Proto", "http")], False, False),
    # A trusted proxy's does.
    (False, "encrypted", SAID, True, True), (False, "plain", SAID, True, False), (True, "encrypted", [("X-Forwarded-Proto", "http")], True, False),
    (False, "encrypted", [], True, False), (True, "encrypted", [], True, True), (False, "encrypted", [("X-Forwarded-Proto", "HTTPS")], True, True),
    # What a client wrote and the proxy passed on does not outweigh it.
    (False, "encrypted", [("X-Forwarded-Proto", "https, http")], True, False), (False, "encrypted", [("X-Forwarded-Proto", "http, https")], True, False),
    (False, "encrypted", SAID + [("X-Forwarded-Proto", "http")], True, False), (False, "encrypted", [("X-Forwarded-Proto", "")], True, False),
    (False, "encrypted", [("X-Forwarded-Proto", "https,")], True, False), (False, "encrypted", [("X-Forwarded-Proto", "httpss")], True, False),
]


@pytest.mark.parametrize("tls, trusts", [(True, False), (False, False), (True, True), (False, True)])
def test_attack_40_secure_transport_is_what_the_connection_is(authority, pair, guarded, start_server, tls, trusts):
    more = [*(options(*pair) if tls else []), "--ram-file", guarded, *(["--trusted-proxy", "127.0.0.1"] if trusts else [])]
    server = start_server(more=more)
    if tls:
        secured(server, authority)
    rows = [row for row in WAYS if (row[0], row[3]) == (tls, trusts)]
    assert len(rows) >= 2
    for _, user, headers, _, allowed in rows:
        client = Client(server, credentials=ram.credentials_of(user))
        answer = client.send(client.signed("PUT", "k", headers=headers), b"x")
        assert answer.status == (200 if allowed else 403), (user, headers, answer.body)


# The certificate changes


@pytest.mark.timeout(180)
def test_a_new_certificate_is_shown_to_new_connections_while_an_old_upload_goes_on(authority, start_server, tmp_path):
    certificate, key = tmp_path / "tls.pem", tmp_path / "tls.key"
    pairs = {name: authority.issue(name) for name in ("first", "second", "third")}

    def install(name: str, which=(0, 1)):
        for number in which:
            shutil.copy(pairs[name][number], (certificate, key)[number])

    def reload(said: str):
        before = server.log().count(said)
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while server.log().count(said) == before:
            assert time.monotonic() < deadline and server.is_alive(), server.log()[-1000:]
            time.sleep(0.05)

    install("first")
    server = secured(start_server(more=options(certificate, key)), authority)
    client = Client(server)
    assert names(server.port, server.tls) == "first"
    with Connection(server.port, tls=server.tls) as upload:
        upload.send(head("PUT", client.presigned("PUT", "k").target(), [("Host", server.host), ("Content-Length", len(BODY))]) + BODY[:100_000])
        install("second")
        reload("took the certificate anew")
        assert names(server.port, server.tls) == "second"
        upload.send(BODY[100_000:200_000])
        # Half of a new pair, as it is when the files are looked at between the two copies; then rubbish, then nothing at all.
        install("third", [0])
        reload("the old certificate stays")
        assert names(server.port, server.tls) == "second"
        key.write_text("rubbish")
        reload("the old certificate stays")
        certificate.unlink()
        reload("the old certificate stays")
        assert names(server.port, server.tls) == "second"
        install("third")
        reload("took the certificate anew")
        assert names(server.port, server.tls) == "third"
        upload.send(BODY[200_000:])
        assert upload.answer("PUT").status == 200
    assert client.get("k").body == BODY


# Files that cannot be used


@pytest.mark.parametrize("case, said", [
    ("swapped", "no certificate"), ("mismatch", "not that of the first certificate"), ("no key", "no private key"), ("passphrase", "no private key"),
    ("missing", "No such file"), ("empty", "no certificate"), ("folder", "cannot read"), ("large", "larger than 1 MiB"), ("order", "not that of the first"),
])
def test_what_cannot_be_used_is_told_at_the_start(authority, pair, tmp_path, case, said):
    certificate, key = (str(path) for path in pair)
    other = authority.issue("other")
    if case == "swapped":
        certificate, key = key, certificate
    elif case == "mismatch":
        key = str(other[1])
    elif case == "no key":
        key = certificate
    elif case == "passphrase":
        subprocess.run(["openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", key, "-out", tmp_path / "locked.key"], check=True, capture_output=True)
        key = str(tmp_path / "locked.key")
    elif case == "missing":
        certificate = str(tmp_path / "none.pem")
    elif case == "empty":
        certificate = "/dev/null"
    elif case == "folder":
        key = str(tmp_path)
    elif case == "large":
        (tmp_path / "large").write_bytes(b"\n" * (1 << 20) + b"\n")
        certificate = str(tmp_path / "large")
    elif case == "order":
        (tmp_path / "chain.pem").write_text(authority.certificate.read_text() + pair[0].read_text())
        certificate = str(tmp_path / "chain.pem")
    done = cli.run("serve", "--ephemeral", "--port", "0", "--tls-certificate", certificate, "--tls-key", key)
    assert done.returncode in (1, 3) and said in done.stderr.decode(), done.stderr.decode()
    assert b"PRIVATE" not in done.stderr and done.stdout == b""


def test_one_of_the_two_is_no_use(pair):
    for flag, path in zip(("--tls-certificate", "--tls-key"), pair):
        done = cli.run("serve", "--ephemeral", "--port", "0", flag, str(path))
        assert done.returncode == 1 and b"go together" in done.stderr
    done = cli.run("serve", "--ephemeral", "--port", "0", "--listen", "0.0.0.0")
    assert done.returncode == 1 and b"--tls-certificate" in done.stderr


@pytest.mark.parametrize("mode, warned", [(0o600, False), (0o640, False), (0o644, True), (0o604, True)])
def test_a_key_that_everybody_can_read_is_warned_of(authority, pair, tmp_path, start_server, mode, warned):
    key = tmp_path / "tls.key"
    shutil.copy(pair[1], key)
    key.chmod(mode)
    server = start_server(more=options(pair[0], key))
    assert ("can read the private key" in server.log()) == warned


def test_an_expired_certificate_is_warned_of(authority, start_server):
    certificate, key = authority.issue("old", "-days", "-1")
    assert "has expired" in start_server(more=options(certificate, key)).log()


# Peers that say nothing, break off, or do not read


def test_a_handshake_has_the_time_of_a_head(authority, pair, start_server):
    server = secured(start_server(more=[*options(*pair), "--head-timeout", "2s"]), authority)
    # The first bytes of a handshake: a record of 512 bytes, which come one by one.
    hello = bytes.fromhex("1603010200010001fc0303") + bytes(501)
    silent, dripping = (socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(2))
    shaken = Connection(server.port, tls=server.tls)
    started = time.monotonic()
    sent = 0
    ended = {}
    while len(ended) < 3 and time.monotonic() < started + 20:
        if "dripping" not in ended:
            try:
                dripping.sendall(hello[sent:sent + 1])
                sent += 1
            except OSError:
                ended["dripping"] = time.monotonic() - started
        for name, one in (("silent", silent), ("dripping", dripping), ("shaken", shaken.socket)):
            if name in ended:
                continue
            one.settimeout(0.1)
            try:
                if one.recv(100) == b"":
                    ended[name] = time.monotonic() - started
            except (TimeoutError, socket.timeout):
                pass
            except OSError:
                ended[name] = time.monotonic() - started
    for one in (silent, dripping, shaken.socket):
        one.close()
    assert ended.keys() == {"silent", "dripping", "shaken"}, ended
    assert all(1.5 < moment for moment in ended.values()), ended
    assert Client(server).put("k", b"x").status == 200


@pytest.mark.parametrize("farewell", [True, False], ids=["with close_notify", "without"])
def test_an_upload_that_breaks_off_is_not_stored(secure, key, farewell):
    for framing, begin in (([("Content-Length", 1000)], b"x" * 500), ([("Transfer-Encoding", "chunked")], b"5\r\nhello\r\n")):
        connection = Connection(secure.port, tls=secure.tls)
        connection.send(head("PUT", Client(secure).presigned("PUT", key).target(), [("Host", secure.host), *framing]) + begin)
        if farewell:
            try:
                connection.socket.unwrap()
            except (OSError, ssl.SSLError):
                pass
        else:
            os.dup2(os.open("/dev/null", os.O_RDONLY), connection.socket.fileno())
        connection.socket.close()
    time.sleep(0.5)
    assert not Client(secure).exists(key)


def test_a_whole_request_is_answered_although_its_sender_has_ended_the_connection(secure, key):
    """It shuts down TCP and says nothing in TLS, and still reads."""
    context = secure.tls
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as plain:
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65536))
        tls.write(head("PUT", Client(secure).presigned("PUT", key).target(), [("Host", secure.host), ("Content-Length", 3)]) + b"abc")
        plain.sendall(outgoing.read())
        plain.shutdown(socket.SHUT_WR)
        said = b""
        while b"\r\n\r\n" not in said:
            try:
                said += tls.read(65536)
            except ssl.SSLWantReadError:
                more = plain.recv(65536)
                assert more, "the connection ended without an answer"
                incoming.write(more)
        assert said.startswith(b"HTTP/1.1 200 "), said
    assert Client(secure).get(key).body == b"abc"


def test_a_refusal_reaches_a_client_that_is_still_sending(secure):
    for size in (200_000, 20_000_000):
        with Connection(secure.port, tls=secure.tls) as connection:
            connection.send(head("PUT", "/uploads/refused", [("Host", secure.host), ("Content-Length", size)]))
            try:
                connection.offer(b"x" * size)
            except ssl.SSLError:
                pass
            assert refusal(connection.answer("PUT")).code == "AccessDenied"


def test_a_reader_that_stops_costs_little_memory(authority, pair, start_server):
    server = secured(start_server(more=options(*pair), log_level="error"), authority)
    client = Client(server)
    client.put("large", os.urandom(64 << 20))

    def stopped_readers(count: int) -> int:
        """The resident memory while so many have asked and do not read."""
        readers = [Connection(server.port, tls=server.tls) for _ in range(count)]
        for reader in readers:
            reader.send(head("GET", client.presigned("GET", "large").target(), [("Host", server.host)]))
        time.sleep(2)
        memory = server.memory()
        for reader in readers:
            reader.socket.close()
        return memory

    # What the first cost is there for the others to use.
    first = stopped_readers(20)
    grown = stopped_readers(60) - first
    assert grown < 40 * 2048, f"{grown / 40} KiB for a reader"


def test_idle_connections_cost_little_memory(authority, pair, start_server):
    server = secured(start_server(more=options(*pair), log_level="error"), authority)
    Client(server).put("warm", b"x" * 100_000)
    before = server.memory()
    idle = [Connection(server.port, tls=server.tls) for _ in range(200)]
    grown = server.memory() - before
    for connection in idle:
        connection.socket.close()
    assert grown < 200 * 160, f"{grown / 200} KiB for a connection"
