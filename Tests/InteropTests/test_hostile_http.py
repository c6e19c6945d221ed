"""What a careful HTTP server refuses before it looks at anything else: with 400, one answer, and a closed connection.

Every request here carries a valid signature and asks for an upload, so that nothing but its form can be the reason.
"""

import pytest

from support.answers import check_wire, refusal
from support.raw import Connection, head

SECOND = head("GET", "/", [("Host", "second.localhost")])


def lines(client, *headers, target=None, method="PUT", version="HTTP/1.1", host=True):
    """A head with a good target and Host unless told otherwise."""
    target = client.presigned(method, "refused").target() if target is None else target
    return head(method, target, ([("Host", client.host)] if host else []) + list(headers), version)


LENGTH, CHUNKED = ("Content-Length", "5"), ("Transfer-Encoding", "chunked")
HELLO, HELLO_CHUNKED = b"hello", b"5\r\nhello\r\n0\r\n\r\n"


def sized(*headers):
    return lambda client: lines(client, *headers, LENGTH) + HELLO


def with_framing(*headers, body=HELLO_CHUNKED, **options):
    return lambda client: lines(client, *headers, **options) + body


def edited(old, new):
    """A good request in which bytes are replaced after it was written."""
    return lambda client: (lines(client, LENGTH, ("X-Mark", "value")) + HELLO).replace(old, new)


REFUSED = {
    "two equal Hosts": lambda client: lines(client, ("Host", client.host), LENGTH) + HELLO,
    "two different Hosts": sized(("Host", "other.localhost")),
    "no Host": lambda client: lines(client, LENGTH, host=False) + HELLO,
    "an empty Host": lambda client: lines(client, ("Host", ""), LENGTH, host=False) + HELLO,
    "a Host with user information": lambda client: lines(client, ("Host", "a@" + client.host), LENGTH, host=False) + HELLO,
    "a Host with a path": lambda client: lines(client, ("Host", client.host + "/x"), LENGTH, host=False) + HELLO,
    "a Host with a port that is none": lambda client: lines(client, ("Host", "127.0.0.1:x"), LENGTH, host=False) + HELLO,
    "length and chunked": with_framing(LENGTH, CHUNKED),
    "chunked and length": with_framing(CHUNKED, LENGTH),
    "two equal lengths": sized(LENGTH),
    "two different lengths": sized(("Content-Length", "6")),
    "a list of lengths": with_framing(("Content-Length", "5, 5"), body=HELLO),
    "a length with a sign": with_framing(("Content-Length", "+5"), body=HELLO),
    "a negative length": with_framing(("Content-Length", "-5"), body=HELLO),
    "a hexadecimal length": with_framing(("Content-Length", "0x5"), body=HELLO),
    "a length of 2^64": with_framing(("Content-Length", str(2**64)), body=HELLO),
    "a length of 2^64 + 5": with_framing(("Content-Length", str(2**64 + 5)), body=HELLO),
    "an empty length": with_framing(("Content-Length", ""), body=HELLO),
    "identity, chunked": with_framing(("Transfer-Encoding", "identity, chunked")),
    "chunked, identity": with_framing(("Transfer-Encoding", "chunked, identity")),
    "gzip, chunked": with_framing(("Transfer-Encoding", "gzip, chunked")),
    "chunked, chunked": with_framing(("Transfer-Encoding", "chunked, chunked")),
    "identity": with_framing(("Transfer-Encoding", "identity"), LENGTH, body=HELLO),
    "identity without a length": with_framing(("Transfer-Encoding", "identity"), body=HELLO),
    "xchunked": with_framing(("Transfer-Encoding", "xchunked")),
    "chunked after a vertical tab": with_framing(("Transfer-Encoding", b"\x0bchunked")),
    "chunked in two fields": with_framing(CHUNKED, CHUNKED),
    "identity and chunked in two fields": with_framing(("Transfer-Encoding", "identity"), CHUNKED),
    "chunked in HTTP/1.0": with_framing(CHUNKED, version="HTTP/1.0"),
    "a chunk size with 0x": with_framing(CHUNKED, body=b"0x5\r\nhello\r\n0\r\n\r\n"),
    "a negative chunk size": with_framing(CHUNKED, body=b"-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk size that overflows": with_framing(CHUNKED, body=b"10000000000000005\r\nhello\r\n0\r\n\r\n"),
    "a chunk size that overflows far": with_framing(CHUNKED, body=b"f" * 40 + b"\r\nhello\r\n0\r\n\r\n"),
    "an empty chunk size": with_framing(CHUNKED, body=b"\r\nhello\r\n0\r\n\r\n"),
    "a chunk without its end": with_framing(CHUNKED, body=b"5\r\nhelloXX0\r\n\r\n"),
    "a chunk that is longer than its size": with_framing(CHUNKED, body=b"4\r\nhello\r\n0\r\n\r\n"),
    "a folded header": edited(b"X-Mark: value", b"X-Mark: a\r\n b"),
    "a folded header after a tab": edited(b"X-Mark: value", b"X-Mark: a\r\n\tb"),
    "a blank before the colon": edited(b"X-Mark: value", b"X-Mark : value"),
    "a blank in a header name": edited(b"X-Mark: value", b"X Mark: value"),
    "a header without a name": edited(b"X-Mark: value", b": value"),
    "a header without a colon": edited(b"X-Mark: value", b"X-Mark value"),
    "a bare line feed": edited(b"X-Mark: value\r\n", b"X-Mark: value\n"),
    "a bare carriage return in a value": edited(b"value", b"va\rlue"),
    "NUL in a value": edited(b"value", b"va\0lue"),
    "NUL in a header name": edited(b"X-Mark", b"X-\0ark"),
    "NUL in the target": edited(b"/refused?", b"/ref\0used?"),
    "raw bytes outside of ASCII in the target": edited(b"/refused?", "/refüsed?".encode()),
    "a blank in the target": edited(b"/refused?", b"/ref used?"),
    "a tab in the target": edited(b"/refused?", b"/ref\tused?"),
    "a fragment": edited(b" HTTP/1.1\r\n", b"#part HTTP/1.1\r\n"),
    "an empty fragment": edited(b" HTTP/1.1\r\n", b"# HTTP/1.1\r\n"),
    "a target without a slash": edited(b"PUT /", b"PUT "),
    "an asterisk with PUT": with_framing(LENGTH, target="*", body=HELLO),
    "an asterisk with OPTIONS": with_framing(target="*", method="OPTIONS", body=b""),
    "CONNECT": lambda client: lines(client, target=client.host, method="CONNECT"),
    "an authority as target": lambda client: lines(client, LENGTH, target=client.host) + HELLO,
    "an absolute target that names another host": lambda client: lines(
        client, LENGTH, target=b"http://other.localhost" + client.presigned("PUT", "refused").target()) + HELLO,
    "an absolute target that names another port": lambda client: lines(
        client, LENGTH, target=b"http://127.0.0.1:1" + client.presigned("PUT", "refused").target()) + HELLO,
    "an absolute target with user information": lambda client: absolute(client, b"http://user:pw@" + client.host.encode()),
    "an absolute target without a host": lambda client: absolute(client, b"http://"),
    "an absolute target of another scheme": lambda client: absolute(client, b"ftp://" + client.host.encode()),
    "an absolute target and no Host": lambda client: head(
        "PUT", b"http://" + client.host.encode() + client.presigned("PUT", "refused").target(), [LENGTH]) + HELLO,
    "the default port of the other scheme": lambda client: lines(
        client, ("Host", "localhost"), LENGTH, host=False,
        target=b"https://localhost:80" + client.presigned("PUT", "refused").target()) + HELLO,
    "an absolute target and two Hosts": lambda client: absolute(client, b"http://" + client.host.encode(), ("Host", client.host)),
}
LARGE = {
    "a target of 40 KiB": lambda client: lines(
        client, LENGTH, target=client.presigned("PUT", "refused", more=[("a", "x" * 40960)]).target()) + HELLO,
    "headers of 100 KiB": sized(*[(f"X-{n}", "v" * 1000) for n in range(100)]),
    "one header of 100 KiB": sized(("X-Long", "v" * 100_000)),
    "1100 headers": sized(*[(f"X-{n}", "v") for n in range(1100)]),
}


def absolute(client, origin, *headers):
    return lines(client, *headers, LENGTH, target=origin + client.presigned("PUT", "refused").target()) + HELLO


def only_answer(client, data, method="PUT"):
    """The answer to a refused request that another request follows at once: the second must not be answered."""
    with Connection(client.port) as connection:
        connection.offer(data + SECOND)
        answer = connection.answer(method)
        assert connection.is_closed(), "the connection stayed open, or the request behind was answered"
    return refusal(answer)


@pytest.mark.parametrize("name", REFUSED)
def test_attack_25_a_request_of_doubtful_form_is_400_and_the_end_of_the_connection(hostile, name):
    assert only_answer(hostile, REFUSED[name](hostile)).status == 400


@pytest.mark.parametrize("name", LARGE)
def test_a_request_above_the_limits_is_refused_and_the_end_of_the_connection(hostile, name):
    assert only_answer(hostile, LARGE[name](hostile)).status in (400, 414, 431)


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/0.9", "HTTP/1.10", "HTTP/11", "HTTPS/1.1", "http/1.1", ""])
def test_another_protocol_version_is_refused(hostile, version):
    with Connection(hostile.port) as connection:
        connection.offer(lines(hostile, LENGTH, version=version) + HELLO + SECOND)
        answer = connection.answer("PUT")
        assert 400 <= answer.status <= 505 and answer.status != 500
        assert connection.is_closed()


ACCEPTED = {
    "an absolute target that agrees": lambda host: (f"http://{host}", host),
    "an absolute target in upper case": lambda host: (f"HTTP://{host.replace('127.0.0.1', 'LOCALHOST')}", host.replace("127.0.0.1", "localhost")),
    "the default port in the target": lambda host: ("http://localhost:80", "localhost"),
    "the default port in Host": lambda host: ("http://localhost", "localhost:80"),
    "https": lambda host: ("https://localhost:443", "localhost"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_absolute_target_that_agrees_with_the_host_works(client, key, name):
    origin, host = ACCEPTED[name](client.host)
    request = client.presigned("PUT", key)
    answer = client.send(request, HELLO, target=origin.encode() + request.target(), host=host)
    assert answer.status == 200, answer.body
    assert client.get(key).body == HELLO


UPGRADE = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA")]


def test_an_offer_to_upgrade_is_ignored_and_ends_the_connection(client, key):
    """Java's HttpClient offers h2c with its first request. The answer says that the connection ends, so that nobody waits on it."""
    for method, body in (("PUT", HELLO), ("GET", b"")):
        with Connection(client.port, timeout=4) as connection:
            request = client.presigned(method, key)
            headers = [("Host", client.host), ("Content-Length", len(body)), *UPGRADE]
            connection.send(head(method, request.target(), headers) + body)
            answer = check_wire(connection.answer(method))
            assert (answer.status, answer.body) == (200, b"" if method == "PUT" else HELLO)
            assert answer.header("Connection") == "close"


def test_a_chunked_upload_with_an_offer_to_upgrade_is_stored(client, key):
    request = client.presigned("PUT", key)
    with Connection(client.port, timeout=4) as connection:
        connection.send(head("PUT", request.target(), [("Host", client.host), CHUNKED, *UPGRADE]) + HELLO_CHUNKED)
        assert connection.answer("PUT").status == 200
    assert client.get(key).body == HELLO


def test_pipelined_requests_are_answered_in_order(client, key):
    for number in range(5):
        client.put(f"{key}/{number}", b"%d" % number)
    requests = [client.presigned("GET", f"{key}/{number}") for number in range(5)]
    with Connection(client.port) as connection:
        connection.send(b"".join(head("GET", request.target(), [("Host", client.host)]) for request in requests))
        assert [check_wire(connection.answer()).body for _ in requests] == [b"0", b"1", b"2", b"3", b"4"]


def test_chunk_extensions_and_trailers_change_nothing(client, key):
    request = client.presigned("PUT", key)
    data = head("PUT", request.target(), [("Host", client.host), CHUNKED])
    answer = client.exchange(data + b"5;name=value\r\nhello\r\n0\r\nx-oss-object-acl: public-read\r\n\r\n", "PUT")
    if answer.status == 200:
        assert client.get(key).body == HELLO
    else:
        assert refusal(answer).status == 400


def test_connection_close_is_honoured(client, key):
    client.put(key, HELLO)
    request = client.presigned("GET", key)
    with Connection(client.port) as connection:
        connection.send(head("GET", request.target(), [("Host", client.host), ("Connection", "close")]))
        answer = check_wire(connection.answer())
        assert answer.header("Connection").lower() == "close"
        assert connection.is_closed()


def test_http_1_0_is_answered_and_closed(client, key):
    client.put(key, HELLO)
    request = client.presigned("GET", key)
    with Connection(client.port) as connection:
        connection.send(head("GET", request.target(), [("Host", client.host)], "HTTP/1.0"))
        assert connection.answer().body == HELLO
        assert connection.is_closed()
