"""`waybill upload`, `ticket` and `download` against servers, proxies, files and users that misbehave."""

import json
import os
import pty
import random
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from support import cli, sdk
from support.hostile_server import HostileServer, answer, refusal
from support.proxy import Proxy
from support.server import binary

MIB = 1024 * 1024
PART = 128 * 1024
SMALL_PARTS = ("--part-size", "128K", "--bigfile-threshold", "256K")
UPLOAD_ID = "0004B9894A22E5B1888A1E29F823"


class Desk:
    """A user's folder, and the program run in it."""

    def __init__(self, folder: Path, server=None):
        self.folder, self.server = folder, server
        (folder / "home").mkdir(exist_ok=True)
        self.environment = cli.clean_environment() | {"HOME": str(folder / "home")}
        if server:
            self.environment |= {
                "OSS_ACCESS_KEY_ID": server.credentials.id, "OSS_ACCESS_KEY_SECRET": server.credentials.secret,
                "OSS_REGION": server.region, "OSS_ENDPOINT": server.endpoint,
            }
        self.told = ""

    def start(self, *arguments, **options) -> subprocess.Popen:
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.environment} | options
        return subprocess.Popen([binary(), *map(str, arguments)], cwd=self.folder, **options)

    def run(self, *arguments, status=0, input=None, **options) -> str:
        """What it prints on stdout; what it says on stderr stays in `told`. No run may tell a secret or a signature."""
        if input is not None:
            options["stdin"] = subprocess.PIPE
        process = self.start(*arguments, **options)
        out, told = process.communicate(input, timeout=240)
        return self.check(process, told, status, out)

    def check(self, process, told: bytes, status: int, out=b"") -> str:
        self.told = told.decode()
        assert process.returncode == status, (process.returncode, self.told)
        for secret in ("ignature=c2V", "x-oss-signature=", "?OSSAccessKeyId", "InteropSecret", "Fatal error", "x-oss-credential="):
            assert secret not in self.told, (secret, self.told)
        return out.decode()

    def file(self, name="film.bin", size=MIB, seed=1) -> Path:
        path = self.folder / name
        path.write_bytes(random.Random(seed).randbytes(size))
        return path


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def work(server, tmp_path) -> Desk:
    return Desk(tmp_path, server)


@pytest.fixture
def bucket(own) -> str:
    return own.bucket


QUICK = ("--retry-times", "2", "--read-timeout", "3")


def reading(reply):
    """A script that reads the whole request before it answers."""

    def script(request):
        request.body()
        return reply

    return script


def cutting(reply: bytes, at: int):
    def script(request):
        request.body()
        request.connection.send(reply[:at])

    return script


# One PUT, and what may come back

ANSWERS = [
    # name, answer, exit code, requests, what stderr says
    ("stored", answer(200), 0, 1, "uploaded"),
    ("created", answer(201), 0, 1, "uploaded"),
    ("interim answers before it", b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + answer(200), 0, 1, "uploaded"),
    ("a wrong checksum", answer(200, x_oss_hash_crc64ecma=1), 6, 3, "CRC-64"),
    ("a callback that failed", refusal(203, "CallbackFailed", "Error status : 502.", ec="0007-00000203"), 2, 1, "the object is stored"),
    ("a redirect", answer(302, Location="http://127.0.0.1:9/"), 2, 1, "redirect"),
    ("a redirect to itself", answer(307, Location="/"), 2, 1, "redirect"),
    ("bad request", refusal(400, "InvalidArgument"), 2, 1, "InvalidArgument"),
    ("forbidden", refusal(403, "AccessDenied"), 2, 1, "AccessDenied"),
    ("not found", refusal(404, "NoSuchBucket"), 2, 1, "NoSuchBucket"),
    ("conflict", refusal(409, "FileAlreadyExists"), 2, 1, "FileAlreadyExists"),
    ("too many", refusal(429, "TooManyRequests"), 2, 3, "TooManyRequests"),
    ("an internal error", refusal(500, "InternalError"), 2, 3, "InternalError"),
    ("not implemented", refusal(501, "NotImplemented"), 2, 1, "NotImplemented"),
    ("unavailable", refusal(503, "ServiceUnavailable"), 2, 3, "ServiceUnavailable"),
    ("no document", answer(502, b"<html>Bad Gateway</html>"), 2, 3, "502"),
    ("a bomb for a document", answer(403, b'<!DOCTYPE e [<!ENTITY a "aaaa">]><Error><Code>&a;</Code></Error>'), 2, 1, "403"),
    ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", 3, 3, ""),
    ("nothing", b"", 3, 3, ""),
    ("a head without end", b"HTTP/1.1 200 OK\r\nx: " + b"y" * MIB + b"\r\n", 3, 3, ""),
    ("a body without end", answer(200, b"x" * (17 * MIB)), 3, 1, "longer than"),
]


@pytest.mark.parametrize("reply, status, count, told", [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_exit_codes_of_a_put(desk, reply, status, count, told):
    path = desk.file(size=300_000)
    whole = reply.startswith(b"HTTP/1.1") and b"\r\n\r\n" in reply
    with HostileServer(reading(reply) if whole else cutting(reply, len(reply))) as hostile:
        desk.run("upload", path, hostile.url(), *QUICK, status=status)
        assert hostile.count("PUT") == count == len(hostile.requests)
    assert told in desk.told


def test_ten_times_500_and_then_done(desk):
    path = desk.file(size=1000)

    def script(request):
        request.body()
        return refusal(500, "InternalError") if request.number < 10 else answer(200)

    with HostileServer(script) as hostile:
        desk.run("upload", path, hostile.url(), "--retry-times", "4", status=2)
        assert "InternalError" in desk.told and len(hostile.requests) == 5
        desk.run("upload", path, hostile.url(), "--retry-times", "4", status=2)
        desk.run("upload", path, hostile.url(), "--retry-times", "0")
        assert len(hostile.requests) == 11


def test_a_connection_cut_at_any_byte_of_the_request(desk):
    path = desk.file(size=2 * MIB)
    for limit in (0, 1, 65_536, MIB, 2 * MIB - 1):
        with HostileServer(lambda request: (request.body(limit), request.connection.reset())[1]) as hostile:
            desk.run("upload", path, hostile.url(), "--retry-times", "1", status=3)
            assert len(hostile.requests) == 2
    with HostileServer(lambda request: answer(200) if request.number and request.body() else None) as hostile:
        desk.run("upload", path, hostile.url(), *QUICK)


def test_a_connection_cut_at_any_byte_of_the_answer(desk):
    path = desk.file(size=1000)
    reply = answer(200, b'{"Status":"OK"}')
    for at in sorted({0, 1, 8, 12, 17, len(reply) - 20, len(reply) - 14, len(reply) - 1}):
        with HostileServer(cutting(reply, at)) as hostile:
            desk.run("upload", path, hostile.url(), "--retry-times", "1", status=3)
            assert len(hostile.requests) == 2
            assert "uploaded" not in desk.told


def test_a_slow_trickle_is_an_answer_like_any_other(desk):
    def script(request):
        request.body()
        for byte in answer(200, b"thanks"):
            request.connection.send(bytes([byte]))
            time.sleep(0.005)

    with HostileServer(script) as hostile:
        assert desk.run("upload", desk.file(size=1000), hostile.url()) == "thanks\n"


@pytest.mark.parametrize("lingers", [True, False])
def test_an_early_refusal_is_told_and_not_the_lost_connection(desk, lingers):
    path = desk.folder / "sparse"
    with open(path, "wb") as file:
        file.truncate(100 * MIB)

    def script(request):
        request.body(1000)
        request.connection.send(refusal(403, "AccessDenied", "enough", Connection="close"))
        if lingers:
            time.sleep(0.3)

    with HostileServer(script) as hostile:
        desk.run("upload", path, hostile.url(), *QUICK, status=2)
        assert len(hostile.requests) == 1
    assert "enough" in desk.told


def test_a_server_that_takes_nothing_more_is_given_up(desk):
    path = desk.folder / "sparse"
    with open(path, "wb") as file:
        file.truncate(100 * MIB)
    over = threading.Event()
    with HostileServer(lambda request: request.body(1000) and over.wait(50) and None) as hostile:
        desk.run("upload", path, hostile.url(), "--retry-times", "1", "--read-timeout", "2", status=3)
        over.set()
    assert "too long" in desk.told


def test_a_server_that_never_answers_is_given_up(desk):
    over = threading.Event()
    with HostileServer(lambda request: request.body() and over.wait(50) and None) as hostile:
        desk.run("upload", desk.file(size=1000), hostile.url(), "--retry-times", "1", "--read-timeout", "1", status=3)
        over.set()


def test_a_source_may_pause_for_longer_than_the_read_timeout(desk):
    with HostileServer(reading(answer(200))) as hostile:
        process = desk.start("upload", "-", hostile.url(), "--read-timeout", "1", "--retry-times", "1", stdin=subprocess.PIPE)
        process.stdin.write(b"first")
        process.stdin.flush()
        time.sleep(3)
        _, told = process.communicate(b"second", timeout=30)
        desk.check(process, told, 0)
        desk.run("upload", desk.file(size=80_000), hostile.url(), "--bandwidth-limit", "40K", "--read-timeout", "1", "--retry-times", "1")
        assert len(hostile.requests) == 2


def test_a_stream_is_sent_once(desk):
    with HostileServer(reading(refusal(500, "InternalError"))) as hostile:
        desk.run("upload", "-", hostile.url(), input=b"stream", status=2)
        assert len(hostile.requests) == 1


def test_what_a_server_repeats_is_told_without_the_signature(desk):
    def script(request):
        request.body()
        return refusal(403, "AccessDenied", request.target.replace("&", "&amp;"), x_waybill_hint="no: " + request.target)

    with HostileServer(script) as hostile:
        for more in ((), ("--output-format", "json")):
            told = desk.start("upload", desk.file(size=10), hostile.url(), *more).communicate(timeout=30)[1].decode()
            assert "AccessDenied" in told and "c2VjcmV0" not in told


# Usage, files and expiry

def test_exit_codes_before_anything_is_sent(desk):
    path = desk.file(size=1000)
    with HostileServer(reading(answer(200))) as hostile:
        url = hostile.url()
        (desk.folder / "broken.json").write_text('{"waybill": 1, "target":')
        (desk.folder / "other.json").write_text('{"waybill": 99}')
        (desk.folder / "huge.json").write_text('{"waybill": 99999999999999999999999}')
        (desk.folder / "deep.json").write_text('{"waybill": 1, "x": ' + "[" * 100_000)
        (desk.folder / "config").write_text("[default\naccessKeyID = \n\x00garbage")
        table = [
            (3, "missing.bin", url), (3, desk.folder, url), (3, "/dev/zero", url), (1, path, "nowhere"), (1, path, "broken.json"),
            (1, path, "other.json"), (1, path, "huge.json"), (1, path, "deep.json"), (3, path, desk.folder), (1, path, "/dev/zero"),
            (8, path, hostile.url(expires=1_600_000_000)), (1, path, url.replace("&", " ")), (1, path, "oss://UPPER_case/x"),
            (1, path, "hxxp" + url[4:]), (1, path, url, "--parallel", "0"), (1, path, url, "--part-size", "99999999999999999999"),
            (1, path, url, "--bandwidth-limit", "9E"), (1, path), (1, path, url, "--nonsense"),
            (3, path, "oss://uploads/x", "-c", desk.folder / "config"), (1, path, "oss://uploads/x", "-c", "no-config"),
        ]
        for status, *arguments in table:
            try:
                desk.run("upload", *arguments, status=status)
            except AssertionError as failure:
                raise AssertionError(f"{arguments}: {failure}") from None
            assert desk.told.strip()
        desk.run("upload", path, "HTTP" + url[4:], "-n")
        assert not hostile.requests


def test_nobody_listens(desk):
    with HostileServer(None) as hostile:
        url = hostile.url()
    desk.run("upload", desk.file(size=10), url, "--retry-times", "1", status=3)
    assert "no connection" in desk.told


def test_a_missing_signed_header_is_refused_with_a_hint(work, server):
    path = work.file(size=10)
    url = cli.presign(server, "typed.jpg", "--content-type", "image/jpeg")
    work.run("upload", path, url, status=2)
    assert "hint" in work.told.lower() and "content-type" in work.told.lower()
    work.run("upload", path, url, "--output-format", "json", status=2)
    document = json.loads(work.told)
    assert document["code"] == "SignatureDoesNotMatch" and document["hint"] and document["exit_status"] == 2
    work.run("upload", path, url, "-H", "Content-Type: image/jpeg")


@pytest.mark.parametrize("change", ["shrinks", "grows", "is rewritten"])
@pytest.mark.parametrize("in_parts", [False, True])
def test_a_file_that_changes_while_it_is_sent(work, own, bucket, change, in_parts):
    path = work.file(size=4 * MIB)
    own.put("kept", b"what was there before")
    more = SMALL_PARTS if in_parts else ()
    process = work.start("upload", path, f"oss://{bucket}/kept", *more, "--parallel", "1", "--bandwidth-limit", "1M")
    time.sleep(1.5)
    with open(path, "r+b") as file:
        if change == "shrinks":
            file.truncate(MIB // 2)
        elif change == "grows":
            file.seek(0, 2)
            file.write(b"more")
        else:
            file.write(b"other")
    _, told = process.communicate(timeout=50)
    work.check(process, told, 3)
    assert str(path) in work.told
    if in_parts or change == "shrinks":
        assert own.get("kept").body == b"what was there before"
    work.run("upload", path, f"oss://{bucket}/kept", *more)
    assert own.get("kept").body == path.read_bytes()


def test_a_checkpoint_that_cannot_be_kept(work, own, bucket):
    path = work.file(size=MIB)
    (work.folder / "occupied").write_text("a file")
    work.run("upload", path, f"oss://{bucket}/a", *SMALL_PARTS, "--checkpoint-dir", "occupied", status=3)
    assert "checkpoint" in work.told
    listed = sdk.sdk(own.server).list_multipart_uploads(sdk.oss.ListMultipartUploadsRequest(bucket=bucket))
    assert not listed.uploads, "an upload was left that nobody can go on with"


def test_a_damaged_checkpoint_begins_anew(work, own, bucket):
    path = work.file(size=MIB)
    for damage in ({"part_size": 7}, {"part_size": 2**62}, {"part_size": 300_000}, {"upload_id": "nonsense"}, {"checkpoint": 9}, None):
        with Proxy(bytes_per_second=MIB) as proxy:
            process = work.start("upload", path, f"oss://{bucket}/a", *SMALL_PARTS, "--proxy", proxy.url, "--parallel", "1")
            _wait(lambda: sum(proxy.parts.values()) >= 2)
            process.kill()
            process.communicate()
        [kept] = (work.folder / "home/.local/state/waybill").glob("*.waybill-upload")
        kept.write_text(json.dumps(json.loads(kept.read_text()) | damage) if damage else "{")
        work.run("upload", path, f"oss://{bucket}/a", *SMALL_PARTS)
        assert own.get("a").body == path.read_bytes()
        assert not list(kept.parent.glob("*.waybill-upload"))
        own.delete("a")


# Going on

def _wait(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["waybill", "oss"])
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_upload_that_was_stopped_goes_on(work, own, bucket, kind, blow):
    path = work.file(size=24 * PART - 1000)
    target, more = f"oss://{bucket}/film.bin", SMALL_PARTS
    if kind == "waybill":
        work.run("ticket", target, "--for", path, "--part-size", "128K", "-o", "w.json")
        target, more = "w.json", ()
    with Proxy(bytes_per_second=MIB) as proxy:
        process = work.start("upload", path, target, *more, "--proxy", proxy.url)
        _wait(lambda: sum(proxy.parts.values()) >= 5)
        process.send_signal(blow)
        _, told = process.communicate(timeout=30)
    if blow == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        work.check(process, told, 5)
        assert "run the same command again to go on" in work.told
    time.sleep(0.3)
    arrived = proxy.parts
    assert 5 <= len(arrived) < 24
    with Proxy() as proxy:
        receipt = json.loads(work.run("upload", path, target, *more, "--proxy", proxy.url, "--output-format", "json"))
    assert set(proxy.parts) | set(arrived) == set(range(1, 25))
    assert not set(proxy.parts) & set(arrived) and set(proxy.parts.values()) == {1}
    assert receipt["parts"] == 24 and receipt["resumed_parts"] == len(arrived) and receipt["crc64_checked"]
    stored = own.get("film.bin")
    assert stored.body == path.read_bytes() and stored.header("x-oss-hash-crc64ecma") == receipt["crc64"]
    if kind == "waybill":
        assert json.loads(work.run("upload", path, target, "--output-format", "json"))["resumed_parts"] == 24
        path.write_bytes(b"x" * path.stat().st_size)
        work.run("upload", path, target, status=8)


def test_an_interrupt_is_heard_while_stdin_is_silent(work, bucket):
    for more in (("upload", "-", f"oss://{bucket}/a"), ("upload", "-", f"oss://{bucket}/a", "--part-size", "100K")):
        process = work.start(*more, stdin=subprocess.PIPE)
        process.stdin.write(b"x" * 150_000)
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        work.check(process, process.stderr.read(), 5)
        assert "again" not in work.told, "a stream cannot go on"
        process.stdin.close()


# Waybills

@pytest.fixture
def waybill(work, bucket) -> dict:
    work.file(size=MIB)
    return json.loads(work.run("ticket", f"oss://{bucket}/film.bin", "--for", "film.bin", "--part-size", "128K"))


def edited(document: dict, seal=False, **members) -> str:
    document = document | members
    if not seal:
        document.pop("check", None)
    return json.dumps(document)


def test_an_edited_waybill_is_not_used(work, waybill):
    parts, action = waybill["parts"], waybill["complete"]
    with Proxy() as proxy:
        for name, text in {
            "its check": edited(waybill, seal=True, size=MIB + 1),
            "a size": edited(waybill, size=2**63 - 1, maximum_size=2**63 - 1),
            "no size": edited(waybill, size=-1),
            "a part size": edited(waybill, part_size=1),
            "a huge part size": edited(waybill, part_size=2**63 - 1),
            "a part number": edited(waybill, parts=[parts[0] | {"number": 0}]),
            "a huge part number": edited(waybill, parts=[parts[0] | {"number": 2**63 - 1}]),
            "an order": edited(waybill, parts=parts[::-1]),
            "no list": edited(waybill, list=[]),
            "a method": edited(waybill, complete=action | {"method": "DELETE"}),
            "a list that deletes": edited(waybill, list=[waybill["list"][0] | {"method": "DELETE"}]),
            "a URL": edited(waybill, complete=action | {"url": "file:///etc/passwd"}),
            "an expiration": edited(waybill, expiration="soon"),
            "a name": edited(waybill, upload_id=""),
        }.items():
            (work.folder / "w.json").write_text(text)
            work.run("upload", "film.bin", "w.json", "--proxy", proxy.url, status=1)
            assert "waybill" in work.told, name
        assert proxy.requests == []


def test_a_waybill_that_was_cut_off_or_is_for_another_file(work, waybill):
    text = json.dumps(waybill)
    for end in (0, 1, 10, len(text) // 2, len(text) - 1):
        (work.folder / "w.json").write_text(text[:end])
        work.run("upload", "film.bin", "w.json", status=1)
    (work.folder / "w.json").write_text(text)
    work.file("other.bin", size=MIB - 1)
    work.run("upload", "other.bin", "w.json", status=1)
    assert str(MIB) in work.told


def test_an_expired_waybill_is_known_before_sending(work, waybill):
    (work.folder / "w.json").write_text(edited(waybill, expiration="2024-01-01T00:00:00Z"))
    with Proxy() as proxy:
        work.run("upload", "film.bin", "w.json", "--proxy", proxy.url, status=8)
        assert proxy.requests == []


def fake_waybill(url: str, size: int, **members) -> str:
    """A waybill for a server that looks at no signature."""
    def action(method, more):
        return {"method": method, "url": f"{url}&uploadId={UPLOAD_ID}{more}"}

    parts = [{"number": number, "url": f"{url}&partNumber={number}&uploadId={UPLOAD_ID}"} for number in range(1, -(-size // PART) + 1)]
    return json.dumps({
        "waybill": 1, "target": {"endpoint": "e", "bucket": "uploads", "key": "film.bin"}, "upload_id": UPLOAD_ID, "size": size,
        "maximum_size": size, "part_size": PART, "parts": parts, "list": [action("GET", "&part-number-marker=0")],
        "complete": action("POST", ""), "head": action("HEAD", ""), "issued": "2024-01-01T00:00:00Z", "expiration": "2090-01-01T00:00:00Z",
    } | members)


def listing(*parts) -> bytes:
    rows = "".join(f"<Part><PartNumber>{n}</PartNumber><Size>{size}</Size><ETag>{etag}</ETag>{more}</Part>" for n, size, etag, more in parts)
    return answer(200, f"<?xml version='1.0'?><ListPartsResult>{rows}</ListPartsResult>".encode())


LISTS = [
    ("empty", listing(), 0), ("a number too large", listing((2**63, PART, '"A"', "")), 3), ("no number", listing(("x", PART, '"A"', "")), 3),
    ("zero", listing((0, PART, '"A"', "")), 8), ("a part of another plan", listing((9999, PART, '"A"', "")), 8),
    ("a negative size", listing((1, -5, '"A"', "")), 3), ("a huge size", listing((1, 999_999_999_999_999_999, '"A"', "")), 0),
    ("a checksum too large", listing((1, PART, '"A"', f"<HashCrc64ecma>{2**64}</HashCrc64ecma>")), 0),
    ("the same part often", listing(*[(1, PART, '"A"', "")] * 900), 0), ("too many parts", listing(*[(1, PART, '"A"', "")] * 1001), 3),
    ("no XML", answer(200, b"not xml"), 3), ("cut off", answer(200, b"<ListPartsResult><Part>"), 3),
    ("another document", answer(200, b"<Other/>"), 3), ("gone", refusal(404, "NoSuchUpload"), 8), ("a callback's status", refusal(203, "X"), 2),
]


@pytest.mark.parametrize("reply, status", [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_lists_of_parts(desk, reply, status):
    path = desk.file(size=3 * PART)

    def script(request):
        request.body()
        if request.method == "HEAD":
            return answer(404, Content_Length="0")
        return reply if request.method == "GET" else answer(200)

    with HostileServer(script) as hostile:
        (desk.folder / "w.json").write_text(fake_waybill(hostile.url(), 3 * PART))
        desk.run("upload", path, "w.json", *QUICK, status=status)
        assert hostile.count("PUT") == (3 if status == 0 else 0)
    assert "is stored" not in desk.told


@pytest.mark.parametrize("reply, status", [
    (refusal(203, "CallbackFailed", ec="0007-00000203"), 2), (answer(200, x_oss_hash_crc64ecma=5), 6), (refusal(500, "InternalError"), 2),
    (refusal(400, "InvalidPart"), 2), (answer(302), 2), (b"", 3)])
def test_completions(desk, reply, status):
    path = desk.file(size=3 * PART)

    def script(request):
        request.body()
        if request.method == "POST":
            return reply or None
        return listing() if request.method == "GET" else answer(200)

    with HostileServer(script) as hostile:
        (desk.folder / "w.json").write_text(fake_waybill(hostile.url(), 3 * PART))
        desk.run("upload", path, "w.json", *QUICK, status=status)
        assert hostile.count("PUT") == 3
    assert ("is stored" in desk.told) == (b" 203 " in reply[:14])


def test_headers_go_to_their_own_host_only(desk):
    path = desk.file(size=2 * PART)

    def script(request):
        request.body()
        return listing() if request.method == "GET" else answer(200)

    with HostileServer(script) as one, HostileServer(script) as other:
        document = json.loads(fake_waybill(one.url(), 2 * PART))
        document["parts"][0]["headers"] = {"x-oss-meta-first": "1", "Content-Length": "5", "Host": "elsewhere", "Transfer-Encoding": "chunked"}
        document["parts"][1]["url"] = document["parts"][1]["url"].replace(str(one.port), str(other.port))
        (desk.folder / "w.json").write_text(json.dumps(document))
        desk.run("upload", path, "w.json")
        [first] = [request for request in one.requests if request.method == "PUT"]
        [second] = other.requests
        assert first.headers["content-length"] == second.headers["content-length"] == str(PART)
        assert first.headers["host"] == f"127.0.0.1:{one.port}" and "transfer-encoding" not in first.headers
        assert first.headers["x-oss-meta-first"] == "1" and "x-oss-meta-first" not in second.headers


class Signer:
    """An application server that signs the rest of an upload anew, with the official SDK."""

    def __init__(self, server, bucket, waybill, broken=None):
        bucket_client = sdk.oss2_bucket(server, name=bucket)
        self.asked = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append((wish, self.headers.get("Authorization")))
                key, upload = wish["target"]["key"], wish["upload_id"]

                def sign(method, headers=None, **params):
                    return bucket_client.sign_url(method, key, 3600, params={name.replace("_", "-"): value for name, value in params.items()},
                                                  headers=headers, slash_safe=True)

                document = {
                    **waybill, "issued": "2026-01-01T00:00:00Z", "expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
                    "parts": [{"number": number, "url": sign("PUT", partNumber=str(number), uploadId=upload)} for number in wish["parts"]],
                    "list": [{"method": "GET", "url": sign("GET", uploadId=upload, max_parts="1000", encoding_type="url")}],
                    "complete": {"method": "POST", "headers": {"x-oss-complete-all": "yes"},
                                 "url": sign("POST", {"x-oss-complete-all": "yes"}, uploadId=upload)},
                    "head": {"method": "HEAD", "url": sign("HEAD")},
                }
                for name in ("check", "abort", "refresh"):
                    document.pop(name, None)
                body = json.dumps(document | (broken or {})).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/renew?token=InteropSecretToken"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def test_an_expired_waybill_is_renewed_by_a_signer_with_the_official_sdk(work, own, bucket, server, waybill):
    with Signer(server, bucket, waybill) as signer:
        refresh = {"url": signer.url, "headers": {"Authorization": "Bearer 1"}}
        (work.folder / "w.json").write_text(edited(waybill, expiration="2024-01-01T00:00:00Z", refresh=refresh))
        work.run("upload", "film.bin", "w.json")
        assert "fetched new URLs" in work.told
        [(wish, authorization)] = signer.asked
        assert authorization == "Bearer 1" and wish["parts"] == list(range(1, 9)) and wish["upload_id"] == waybill["upload_id"]
    assert own.get("film.bin").body == (work.folder / "film.bin").read_bytes()


@pytest.mark.parametrize("broken", [
    {"upload_id": "another"}, {"part_size": 256 * 1024}, {"target": {"endpoint": "e", "bucket": "other", "key": "film.bin"}}, {"waybill": 2},
    {"expiration": "2024-01-01T00:00:00Z"}, {"parts": 7}])
def test_a_renewal_for_something_else_is_not_used(work, bucket, server, waybill, broken):
    with Signer(server, bucket, waybill, broken) as signer, Proxy() as proxy:
        (work.folder / "w.json").write_text(edited(waybill, expiration="2024-01-01T00:00:00Z", refresh={"url": signer.url}))
        work.run("upload", "film.bin", "w.json", "--retry-times", "1", status=3)
        assert not proxy.parts


# Streams, progress, proxies, memory

@pytest.mark.parametrize("size", [0, 1, 5 * PART, 5 * PART + 1])
def test_stdin(work, own, bucket, server, size):
    content = random.Random(size).randbytes(size)
    work.run("upload", "-", f"oss://{bucket}/stream", "--part-size", "128K", input=content)
    assert own.get("stream").body == content
    work.run("upload", "-", cli.presign(server, "put", bucket=bucket), input=content)
    assert own.get("put").body == content
    if size:
        work.run("ticket", f"oss://{bucket}/parts", "--max-size", "2M", "--part-size", "128K", "-o", "w.json")
        work.run("upload", "-", "w.json", input=content)
        assert own.get("parts").body == content


def test_progress_as_json_lines(work, bucket):
    path = work.file(size=3 * MIB)
    work.run("upload", path, f"oss://{bucket}/a", *SMALL_PARTS, "--progress", "json", "--bandwidth-limit", "1M")
    lines = [json.loads(line) for line in work.told.splitlines()]
    steps = [line["bytes"] for line in lines if line["event"] == "progress"]
    assert len(steps) >= 2 and steps == sorted(steps) and steps[-1] <= 3 * MIB
    assert lines[-1]["event"] == "done" and lines[-1]["bytes"] == 3 * MIB
    work.run("upload", path, f"oss://{bucket}/a", "-q")
    assert work.told == ""
    work.run("upload", path, f"oss://{bucket}/a")
    assert len(work.told.splitlines()) == 1


def test_a_bar_on_a_terminal(work, bucket):
    path = work.file(size=2 * MIB)
    main, side = pty.openpty()
    environment = {name: value for name, value in work.environment.items() if name != "CI"} | {"TERM": "xterm"}
    process = work.start(
        "upload", path, f"oss://{bucket}/a", *SMALL_PARTS, "--bandwidth-limit", "1M", stderr=side, env=environment)
    os.close(side)
    told = b""
    try:
        while data := os.read(main, 65536):
            told += data
    except OSError:
        pass
    os.close(main)
    assert process.wait(timeout=30) == 0
    assert b"\r\x1b[K[" in told and b"ETA" in told and b"#" in told
    assert told.endswith(b"\r\n") and b"uploaded 2.0 MiB" in told.rsplit(b"\x1b[K", 1)[1]


def test_proxies(work, own, bucket):
    path = work.file(size=MIB)
    with Proxy(account="me:p%40ss") as proxy:
        named = proxy.url.replace("http://", "http://me:p%2540ss@")
        work.run("upload", path, f"oss://{bucket}/a", *SMALL_PARTS, "--proxy", named)
        assert len(proxy.parts) == 8 and own.get("a").body == path.read_bytes()
        work.run("upload", path, f"oss://{bucket}/a", "--proxy", proxy.url, "--retry-times", "0", status=3)
        assert "proxy" in work.told
        work.run("upload", path, "https://127.0.0.1:9/uploads/a?Expires=4000000000&Signature=c2VjcmV0", "--proxy", named, "--retry-times", "0", status=3)
        assert proxy.tunnels[-1] == "127.0.0.1:9"
        assert "p%" not in work.told and "p@" not in work.told
    work.run("upload", path, f"oss://{bucket}/a", "--proxy", proxy.url, "--retry-times", "0", status=3)
    work.run("upload", path, f"oss://{bucket}/a", "--proxy", "ftp://x", status=1)


def test_memory_of_300_MB_in_8_parts_at_the_same_time(work, bucket):
    path = work.folder / "large.bin"
    with open(path, "wb") as file:
        for seed in range(300):
            file.write(random.Random(seed).randbytes(4096) * 256)
    process = work.start("upload", path, f"oss://{bucket}/large", "--parallel", "8", "--progress", "none")
    peak = 0
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError:
            break
        # Without the pages of the program itself, which are the same for everybody.
        peak = max([peak] + [int(line.split()[1]) for line in lines if line.startswith("RssAnon:")])
        time.sleep(0.02)
    _, told = process.communicate(timeout=50)
    work.check(process, told, 0)
    assert 0 < peak < 64 * 1024, f"{peak} KiB"
