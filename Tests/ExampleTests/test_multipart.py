"""The multipart programs: part URLs and the URL that completes the upload, and no ETag kept."""

import hashlib
import time
import xml.etree.ElementTree as ElementTree

import pytest
from support.receiver import encoded

from harness.programs import MULTIPARTS

PART = 100 * 1024


@pytest.fixture(params=MULTIPARTS, ids=lambda program: program.name)
def program(request):
    return request.param


@pytest.fixture
def plan(client, key, presign, tmp_path):
    """Starts an upload, and writes the file with its URLs: `plan(4)`. `expired` is the number of a part whose URL is an old one."""

    def make(parts: int, *completion: str, expired: int = 0):
        answer = client.send(client.signed("POST", key, params=[("uploads", "")]), b"")
        upload = ElementTree.fromstring(answer.body).findtext("UploadId")
        past = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 7200))
        urls = [
            presign(key, "--query-param", f"partNumber={number}", "--query-param", f"uploadId={upload}", *(["--at", past] if number == expired else []))
            for number in range(1, parts + 1)
        ]
        urls.append(presign(key, "--method", "POST", "--query-param", f"uploadId={upload}", "-H", "x-oss-complete-all: yes", *completion))
        path = tmp_path / "urls"
        path.write_text("\n".join(urls) + "\n")
        return path

    return make


def part_lines(outcome) -> list:
    return sorted(line for line in outcome.stdout.splitlines() if line.startswith("part "))


def test_a_file_is_uploaded_in_parts(program, client, key, plan, files):
    outcome = program.upload(plan(4), files / "large")
    assert (outcome.status, outcome.code) == (200, 0), outcome
    assert part_lines(outcome) == [f"part {number}: 200" for number in range(1, 5)]
    stored = client.get(key)
    content = (files / "large").read_bytes()
    assert hashlib.sha256(stored.body).digest() == hashlib.sha256(content).digest()
    assert stored.header("ETag").endswith('-4"')


@pytest.mark.parametrize("size, parts", [(0, 1), (1, 1), (PART, 1), (PART + 1, 2), (3 * PART, 3), (3 * PART + 1, 3)])
def test_the_pieces_fit_every_size(program, client, key, plan, tmp_path, size, parts):
    file = tmp_path / "file"
    file.write_bytes(bytes(index % 251 for index in range(size)))
    outcome = program.upload(plan(3), file)
    assert (outcome.status, outcome.code) == (200, 0), outcome
    assert len(part_lines(outcome)) == parts
    assert client.get(key).body == file.read_bytes()


def test_a_part_that_is_refused_ends_the_upload(program, client, key, plan, files):
    outcome = program.upload(plan(3, expired=2), files / "large")
    assert (outcome.status, outcome["code"], outcome["ec"], outcome.code) == (403, "AccessDenied", "0002-00000236", 1)
    assert "part 1: 200" in outcome.stdout and "part 2: 403" in outcome.stdout
    assert not client.exists(key)


def test_the_completion_calls_back(program, client, key, plan, files, receiver):
    callback = encoded({"callbackUrl": receiver.url, "callbackBody": "size=${size}&operation=${operation}"})
    outcome = program.upload(plan(2, "-H", f"x-oss-callback: {callback}"), files / "large", [("x-oss-callback", callback)])
    assert (outcome.status, outcome.code) == (200, 0), outcome
    assert outcome.stdout.endswith('{"Status":"OK"}')
    assert receiver.only().form == {"size": str(6 << 20), "operation": "CompleteMultipartUpload"}


def test_a_callback_that_fails_is_told_apart(program, client, key, plan, files, receiver):
    receiver.status = 500
    callback = encoded({"callbackUrl": receiver.url, "callbackBody": "x"})
    outcome = program.upload(plan(2, "-H", f"x-oss-callback: {callback}"), files / "large", [("x-oss-callback", callback)])
    assert (outcome.status, outcome["code"], outcome.code) == (203, "CallbackFailed", 2)
    assert client.exists(key)


def test_a_list_without_parts_is_not_used(program, files, tmp_path):
    for text in ("", "http://127.0.0.1:1/complete\n"):
        (tmp_path / "urls").write_text(text)
        outcome = program.upload(tmp_path / "urls", files / "small")
        assert (outcome.code, outcome.stdout) == (1, ""), outcome
        assert "URLS holds no part" in outcome.stderr
