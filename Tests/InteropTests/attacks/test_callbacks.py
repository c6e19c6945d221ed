"""Attack cases 28 and 29: an upload callback is no way into the network of the server, and none to deceive the application.

CVE-2026-73080: server-side request forgery in SeaweedFS.
"""

import base64
import http.server
import threading
import time

import pytest
import requests

from support import forms
from support.answers import refusal
from support.client import Client
from support.raw import Connection, head
from support.receiver import Receiver, encoded
from support.server import Server

FORBIDDEN = "Private address is forbidden to callback."
PRIVATE = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "0x7f.1", "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "017700000001", "2130706433", "4294967295",
    "127.0.0.1.", "localhost", "localhost.", "LOCALHOST", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "0xa9fea9fe",
    "2852039166", "0251.0376.0251.0376", "100.64.0.1", "100.100.100.200", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "ip6-localhost", "127.0.0.1%00.example.com", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
]
ODD = [
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "jar:http://127.0.0.1!/", "data:,x", "javascript:alert(1)",
    "http://good.example@127.0.0.1/", "http://127.0.0.1@good.example/", "http://user:password@example.com/", "http://example.com\\@127.0.0.1/", "http://example.com#@127.0.0.1/",
    "http:///x", "http://", "//127.0.0.1/", "http://example.com:22/", "http://example.com:25/", "http://example.com:6379x/", "http://example.com:0/", "http://example.com:65536/",
    "http://example.com:-1/", "http://exa mple.com/", "http://example.com/\r\nX-Evil: 1", "http://example.com\r\nX-Evil: 1/", "http://example.com/\n", "http://example.com\t/", "http://[::1/",
    "http://[127.0.0.1]/", "http://.example.com/", "http://example..com/", "http://" + "a" * 300 + ".com/", "unix:/var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
]


def upload(client, key, configuration):
    return client.send(client.signed("PUT", key, headers=[("x-oss-callback", encoded(configuration))]), b"x")


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("port", ["", ":80", ":8080"])
def test_attack_28_CVE_2026_73080_no_private_address_in_any_spelling(hostile, host, port):
    error = refusal(upload(hostile, "refused", {"callbackUrl": f"http://{host}{port}/", "callbackBody": "a=b"}))
    assert (error.status, error.code) == (400, "InvalidArgument")
    assert not hostile.exists("refused")


@pytest.mark.parametrize("url", ODD)
def test_attack_28_no_other_scheme_port_or_form_of_address(hostile, url):
    error = refusal(upload(hostile, "refused", {"callbackUrl": url, "callbackBody": "a=b"}))
    assert (error.status, error.code) == (400, "InvalidArgument")
    assert not hostile.exists("refused")


@pytest.mark.parametrize("way", ["header", "query", "form", "complete"])
def test_attack_28_every_way_to_ask_for_a_callback_is_checked(hostile, way):
    value = encoded({"callbackUrl": "http://169.254.169.254/latest/meta-data", "callbackBody": "a=b"})
    if way == "form":
        answer = forms.submit(hostile, "refused", callback=value)
    elif way == "complete":
        begun = hostile.send(hostile.signed("POST", "refused", params=[("uploads", "")]), b"")
        upload_id = begun.body.split(b"<UploadId>")[1].split(b"<")[0].decode()
        hostile.send(hostile.signed("PUT", "refused", params=[("partNumber", "1"), ("uploadId", upload_id)]), b"x")
        answer = hostile.send(hostile.signed("POST", "refused", params=[("uploadId", upload_id)], headers=[("x-oss-callback", value), ("x-oss-complete-all", "yes")]), b"")
        hostile.send(hostile.signed("DELETE", "refused", params=[("uploadId", upload_id)]))
    else:
        request = hostile.signed("PUT", "refused", headers=[("x-oss-callback", value)]) if way == "header" else hostile.presigned("PUT", "refused", params=[("callback", value)])
        answer = hostile.send(request, b"x")
    error = refusal(answer)
    assert (error.status, error.code, error.message) == (400, "InvalidArgument", FORBIDDEN)
    assert not hostile.exists("refused")


@pytest.mark.parametrize("body", ["a=b\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n", "a=${x:evil}\r\nX: y", "\0\1\2", "a" * 4000])
@pytest.mark.parametrize("host", ["app.example.com", "app.example.com\r\nX-Evil: 1", "app.example.com\nX-Evil: 1", "a b", "\0"])
def test_attack_28_a_callback_is_one_request_whatever_its_parts_say(calling, receiver, body, host):
    client = Client(calling)
    answer = upload(client, "a", {"callbackUrl": receiver.url, "callbackHost": host, "callbackBody": body})
    assert answer.status in (200, 400)
    for got in receiver.received:
        assert got.headers.get("X-Evil") is None and got.body == body.encode().replace(b"${x:evil}", b"")
    assert len(receiver.received) == (1 if answer.status == 200 else 0)


@pytest.fixture(scope="module")
def calling(credentials):
    server = Server(credentials, more=("--callback-allow", "127.0.0.1/32"))
    yield server
    server.discard()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["http://169.254.169.254/latest/meta-data", "/inside", "file:///etc/passwd"])
def test_attack_28_a_redirect_leads_nowhere(calling, receiver, status, location):
    client = Client(calling)
    receiver.status, receiver.headers = status, {"Location": location, "Content-Type": "application/json"}
    answer = upload(client, "a", {"callbackUrl": receiver.url, "callbackBody": "a=b"})
    assert answer.status == 203 and b"CallbackFailed" in answer.body
    assert len(receiver.received) == 1 and client.get("a").body == b"x"


class Endless:
    """An application server that sends one head and then bytes for as long as it is let."""

    def __init__(self, head: bytes):
        owner = self
        self.sent = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    self.wfile.write(head)
                    while owner.sent < 200 << 20:
                        self.wfile.write(b"1000\r\n" + b" " * 0x1000 + b"\r\n")
                        owner.sent += 0x1000
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize("line", [b"Content-Length: 104857600\r\n", b"Transfer-Encoding: chunked\r\n", b"", b"Content-Length: 10\r\nX: "], ids=repr)
def test_attack_28_an_answer_without_end_is_cut_and_costs_no_memory(calling, line):
    client, endless = Client(calling), Endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + line + (b"\r\n" if not line.endswith(b" ") else b""))
    try:
        before = calling.memory("VmHWM")
        answer = upload(client, "a", {"callbackUrl": endless.url, "callbackBody": "a=b"})
        assert answer.status == 203 or (line.startswith(b"Content-Length: 10\r") and answer.status == 203)
        assert calling.memory("VmHWM") - before < 16_000, "KiB"
        time.sleep(0.2)
        assert endless.sent < 32 << 20, "it was read on"
        assert client.get("a").body == b"x"
    finally:
        endless.close()


# 29: what an application may believe


def test_attack_29_a_callback_that_nobody_signed_is_told_apart(calling, receiver):
    """The true one verifies; the same with one byte changed, or signed by another key, or naming another key's address, does not."""
    client = Client(calling)
    assert upload(client, "a", {"callbackUrl": receiver.url + "/callback?x=1", "callbackBody": "bucket=${bucket}&object=${object}"}).status == 200
    true = receiver.received[0]
    assert true.is_signed()
    for change in ("body", "path", "query", "signature"):
        forged = type(true)(true.path, dict(true.headers), true.body)
        if change == "body":
            forged.body = true.body.replace(b"object=a", b"object=b")
        elif change == "path":
            forged.path = true.path.replace("/callback", "/callbacks")
        elif change == "query":
            forged.path = true.path.replace("x=1", "x=2")
        else:
            raw = bytearray(base64.b64decode(true.headers["Authorization"]))
            raw[7] ^= 1
            forged.headers["Authorization"] = base64.b64encode(bytes(raw)).decode()
        assert not forged.is_signed(), change


def test_attack_29_nobody_but_the_server_has_its_key(calling):
    """Its public half can be read and nothing else; no method, path or host shows the private one."""
    key = requests.get(f"{calling.endpoint}/_waybill/callback_pub_key_v1.pem", timeout=10)
    assert key.text.startswith("-----BEGIN PUBLIC KEY-----")
    for path in ("/_waybill/callback_key.pem", "/_waybill/", "/_waybill/callback_pub_key_v1.pem/", "/_waybill/../callback_key.pem", "/_waybill/callback_priv_key_v1.pem"):
        with Connection(calling.port) as connection:
            connection.send(head("GET", path, [("Host", calling.host)]))
            answer = connection.answer()
            assert answer.status >= 400 and b"PRIVATE" not in answer.body
