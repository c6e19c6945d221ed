"""Attack cases 25 and 40 behind nginx and haproxy: what one client sends never becomes another one's answer.

The proxy has one connection to the server. Between a hostile request and each of its neighbours nothing may be shared: every client asks for an object of
its own, and must get that one or a refusal of its own.
"""

import threading

import pytest

from support.client import Client
from support.frontends import Frontend
from support.raw import Connection, NoAnswer, chunked, head
from support.signing import presign_v4

CHUNKED, LENGTH = b"Transfer-Encoding: chunked", b"Content-Length: %d"
SMUGGLED = b"GET /uploads/victim HTTP/1.1\r\nHost: smuggled.localhost\r\nX-Ignore: "


@pytest.fixture(scope="module", params=["nginx", "haproxy"])
def front(request, session_server, tmp_path_factory):
    frontend = Frontend(request.param, tmp_path_factory.mktemp(request.param), session_server.port)
    yield frontend
    frontend.close()


def framed(*lines: bytes, body: bytes = b"0\r\n\r\n" + SMUGGLED):
    """A PUT with these framing lines and a body that one reading ends early."""
    return lambda target, host: b"PUT " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + body


BOTH = LENGTH % (5 + len(SMUGGLED))
HOSTILE = {
    "CL.TE": framed(BOTH, CHUNKED), "TE.CL": framed(CHUNKED, LENGTH % 4, body=b"5c\r\n" + SMUGGLED + b"x" * 10 + b"\r\n0\r\n\r\n"),
    "TE.TE lower": framed(CHUNKED, b"Transfer-encoding: x"), "TE.TE tab": framed(b"Transfer-Encoding:\tchunked", BOTH), "xchunked": framed(b"Transfer-Encoding: xchunked", BOTH),
    "blank before the colon": framed(b"Transfer-Encoding : chunked", BOTH), "folded": framed(b"Transfer-Encoding:\r\n chunked", BOTH), "identity, chunked": framed(b"Transfer-Encoding: identity, chunked", BOTH),
    "chunked, identity": framed(b"Transfer-Encoding: chunked, identity", BOTH), "vertical tab": framed(b"Transfer-Encoding: \x0bchunked", BOTH), "quoted": framed(b'Transfer-Encoding: "chunked"', BOTH),
    "two lengths": framed(LENGTH % 0, BOTH), "two lengths, swapped": framed(BOTH, LENGTH % 0), "list of lengths": framed(b"Content-Length: 0, 5"), "plus": framed(b"Content-Length: +5"),
    "hex": framed(b"Content-Length: 0x0"), "overflow": framed(b"Content-Length: 18446744073709551616"), "underscore": framed(b"Content_Length: 5", CHUNKED),
    "bare CR": framed(b"X: a\rTransfer-Encoding: chunked", BOTH), "bare LF": framed(b"X: a\nTransfer-Encoding: chunked", BOTH), "chunk extension": framed(CHUNKED, body=b"0;\nGET / HTTP/1.1\r\n\r\n\r\n" + SMUGGLED),
    "chunk size and blank": framed(CHUNKED, body=b"0 \r\n\r\n" + SMUGGLED), "chunk size overflow": framed(CHUNKED, body=b"10000000000000000\r\n" + SMUGGLED), "no length": framed(b"X: y", body=SMUGGLED),
    "Expect": framed(b"Expect: 100-continue", LENGTH % 0), "Expect and a body": framed(b"Expect: 100-continue", BOTH), "an upgrade": framed(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", BOTH),
    "hop by hop length": framed(b"Connection: content-length", LENGTH % 5, body=b"helloGET"), "hop by hop host": framed(b"Connection: host", LENGTH % 0, body=b""),
    "a trailer": framed(CHUNKED, body=b"0\r\nContent-Length: 50\r\n\r\n" + SMUGGLED), "NUL": framed(b"X: a\0b", BOTH), "a long head": framed(b"X: " + b"a" * 20_000, LENGTH % 0),
    "HTTP/1.0 chunked": lambda target, host: b"PUT " + target + b" HTTP/1.0\r\nHost: " + host + b"\r\n" + CHUNKED + b"\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an absolute target": lambda target, host: b"PUT http://" + host + target + b" HTTP/1.1\r\nHost: evil.localhost\r\nContent-Length: 0\r\n\r\n",
}


def ask(port: int, client: Client, number: int) -> bytes:
    """What a bystander gets for an object of his own."""
    target = client.presigned("GET", f"bystander/{number}").target()
    with Connection(port, timeout=20) as connection:
        connection.send(head("GET", target, [("Host", client.host)]))
        return connection.answer().body


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "refused"])
def test_attack_25_answers_are_never_mispaired(front, client, name, signed):
    client.put("victim", b"the victim's")
    for number in range(4):
        client.put(f"bystander/{number}", b"bystander %d" % number)
    target = client.presigned("PUT", "attacker").target() if signed else b"/uploads/attacker?x-oss-signature=0"
    results = {}

    def bystand(number):
        results[number] = [ask(front.port, client, number) for _ in range(3)]

    threads = [threading.Thread(target=bystand, args=(number,)) for number in range(4)]
    with Connection(front.port, timeout=0.7) as connection:
        connection.offer(HOSTILE[name](target, client.host.encode()))
        for thread in threads:
            thread.start()
        answers = []
        try:
            while True:
                answers.append(connection.answer("PUT"))
        except (NoAnswer, AssertionError, ValueError, OSError):
            pass
    # Not before the attacker is gone: haproxy lets nobody wait longer than five seconds for the one connection that he may hold.
    for thread in threads:
        thread.join()
    for number in range(4):
        assert results[number] == [b"bystander %d" % number] * 3, "somebody got another one's answer"
    assert not [answer for answer in answers if b"the victim's" in answer.body], "the smuggled request was answered"
    assert client.get("victim").body == b"the victim's"


def test_attack_25_a_download_and_a_refused_upload_share_a_connection_behind_the_proxy(front, client):
    """A refusal while the body is still coming closes the connection, or reads all of it: the next request on it is nobody's body."""
    client.put("bystander/0", b"bystander 0")
    for size in (0, 1000, 70_000, 300_000, 2_000_000):
        with Connection(front.port, timeout=20) as connection:
            connection.offer(head("PUT", "/uploads/x?x-oss-signature=1", [("Host", client.host), ("Content-Length", size)]) + (b"GET /uploads/victim HTTP/1.1\r\nHost: a\r\n\r\n" * (size // 40 + 1))[:size])
            assert connection.answer("PUT").status in (400, 403, 502)
        assert ask(front.port, client, 0) == b"bystander 0"


@pytest.mark.parametrize("claimed", ["203.0.113.9", "127.0.0.1", "203.0.113.9, 203.0.113.9", "for=203.0.113.9"])
def test_attack_40_CVE_2026_21862_an_untrusted_proxy_speaks_for_nobody(front, client, claimed):
    """The proxy adds to what the client claims; this server was not told to believe it."""
    request = presign_v4(client.request("GET", "victim", [("x-oss-ac-source-ip", "203.0.113.9"), ("x-oss-ac-subnet-mask", "32"), ("x-oss-ac-forward-allow", "true")]), client.credentials)
    with Connection(front.port, timeout=20) as connection:
        connection.send(head("GET", request.target(), [("Host", client.host), ("X-Forwarded-For", claimed), ("X-Real-IP", claimed)]))
        assert connection.answer().status == 403


@pytest.mark.parametrize("claimed, status", [(None, 403), ("203.0.113.9", 403), ("203.0.113.9, 203.0.113.9", 403), ("127.0.0.1", 200)])
def test_attack_40_a_trusted_proxy_is_believed_about_its_own_peer_alone(start_server, tmp_path, claimed, status):
    """What the client wrote stands before what the proxy added, and does not count: 127.0.0.1 is who really asked."""
    server = start_server(more=["--trusted-proxy", "127.0.0.9"])
    client = Client(server)
    client.put("a", b"x")
    request = presign_v4(client.request("GET", "a", [("x-oss-ac-source-ip", "203.0.113.9" if status == 403 else "127.0.0.1"), ("x-oss-ac-subnet-mask", "32"), ("x-oss-ac-forward-allow", "true")]),
                         client.credentials)
    frontend = Frontend("nginx", tmp_path, server.port)
    try:
        with Connection(frontend.port) as connection:
            connection.send(head("GET", request.target(), [("Host", client.host)] + ([("X-Forwarded-For", claimed)] if claimed else [])))
            assert connection.answer().status == status
    finally:
        frontend.close()


def test_a_proxy_passes_uploads_of_both_framings(front, client, key):
    for number, (line, body) in enumerate([(("Content-Length", "5"), b"hello"), (("Transfer-Encoding", "chunked"), chunked(b"hel", b"lo"))]):
        target = client.presigned("PUT", f"{key}/{number}").target()
        with Connection(front.port) as connection:
            connection.send(head("PUT", target, [("Host", client.host), line]) + body)
            assert connection.answer("PUT").status == 200
        assert client.get(f"{key}/{number}").body == b"hello"
