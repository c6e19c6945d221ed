"""`waybill callback listen`: receives callbacks of a local server, and of OpenSSL, and tells the right ones from the rest."""

import base64
import http.server
import json
import socket
import subprocess
import threading

import pytest
import requests

from support import cli
from support.client import Client
from support.listener import Listener
from support.receiver import encoded
from support.server import Server


@pytest.fixture(scope="module")
def calling(credentials):
    server = Server(credentials, more=("--callback-allow", "127.0.0.1/32"))
    yield server
    server.discard()


@pytest.fixture
def listen():
    listeners = []

    def start(*options) -> Listener:
        listeners.append(Listener(*options))
        return listeners[-1]

    yield start
    for listener in listeners:
        listener.discard()


@pytest.fixture
def signer(tmp_path):
    """Signs as OSS does, with OpenSSL, and serves its public key."""
    subprocess.run(["openssl", "genrsa", "-out", tmp_path / "key.pem", "2048"], check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", tmp_path / "key.pem", "-pubout"], check=True, capture_output=True).stdout

    class Handler(http.server.BaseHTTPRequestHandler):
        answer, asked = public, 0

        def do_GET(self):
            Handler.asked += 1
            if self.path == "/redirect":
                self.send_response(302)
                self.send_header("Location", "/key.pem")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            try:
                self.wfile.write(Handler.answer if self.path == "/key.pem" else b"A" * 10_000_000)
            except OSError:
                pass

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    class Signer:
        port = server.server_address[1]
        handler = Handler

        def headers(self, message: bytes, key="/key.pem", host="127.0.0.1") -> dict:
            (tmp_path / "message").write_bytes(message)
            made = subprocess.run(
                ["openssl", "dgst", "-md5", "-sign", tmp_path / "key.pem", tmp_path / "message"], check=True, capture_output=True
            )
            url = f"http://{host}:{self.port}{key}"
            return {
                "Authorization": base64.b64encode(made.stdout).decode(),
                "x-oss-pub-key-url": base64.b64encode(url.encode()).decode(),
                "Content-Type": "application/json",
            }

    yield Signer()
    server.shutdown()
    server.server_close()


def put(server, key, listener, path, body_type, body, body_bytes=b"hello"):
    configuration = {"callbackUrl": listener.url + path, "callbackBody": body, "callbackBodyType": body_type}
    headers = [("x-oss-callback", encoded(configuration)), ("x-oss-callback-var", encoded({"x:user": "a b&c"}))]
    client = Client(server)
    return client.send(client.signed("PUT", key, headers=headers), body_bytes)


@pytest.mark.parametrize("path", ["/", "/notify?a=b%20c", "/a%20b/%E4%B8%AD?x"])
def test_a_callback_of_the_server_is_verified(calling, listen, key, path):
    listener = listen("--allow-key-host", f"127.0.0.1:{calling.port}", "--output-format", "json")
    answer = put(calling, key, listener, path, "application/json", '{"object":${object},"size":${size},"user":${x:user},"t":true}')
    assert (answer.status, answer.body) == (200, b'{"Status":"OK"}')
    [callback] = listener.printed()
    assert callback["verified"] is True, callback
    assert "reason" not in callback
    assert callback["schema"] == "waybill.callback/1"
    assert callback["target"] == path
    assert callback["bucket"] == "uploads"
    assert callback["request_id"] == answer.header("x-oss-request-id")
    assert callback["variables"] == {"object": key, "size": "5", "user": "a b&c", "t": "true"}
    assert json.loads(callback["body"])["object"] == key
    assert base64.b64encode(b"x") not in listener.output().encode()
    assert listener.stop() == 5


def test_without_a_word_for_its_host_the_key_is_not_trusted(calling, listen, key):
    listener = listen("--output-format", "json")
    assert put(calling, key, listener, "/", "application/x-www-form-urlencoded", "u=${x:user}").status == 200
    [callback] = listener.printed()
    assert (callback["verified"], callback["reason_code"]) == (False, "foreign_key_host")
    assert callback["variables"] == {"u": "a b&c"}


def test_strict_refuses_what_is_not_verified(calling, listen, key):
    listener = listen("--strict", "--once")
    answer = put(calling, key, listener, "/", "application/x-www-form-urlencoded", "u=1")
    assert answer.status == 203
    assert listener.wait() == 2
    assert "verified   no" in listener.output()


def test_once_ends_after_one(calling, listen, key):
    listener = listen("--once", "--allow-key-host", "127.0.0.1", "--reply", '{"a": 1}')
    assert requests.get(listener.url).status_code == 405
    answer = put(calling, key, listener, "/x", "application/x-www-form-urlencoded", "object=${object}")
    assert (answer.status, answer.body) == (200, b'{"a": 1}')
    assert listener.wait() == 0
    lines = listener.output().splitlines()
    assert lines[0].startswith("callback   POST /x from 127.0.0.1 at ")
    assert lines[1].startswith("verified   yes")
    assert f"variable   object = {key}" in lines


def test_another_status_makes_the_callback_fail(calling, listen, key):
    listener = listen("--status", "500")
    assert put(calling, key, listener, "/", "application/x-www-form-urlencoded", "a=1").status == 203


BODY = b'{"a":"\xe4\xb8\xad"}'
SIGNED = b"/a b?q=%20\n" + BODY


def test_what_openssl_signed_is_verified_and_every_change_is_told(listen, signer):
    listener = listen("--allow-key-host", f"127.0.0.1:{signer.port}", "--output-format", "json")
    right = signer.headers(SIGNED)
    flipped = bytearray(base64.b64decode(right["Authorization"]))
    flipped[100] ^= 1
    cases = [
        ("/a%20b?q=%20", BODY, right, None),
        ("/%61%20b?q=%20", BODY, right, None),
        ("/a%20b?q=%20", BODY + b" ", right, "signature_mismatch"),
        ("/a%20b?q=%20", b"", right, "signature_mismatch"),
        ("/a%20b?q=+", BODY, right, "signature_mismatch"),
        ("/a%20b", BODY, right, "signature_mismatch"),
        ("/A%20b?q=%20", BODY, right, "signature_mismatch"),
        ("/a%20b?q=%20", BODY, {**right, "Authorization": base64.b64encode(flipped).decode()}, "signature_mismatch"),
        ("/a%20b?q=%20", BODY, {**right, "Authorization": base64.b64encode(flipped[:-1]).decode()}, "signature_mismatch"),
        ("/a%20b?q=%20", BODY, {**right, "Authorization": "x"}, "malformed_signature"),
        ("/a%20b?q=%20", BODY, {"x-oss-pub-key-url": right["x-oss-pub-key-url"]}, "missing_signature"),
        ("/a%20b?q=%20", BODY, {"Authorization": right["Authorization"]}, "missing_key_url"),
        ("/a%20b?q=%20", BODY, {**right, "x-oss-pub-key-url": "http://x/"}, "malformed_key_url"),
        ("/a%20b?q=%20", BODY, signer.headers(SIGNED, host="localhost"), "foreign_key_host"),
        ("/a%20b?q=%20", BODY, signer.headers(SIGNED, key="/redirect"), "key_unavailable"),
        ("/a%20b?q=%20", BODY, signer.headers(SIGNED, key="/huge"), "key_unavailable"),
    ]
    for number, (target, body, headers, code) in enumerate(cases):
        answer = requests.Request("POST", listener.url + "/", data=body, headers=headers).prepare()
        answer.url = listener.url + target
        assert requests.Session().send(answer, timeout=30).json() == {"Status": "OK"}
        callback = listener.printed(number + 1)[number]
        assert (callback["verified"], callback.get("reason_code")) == (code is None, code), (target, code)
        assert right["Authorization"] not in listener.output()
    assert signer.handler.asked == 3


def test_a_hostile_body_cannot_move_the_cursor(listen):
    listener = listen()
    requests.post(listener.url, data=b"a\x1b[2Jb\r\nverified   yes")
    requests.post(listener.url, data=b"\xff\xfe")
    listener._wait(lambda: "(base64) //4=" in listener.output())
    assert "\x1b" not in listener.output() and "\r" not in listener.output()
    assert sum(line.startswith("verified   yes") for line in listener.output().splitlines()) == 0


def test_hostile_connections_do_not_stop_it(listen):
    listener = listen("--output-format", "json")
    host, port = listener.url.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port)), timeout=30) for _ in range(10)]
    for text in [b"garbage\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n"]:
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(text)
    assert requests.post(listener.url, data=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert requests.post(listener.url, data=b"x").json() == {"Status": "OK"}
    assert listener.printed()[0]["reason_code"] == "missing_signature"
    for connection in idle:
        connection.close()


def test_a_port_that_is_taken_is_a_local_problem(calling):
    done = cli.run("callback", "listen", "--port", str(calling.port))
    assert (done.returncode, done.stdout) == (3, b"")
    for wrong in (["--port", "70000"], ["--status", "99"], ["--allow-key-host", "a b"], ["--output-format", "xml"]):
        assert cli.run("callback", "listen", *wrong).returncode == 1, wrong
