"""The access log in OSS's format, and the structured log: one line for each request, whatever clients send, and nothing in it that opens a door."""

import json
import os
import re
import signal
import time
import urllib.parse

import pytest

from support import cli
from support.admin import samples, total
from support.client import Client
from support.raw import Connection, head
from support.signing import Credentials, presign_v1, presign_v4

FIELDS = (
    "remote", "reserved1", "reserved2", "time", "request", "status", "sent", "milliseconds", "referer", "agent", "host", "request_id", "logging",
    "requester", "operation", "bucket", "key", "size", "cost", "code", "length", "owner", "delta", "sync", "storage_class", "target_class",
    "acceleration", "access_key",
)


def read(path) -> list:
    """The lines of a log by the names of their fields, without those of the second requests by which the client checks its connections."""
    lines = path.read_bytes().decode("ascii").split("\n")
    assert lines.pop() == ""
    found = []
    for line in lines:
        values = re.findall(r'"([^"]*)"|\[([^\]]*)\]|(\S+)', line)
        assert len(values) == len(FIELDS), line
        found.append(dict(zip(FIELDS, (a or b or c for a, b, c in values))))
    return [line for line in found if not line["host"].startswith("second-")]


def wait_for(path, count: int) -> list:
    deadline = time.monotonic() + 30
    while len(lines := read(path)) < count:
        assert time.monotonic() < deadline, lines
        time.sleep(0.05)
    return lines


@pytest.fixture
def logged(start_server, tmp_path):
    server = start_server(more=["--access-log", str(tmp_path / "access.log")])
    return Client(server), tmp_path / "access.log"


def test_a_line_says_what_oss_says(logged):
    client, path = logged
    put = client.put("a b/c.txt", b"0123456789", [("User-Agent", "agent/1.0"), ("Referer", "http://example.com/")])
    ranged = client.get("a b/c.txt", [("Range", "bytes=2-4")])
    missing = client.get("nothing")
    upload, part, gone = wait_for(path, 3)
    assert upload["remote"] == "127.0.0.1" and (upload["reserved1"], upload["reserved2"]) == ("-", "-")
    assert re.fullmatch(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", upload["time"])
    assert abs(time.time() - time.mktime(time.strptime(upload["time"][:-6], "%d/%b/%Y:%H:%M:%S")) + time.timezone) < 120
    assert re.fullmatch(r"PUT /\S+ HTTP/1\.1", upload["request"])
    assert upload["request_id"] == put.header("x-oss-request-id")
    expected = {
        "status": "200", "sent": "0", "referer": "http://example.com/", "agent": "agent/1.0", "host": client.host, "logging": "true",
        "requester": "1000000000000000", "operation": "PutObject", "bucket": "uploads", "key": "a%20b/c.txt", "size": "10", "code": "-",
        "owner": "1000000000000000", "delta": "-", "sync": "-", "storage_class": "Standard", "target_class": "-", "acceleration": "-",
        "access_key": client.credentials.id,
    }
    assert {name: upload[name] for name in expected} == expected
    assert int(upload["length"]) > 200 and int(upload["milliseconds"]) >= int(upload["cost"])
    assert (part["operation"], part["status"], part["sent"], part["size"]) == ("GetObject", "206", "3", "10")
    assert part["request_id"] == ranged.header("x-oss-request-id")
    assert (gone["status"], gone["code"], gone["size"]) == ("404", "NoSuchKey", "-")
    assert int(gone["sent"]) == len(missing.body)


def test_every_request_has_a_line_and_its_id(logged):
    client, path = logged
    answers = [client.put(f"k{number}", b"x") for number in range(20)] + [client.send(client.request("GET", "k1"))]
    with Connection(client.port) as connection:
        connection.send(b"GET /uploads/k1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        answers.append(connection.answer())
    assert client.server.stop() == 0
    lines = {line["request_id"]: line for line in read(path)}
    for answer in answers:
        assert lines[answer.header("x-oss-request-id")]["status"] == str(answer.status)
    malformed = lines[answers[-1].header("x-oss-request-id")]
    assert (malformed["request"], malformed["operation"], malformed["remote"]) == ("-", "-", "127.0.0.1")
    refused = lines[answers[-2].header("x-oss-request-id")]
    assert (refused["requester"], refused["access_key"], refused["code"]) == ("-", "-", "AccessDenied")


def test_attack_36_nobody_forges_a_line(logged):
    client, path = logged
    texts = ["a\r\n127.0.0.1 - - forged", "b\x1b[31mred", "c\" 200 \"", "d\\x22", "e\u2028\u0085", "g\u202eh", "h\x07\x7f"]
    identifiers = []
    for text in texts:
        plain = text.replace("\r\n", "").encode()
        headers = [("User-Agent", plain.replace(b"\x07\x7f", b"")), ("Referer", b"\xff\xfe\"\\")]
        for request in (client.signed("GET", text, headers=headers), client.signed("GET", "k", params=[(text, "x")], headers=headers)):
            identifiers.append(client.send(request).header("x-oss-request-id"))
    assert client.server.stop() == 0
    lines = read(path)
    written = path.read_bytes()
    assert not re.search(rb"[^\x20-\x7e\n]", written)
    assert sorted(line["request_id"] for line in lines if line["request_id"] in identifiers) == sorted(identifiers)
    assert not [line for line in lines if line["remote"] != "127.0.0.1"]


def test_attack_35_neither_log_holds_what_opens_a_door(start_server, tmp_path):
    secret, token = "SecretCanary" + os.urandom(9).hex(), "TokenCanary" + os.urandom(9).hex()
    identity = Credentials("LTAI5tCanary", secret)
    path = tmp_path / "access.log"
    server = start_server(credentials=identity, log_level="trace", more=["--access-log", str(path), "--log-format", "json"])
    client = Client(server)
    canaries = [secret, token]
    for sign in (presign_v4, presign_v1):
        for name in (identity, identity._replace(token=token)):
            for spoiled in (False, True):
                request = sign(client.request("PUT", "a/b"), name)
                if spoiled:
                    request.method = "GET"
                canaries += [str(value) for key, value in request.params if "ignature" in str(key) and "ersion" not in str(key)]
                client.send(request, b"x")
                # The question mark escaped by mistake: the query is in the path.
                client.send(client.request("PUT", "a/b"), b"x", target=request.target().replace(b"?", b"%3F"))
    assert server.stop() == 0
    everything = path.read_text() + server.log() + server.output().decode()
    assert len(set(canaries)) > 4 and path.read_text().count("<redacted>") > 4
    for canary in canaries:
        assert canary not in everything and urllib.parse.quote(canary, safe="") not in everything
    for line in server.log().splitlines():
        assert isinstance(json.loads(line), dict)


def test_a_file_that_was_moved_away_is_made_anew_at_a_hangup(logged):
    client, path = logged
    client.put("before", b"x")
    wait_for(path, 1)
    moved = path.with_suffix(".1")
    path.rename(moved)
    client.put("between", b"x")
    wait_for(moved, 2)
    client.server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline and client.server.is_alive()
        time.sleep(0.05)
    client.put("after", b"x")
    assert [line["key"] for line in wait_for(path, 1)] == ["after"]
    assert [line["key"] for line in read(moved)] == ["before", "between"]


def test_a_hangup_that_cannot_open_the_file_keeps_the_old_one(logged):
    client, path = logged
    client.put("before", b"x")
    wait_for(path, 1)
    moved = path.with_suffix(".1")
    path.rename(moved)
    path.mkdir()
    client.server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while "the access log stays what it was" not in client.server.log():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    client.put("after", b"x")
    assert [line["key"] for line in wait_for(moved, 2)] == ["before", "after"]


def test_the_last_request_before_the_end_is_written(logged):
    client, path = logged
    request = client.signed("PUT", "late")
    with Connection(client.port, timeout=60) as connection:
        connection.send(head("PUT", request.target(), [("Host", client.host), *request.headers, ("Content-Length", 6)]) + b"abc")
        time.sleep(0.5)
        client.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.send(b"def")
        assert connection.answer("PUT").status == 200
    assert client.server.process.wait(timeout=40) == 0
    assert [line["key"] for line in read(path)] == ["late"]


def test_a_disk_without_room_costs_lines_and_nothing_else(start_server):
    server = start_server(more=["--access-log", "/dev/full"])
    client = Client(server)
    for number in range(5):
        client.put(f"k{number}", b"x")
    deadline = time.monotonic() + 30
    while total(samples(server), "waybill_access_log_dropped_total") < 5:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert server.log().count("the access log cannot be written") == 1


def test_a_file_that_cannot_be_opened_is_an_error_at_the_start(tmp_path):
    done = cli.run("serve", "--ephemeral", "--port", "0", "--access-log", str(tmp_path / "no" / "such" / "folder"), timeout=60)
    assert done.returncode == 3 and b"cannot open" in done.stderr and not done.stdout


def test_the_access_log_on_stdout(start_server):
    server = start_server(more=["--access-log", "-"])
    Client(server).put("a", b"x")
    assert server.stop() == 0
    lines = [line for line in server.output().splitlines() if b'"second-' not in line]
    assert len(lines) == 1 and b'"PutObject" "uploads" "a" 1 ' in lines[0]


def test_only_the_owner_writes_the_file(logged):
    client, path = logged
    client.put("a", b"x")
    wait_for(path, 1)
    assert path.stat().st_mode & 0o137 == 0


def test_the_log_as_json(start_server):
    server = start_server(log_level="trace", more=["--log-format", "json"])
    client = Client(server)
    identifier = client.put("a b", b"xyz").header("x-oss-request-id")
    client.send(client.presigned("GET", "a\r\nb\x1b[31m"))
    assert server.stop() == 0
    events = [json.loads(line) for line in server.log().splitlines()]
    assert all({"time", "level", "source", "message"} <= set(event) for event in events)
    event = next(event for event in events if event.get("request_id") == identifier)
    assert event["message"] == "request" and event["level"] == "info" and event["status"] == 200 and event["method"] == "PUT"
    assert event["operation"] == "PutObject" and event["bucket"] == "uploads" and event["key"] == "a%20b" and event["received"] == 3
    assert event["access_key_id"] == client.credentials.id and event["client"] == "127.0.0.1" and event["duration_ms"] >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"])


def test_explain_reads_both_logs(start_server, tmp_path):
    path = tmp_path / "access.log"
    server = start_server(more=["--access-log", str(path), "--log-format", "json"])
    client = Client(server)
    answer = client.send(client.signed("GET", "missing"))
    assert server.stop() == 0
    structured = tmp_path / "log"
    structured.write_text(server.log())
    for log in (path, structured):
        done = cli.run("explain", "--log", str(log), "--request-id", answer.header("x-oss-request-id"), "--output-format", "json")
        assert b"no_such_key" in done.stdout, (log, done.stdout, done.stderr)
