"""`waybill explain` says why a request was refused, from whatever there is of it, and never repeats a secret."""

import asyncio
import json
import os
import re
import stat
import subprocess
import urllib.error
import urllib.request

import aiohttp
import pytest
import requests

from support import cli
from support.client import Client
from support.server import binary
from support.signing import Credentials

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def url(server, key):
    return cli.presign(server, key)


def explain(*arguments, text=None, credentials=None, code=None):
    """Runs `waybill explain`; the finished process. No secret may be in what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OSS_")}
    if credentials:
        environment |= {"OSS_ACCESS_KEY_ID": credentials.id, "OSS_ACCESS_KEY_SECRET": credentials.secret}
    done = subprocess.run(
        [binary(), "explain", *arguments], capture_output=True, env=environment, timeout=60, input=(text or "").encode())
    if code is not None:
        assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    return done


def report(*arguments, code=2, **options) -> dict:
    done = explain(*arguments, "--output-format", "json", code=code, **options)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1, lines
    return json.loads(lines[0])


def codes(answer: dict) -> list:
    return [finding["code"] for finding in answer["findings"]]


def hides(done, url, credentials):
    said = (done.stdout + done.stderr).decode()
    signature = re.search(r"x-oss-signature=(\w+)", url).group(1)
    for secret in (signature, credentials.secret, credentials.id):
        assert secret not in said


# A URL

@pytest.mark.parametrize("has_key", [True, False], ids=["with key", "without key"])
def test_a_right_url_is_right(server, url, has_key):
    answer = report(url, credentials=server.credentials if has_key else None, code=0)
    assert answer["findings"] == [] and answer["refused"] is False and answer["schema"] == "waybill.explain.v1"
    assert answer["request"]["signature_verified"] is has_key
    assert answer["request"]["bucket"] == "uploads" and answer["request"]["region"] == "cn-hangzhou"
    assert answer["request"]["access_key_id"] == "LTAI5t…01"


DAMAGE = {
    "html": (lambda url: url.replace("&", "&amp;"), "url_html_escaped"),
    "line break": (lambda url: url[:150] + "\n" + url[150:], "url_line_break"),
    "full stop": (lambda url: url + ".", "url_trailing_text"),
    "brackets": (lambda url: f"<{url}>", "url_surrounded"),
    "double encoding": (lambda url: url.replace("%", "%25"), "url_double_encoded"),
    "cut off": (lambda url: url[:-9], "url_cut_off"),
    "quoted-printable": (lambda url: "=\n".join(re.findall(".{1,70}", url.replace("=", "=3D"))), "url_quoted_printable"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_on_stdin_and_as_an_argument(server, url, name):
    damage, code = DAMAGE[name]
    assert codes(report(damage(url), credentials=server.credentials))[0] == code
    assert codes(report("-", text=damage(url) + "\n"))[0] == code
    hides(explain(damage(url), credentials=server.credentials), url, server.credentials)


def test_a_repaired_url_is_printed_only_when_asked_for_and_works(server, url):
    broken = url.replace("&", "&amp;")
    assert url.encode() not in explain(broken, code=2).stdout
    done = explain(broken, "--print-repaired", code=0)
    assert done.stdout.decode() == url + "\n"
    assert b"HTML" in done.stderr
    assert requests.put(done.stdout.decode().strip(), data=b"x").status_code == 200


def test_a_url_of_another_time_is_expired(url):
    done = explain(url, "--at", "2099-01-01T00:00:00Z", code=2)
    assert re.search(r"^ *expired  .*expired at", done.stdout.decode(), re.M)


def test_the_method_and_the_headers_may_be_said(server, url):
    credentials = server.credentials
    assert codes(report(url, "--method", "get", credentials=credentials)) == ["method_differs"]
    assert codes(report(url, "--method", "PUT", "-H", "Content-Type: a/b", credentials=credentials)) == ["content_type_not_signed"]
    assert codes(report(url, "--method", "PUT", "-H", "Cache-Control: no-store", credentials=credentials, code=0)) == []


def test_a_key_that_did_not_sign_is_said_to_be_another(url):
    answer = report(url, credentials=Credentials("LTAI5tSomebodyElse", "x" * 30), code=0)
    assert codes(answer) == ["other_access_key"]


# What a client printed

def curl(*arguments):
    done = subprocess.run(["curl", "-v", "-sS", "--max-time", "20", *arguments], capture_output=True, timeout=30)
    return (done.stderr + done.stdout).decode()


@pytest.mark.parametrize("has_key", [True, False], ids=["with key", "without key"])
@pytest.mark.parametrize("arguments, code", [
    (["-X", "PUT", "--data-binary", "x"], "content_type_not_signed"),
    (["-X", "PUT", "-F", "file=x"], "multipart_form"),
    (["-X", "PUT", "-H", "x-oss-meta-a: b"], "header_not_signed"),
    (["-X", "GET"], "method_differs"),
])
def test_the_output_of_curl_is_enough(server, url, arguments, code, has_key):
    text = curl(*arguments, url)
    done = explain("-", "--output-format", "json", text=text, credentials=server.credentials if has_key else None, code=2)
    answer = json.loads(done.stdout)
    assert codes(answer)[0] == code, answer
    assert answer["request"]["client"] == "curl" and answer["request"]["status"] == 403
    hides(done, url, server.credentials)


def test_an_accepted_upload_has_nothing_to_explain(url, tmp_path):
    (tmp_path / "f").write_text("hello")
    assert codes(report("-", text=curl("-T", str(tmp_path / "f"), url), code=0)) == []


def test_a_command_is_explained_before_it_is_run(server, url):
    answer = report("-", text=f"curl --data-binary @f \\\n  '{url}'\n", credentials=server.credentials)
    assert codes(answer) == ["content_type_not_signed"]
    assert "-H 'Content-Type:'" in answer["findings"][0]["fix"]
    assert codes(report("-", text=f"curl -T f '{url}'", credentials=server.credentials, code=0)) == []


def test_an_error_document_in_a_file(server, client, key, tmp_path):
    answer = client.send(client.presigned("PUT", key).with_headers(("Content-Type", FORM)), b"x")
    path = tmp_path / "error.xml"
    path.write_bytes(answer.body)
    for argument in (str(path), f"file://{path}"):
        found = report(argument, credentials=server.credentials)
        assert codes(found) == ["content_type_not_signed"]
        assert "0002-00000201" in found["findings"][0]["proof"] and "signature matches" in found["findings"][0]["proof"]
    assert codes(report(str(path))) == ["content_type_not_signed"]


def test_an_http_archive(server, url, tmp_path):
    answer = requests.put(url, data=b"x", headers={"Content-Type": "image/png"})
    entry = {
        "request": {"method": "PUT", "url": url, "headers": [
            {"name": "User-Agent", "value": "Mozilla/5.0 Chrome/156.0"}, {"name": "Content-Type", "value": "image/png"}]},
        "response": {"status": answer.status_code, "headers": [{"name": n, "value": v} for n, v in answer.headers.items()],
                     "content": {"text": answer.text, "mimeType": "application/xml"}},
    }
    page = {"request": {"method": "GET", "url": "https://example.com/", "headers": []}, "response": {"status": 500, "headers": [], "content": {}}}
    path = tmp_path / "capture.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": [page, entry]}}))
    found = report("--har", str(path))
    assert codes(found)[0] == "content_type_not_signed" and found["request"]["client"] == "browser"
    assert codes(report(str(path), "--request-id", answer.headers["x-oss-request-id"]))[0] == "content_type_not_signed"
    explain("--har", str(path), "--request-id", "nobody", code=1)


# What the local server refused

@pytest.fixture
def kept(start_server, tmp_path):
    return Client(start_server(data=tmp_path / "data"))


def last(tmp_path, *more, code=2):
    return report("--last", "--data", str(tmp_path / "data"), *more, code=code)


def refused_by(client, key, send):
    url = cli.presign(client.server, key)
    send(url)
    return url


def urllib_put(url):
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(urllib.request.Request(url, data=b"x", method="PUT"))


def aiohttp_put(url):
    async def put():
        async with aiohttp.ClientSession() as session:
            async with session.put(aiohttp.client.URL(url, encoded=True), data=b"x") as answer:
                assert answer.status == 403

    asyncio.run(put())


def requests_form(url):
    assert requests.put(url, files={"file": b"x"}).status_code == 403


def curl_form(url):
    curl("-X", "PUT", "--data-binary", "x", url)


def wget(url):
    subprocess.run(["wget", "-q", "-O", "-", "--method=PUT", "--body-data=x", url], capture_output=True, timeout=30)


def httpie(url):
    subprocess.run(["http", "--ignore-stdin", "PUT", url, "a=b"], capture_output=True, timeout=30)


@pytest.mark.parametrize("send, code, fix", [
    (wget, "content_type_not_signed", "curl -T FILE"),
    (httpie, "content_type_not_signed", "Content-Type: @FILE"),
    (urllib_put, "content_type_not_signed", "http.client"),
    (aiohttp_put, "content_type_not_signed", "skip_auto_headers"),
    (requests_form, "content_type_not_signed", "files="),
    (curl_form, "content_type_not_signed", "-H 'Content-Type:'"),
], ids=["wget", "httpie", "urllib", "aiohttp", "requests", "curl"])
def test_the_last_refusal_is_explained_in_the_client_s_words(kept, tmp_path, key, send, code, fix):
    url = refused_by(kept, key, send)
    answer = last(tmp_path)
    assert codes(answer)[0] == code, answer
    assert fix in answer["findings"][0]["fix"] and "signature matches" in answer["findings"][0]["proof"]
    assert answer["request"]["key"] == key and answer["request"]["bucket"] == "uploads"
    hides(explain("--last", "--data", str(tmp_path / "data")), url, kept.server.credentials)


def put(client, key, change=lambda url: url, **headers):
    """One request, and no second one behind it; its id."""
    url = change(cli.presign(client.server, key))
    answer = requests.put(url, data=b"x", headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code >= 400
    return answer.headers["x-oss-request-id"], url


def test_a_refusal_is_found_by_its_request_id(kept, tmp_path, key):
    first, _ = put(kept, key, Content_Type="a/b")
    put(kept, key, lambda url: url.replace("x-oss-expires=900", "x-oss-expires=0"))
    assert codes(last(tmp_path)) == ["validity_out_of_range"]
    assert codes(last(tmp_path, "--request-id", first)) == ["content_type_not_signed"]
    explain("--last", "--request-id", "nobody", "--data", str(tmp_path / "data"), code=1)


def test_what_is_kept_of_refusals_is_private_bounded_and_without_secrets(kept, tmp_path, key):
    credentials = kept.server.credentials
    url = cli.presign(kept.server, key)
    ids = [requests.put(url + f"&n={number}", data=b"x").headers["x-oss-request-id"] for number in range(250)]
    assert codes(last(tmp_path, "--request-id", ids[-1])) == ["parameter_not_signed"]
    kept.server.stop()
    path = tmp_path / "data" / "refusals.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text().splitlines()
    assert 100 <= len(lines) <= 200 and path.stat().st_size <= 512 * 1024
    assert all(json.loads(line)["schema"] == "waybill.refusal.v1" for line in lines)
    assert [json.loads(line)["request_id"] for line in lines] == ids[-len(lines):]
    text = path.read_text()
    assert re.search(r"x-oss-signature=(\w+)", url).group(1) not in text
    assert credentials.secret not in text and credentials.id not in text
    # The server is gone, and what it wrote is not.
    assert codes(last(tmp_path)) == ["parameter_not_signed"]


def test_without_hints_a_refusal_is_kept_with_its_code(start_server, tmp_path, key):
    client = Client(start_server(data=tmp_path / "data", more=("--no-hints",)))
    put(client, key, Content_Type="a/b")
    assert codes(last(tmp_path)) == ["signature_mismatch"]


def test_nothing_refused_is_nothing_to_explain(tmp_path):
    explain("--last", "--data", str(tmp_path / "nowhere"), code=1)


def test_a_log_of_the_server(kept, tmp_path, key):
    put(kept, key, Content_Type="a/b")
    refused = kept.send(kept.presigned("GET", key + "/missing")).header("x-oss-request-id")
    log = tmp_path / "log"
    log.write_text(kept.server.log())
    assert codes(report("--log", str(log), "--request-id", refused)) == ["no_such_key"]


# Bad input

@pytest.mark.parametrize("text", ["", "hello", "<Error><Code>", "{}", "curl -T f \"$URL\"", "\x00\x01", "{\"log\": {\"entries\": ["])
def test_what_cannot_be_explained_is_exit_code_1(text):
    done = explain("-", text=text, code=1)
    assert done.stdout == b"" and done.stderr.startswith(b"waybill: ")


def test_two_inputs_are_one_too_many(url):
    explain(url, "--last", code=1)


def test_a_file_that_is_not_there_is_exit_code_3(tmp_path):
    explain("--har", str(tmp_path / "no.har"), code=3)


def test_half_a_key_is_a_mistake(url):
    environment = {**os.environ, "OSS_ACCESS_KEY_ID": "LTAI5tHalf"}
    environment.pop("OSS_ACCESS_KEY_SECRET", None)
    assert subprocess.run([binary(), "explain", url], capture_output=True, env=environment, stdin=subprocess.DEVNULL).returncode == 1
