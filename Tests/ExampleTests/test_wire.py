"""What the programs put on the wire: the file, its length, the headers that were asked for, and none that a signature covers."""

import socket

import pytest

from harness.programs import MULTIPARTS, UPLOADS
from harness.recorder import Recorder

# What HTTP clients say of themselves and of the connection. A signature of OSS covers none of it.
HARMLESS = {"host", "user-agent", "accept", "accept-encoding", "accept-language", "connection", "keep-alive", "expect", "cache-control", "pragma",
            "content-length"}
OF_BROWSERS = {"origin", "referer", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"}
QUERY = "x-oss-credential=a%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-signature=5167aab31e&empty"
PATH = "/bucket/a%20b%2Bc/%E6%96%87//d%2Fe'(1)!*~?" + QUERY


@pytest.fixture
def recorder():
    recorder = Recorder()
    yield recorder
    recorder.close()


def unexpected(received, expected=()) -> dict:
    known = HARMLESS | {name.lower() for name, _ in expected}
    if "sec-fetch-mode" in received.headers:
        known |= OF_BROWSERS
    return {name: value for name, value in received.headers.items() if name not in known}


@pytest.mark.parametrize("name", ["small", "empty", "large"])
def test_the_file_is_sent_and_no_header_that_was_not_asked_for(send, recorder, files, name):
    assert send(recorder.url + PATH, files / name).code == 0
    received = recorder.only()
    content = (files / name).read_bytes()
    assert received.body == content
    assert received.headers.get("content-length") == str(len(content))
    assert unexpected(received) == {}


def test_headers_are_sent_as_they_were_given(send, recorder, small):
    headers = [("Content-Type", "text/x-a; charset=utf-8"), ("x-oss-meta-a", "b=c: d"), ("x-oss-meta-empty", ""),
               ("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="), ("Cache-Control", "no-store"), ("Content-Disposition", 'attachment; filename="a"')]
    assert send(recorder.url + PATH, small, headers).code == 0
    received = recorder.only()
    assert {name: received.headers.get(name.lower()) for name, _ in headers} == dict(headers)
    assert unexpected(received, headers) == {}


def test_the_url_is_sent_as_it_was_given(program, recorder, small):
    assert program.upload(recorder.url + PATH, small).code == 0
    assert recorder.only().path == PATH


def test_a_file_is_streamed(program, tmp_path):
    """A large file costs the memory of a small one."""
    sink, size, peaks = Recorder(keep=0), 256 << 20, []
    try:
        for length in (1 << 20, size):
            with open(tmp_path / str(length), "wb") as file:
                file.truncate(length)
            run = program.start(sink.url + PATH, tmp_path / str(length))
            peaks.append(run.peak_memory())
            assert run.process.returncode == 0 and sink.received.pop().length == length
    finally:
        sink.close()
    assert peaks[1] - peaks[0] < size // 2, peaks


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed(program, recorder, small, status):
    """Whoever answers with one would get the file."""
    recorder.answer = (status, {"Location": "/elsewhere"})
    outcome = program.upload(recorder.url + PATH, small)
    assert outcome.code == 1 and (outcome["status"] == str(status) or "redirect" in outcome.stderr)
    assert recorder.only().path == PATH


@pytest.mark.parametrize("status", [404, 503])
def test_a_refusal_without_an_error_document_is_still_one(send, recorder, small, status):
    recorder.answer = (status, {})
    outcome = send(recorder.url + PATH, small)
    assert (outcome.status, outcome.code) == (status, 1)


def test_a_connection_that_is_cut_is_told(send, recorder, small):
    recorder.answer = None
    outcome = send(recorder.url + PATH, small)
    assert outcome.code == 1 and outcome.stderr.strip() and "status" not in outcome.fields


def test_a_service_that_is_not_there_is_told(send, small):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens on it, and nobody else can
        outcome = send(f"http://127.0.0.1:{taken.getsockname()[1]}{PATH}", small)
    assert outcome.code == 1 and outcome.stderr.strip() and "status" not in outcome.fields


@pytest.mark.parametrize("url", ["htp://127.0.0.1:1" + PATH, "http://127.0.0.1:1/a b\\c?" + QUERY, "http://:1:1/" + PATH])
def test_a_url_that_is_none_is_told_and_not_shown(send, small, url):
    """A damaged URL may hold a good signature."""
    outcome = send(url, small)
    assert outcome.code == 1 and outcome.stderr.strip() and "status" not in outcome.fields


def test_a_file_that_is_not_there_is_told(program, recorder, tmp_path):
    outcome = program.upload(recorder.url + PATH, tmp_path / "missing")
    assert outcome.code == 1 and outcome.stderr.strip() and "status" not in outcome.fields
    assert not recorder.received


@pytest.mark.parametrize("program", UPLOADS + MULTIPARTS, ids=lambda program: " ".join(program.command[-1:] + (program.name,)))
@pytest.mark.parametrize("arguments", [(), ("http://127.0.0.1:1/",), ("http://127.0.0.1:1/", "/dev/null", "text/plain")], ids=["none", "one", "no header"])
def test_wrong_arguments_are_told(program, arguments):
    process = program.run(*arguments)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (1, "")
    assert stderr.startswith("usage: ")
