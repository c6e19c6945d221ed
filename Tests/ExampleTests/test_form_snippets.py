"""`waybill post-policy`: its forms and its programs upload within their limits, and are refused beyond them."""

import base64
import json
import time
import uuid

import pytest
import requests
from snippet_browser import Browser
from snippet_support import SECRET, Server, run, waybill

VERSIONS = pytest.mark.parametrize("version", ["v4", "v1"])
CONTENT = b"\x89PNG\r\n\x1a\n--" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def browser(server):
    browser = Browser()
    yield browser
    browser.close()


def policy(server, *arguments) -> str:
    done = waybill("post-policy", "--endpoint", server.endpoint, *arguments)
    assert done.returncode == 0, done.stderr
    assert SECRET not in (done.stdout + done.stderr).decode()
    return done.stdout.decode()


def post(form: dict, content: bytes, name="cat.png", kind="image/png", **changes) -> requests.Response:
    assert form["method"] == "POST"
    fields = {name: (None, value) for name, value in (form["fields"] | changes).items() if value is not None}
    return requests.post(form["url"], files=fields | {form["file_field"]: (name, content, kind)})


def prefix() -> str:
    return f"forms/{uuid.uuid4().hex}/"


@VERSIONS
def test_the_json_is_a_whole_form(server, version):
    folder = prefix()
    before = int(time.time())
    form = json.loads(policy(server, f"oss://uploads/{folder}", "--sign-version", version, "--max-size", "10K", "--expires-in", "1h"))
    assert set(form) == {"method", "url", "fields", "file_field", "expiration"}
    document = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert before + 3600 <= time.mktime(time.strptime(form["expiration"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone <= time.time() + 3600
    assert ["content-length-range", 0, 10240] in document["conditions"]
    assert post(form, CONTENT[:10240]).status_code == 204
    assert server.stored(folder + "cat.png").content == CONTENT[:10240]
    assert post(form, CONTENT[:10241]).status_code == 400


@VERSIONS
@pytest.mark.parametrize(
    "options, meets, breaks",
    [
        (["--content-type", "image/png"], {}, {"Content-Type": "image/jpeg"}),
        (["--content-type", "image/*"], {"Content-Type": "image/x"}, {"Content-Type": "text/html"}),
        (["--content-type", "image/png", "--content-type", "image/gif"], {"Content-Type": "image/gif"}, {"Content-Type": "image/jpeg"}),
        (["--not-content-type", "text/html"], {"Content-Type": "image/gif"}, {"Content-Type": "text/html"}),
        (["--metadata", "a=b c"], {}, {"x-oss-meta-a": "c"}),
        (["--starts-with", "x-oss-meta-a=b"], {"x-oss-meta-a": "bc"}, {"x-oss-meta-a": "c"}),
        (["--starts-with", "x-oss-meta-a=b"], {"x-oss-meta-a": "bc"}, {"x-oss-meta-a": None}),
        (["--in", "x-oss-meta-a=b,c"], {"x-oss-meta-a": "c"}, {"x-oss-meta-a": "d"}),
        (["--not-in", "x-oss-meta-a=b,c"], {"x-oss-meta-a": "d"}, {"x-oss-meta-a": "c"}),
        (["--eq", "x-oss-meta-a=b"], {"x-oss-meta-a": "b"}, {"x-oss-meta-a": "c"}),
        (["--storage-class", "IA"], {}, {"x-oss-storage-class": "Standard"}),
        (["--acl", "private"], {}, {"x-oss-object-acl": "default"}),
        (["--success-status", "201"], {}, {"success_action_status": "200"}),
        ([], {}, {"key": "elsewhere/cat.png"}),
    ],
    ids=range(14),
)
def test_each_condition_is_enforced(server, version, options, meets, breaks):
    form = json.loads(policy(server, f"oss://uploads/{prefix()}", "--max-size", "1M", "--sign-version", version, *options))
    assert post(form, CONTENT, **meets).status_code in (200, 201, 204)
    refused = post(form, CONTENT, **(meets | breaks))
    assert (refused.status_code, "<Code>AccessDenied</Code>" in refused.text) == (403, True), refused.text


def test_a_form_for_one_key(server):
    key = prefix() + "Bücher 'x' \"y\".png"
    form = json.loads(policy(server, f"oss://uploads/{key}", "--forbid-overwrite", "--success-status", "200"))
    assert form["fields"]["key"] == key
    assert post(form, CONTENT).status_code == 200
    assert server.stored(key).content == CONTENT
    assert post(form, CONTENT).status_code == 409


def test_an_expired_form_is_refused(server):
    form = json.loads(policy(server, f"oss://uploads/{prefix()}", "--at", "2024-01-01T00:00:00Z"))
    assert post(form, CONTENT).status_code == 403


@pytest.mark.parametrize(
    "arguments",
    [
        ["oss://uploads//a"], ["oss://uploads/a${filename}"], ["oss://uploads/a/", "--max-size", "1", "--min-size", "2"], ["uploads/a"],
        ["oss://uploads/a/", "--content-type", "image/*", "--content-type", "text/*"], ["oss://uploads/a/", "--content-type", "*/png"],
        ["oss://uploads/a/", "--field", "policy=x"], ["oss://uploads/a/", "--metadata", "a=x", "--metadata", "A=y"],
        ["oss://uploads/a/", "--success-status", "302"], ["oss://uploads/a/", "--acl", "everybody"], ["oss://uploads/a/", "--max-size", "10X"],
        ["oss://uploads/a/", "--callback", "not json"], ["oss://uploads/a/", "--callback-var", "x:a=b"], ["oss://uploads/a/", "--expires-in", "8d"],
        ["oss://uploads/a/", "--file", "x"], ["oss://uploads/a/", "--print", "cobol"], ["oss://UPLOADS/a/"],
    ],
    ids=range(17),
)
def test_what_cannot_be_signed_is_a_usage_error(server, arguments):
    done = waybill("post-policy", "--endpoint", server.endpoint, *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr


def test_the_callback_travels_in_the_form(server):
    callback = '{"callbackUrl":"http://app.example.com/done","callbackBody":"key=${object}&user=${x:user}"}'
    form = json.loads(policy(server, f"oss://uploads/{prefix()}", "--callback", callback, "--callback-var", "x:user=a b"))
    assert base64.b64decode(form["fields"]["callback"]).decode() == callback
    assert form["fields"]["x:user"] == "a b"


@pytest.mark.parametrize("client", ["curl", "python"])
@VERSIONS
def test_the_program_uploads(server, tmp_path, client, version):
    key, name = prefix() + "cat.png", "it's a \"cat\"; \\ $x,ü.png"
    (tmp_path / name).write_bytes(CONTENT)
    options = ["--max-size", "1M", "--metadata", "a=@file;<x> 'q' \"d\" $y \\", "--content-type", "image/png", "--sign-version", version]
    done = run(client, policy(server, f"oss://uploads/{key}", "--file", name, "--print", client, *options), tmp_path)
    assert done.status == 0, done.text
    assert "204" in done.text
    stored = server.stored(key)
    assert stored.content == CONTENT
    assert stored.headers["x-oss-meta-a"] == "@file;<x> 'q' \"d\" $y \\"
    assert stored.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("client", ["curl", "python"])
def test_the_file_names_the_object(server, tmp_path, client):
    folder, name = prefix(), "it's a cat; $x,ü.png"
    (tmp_path / name).write_bytes(CONTENT)
    done = run(client, policy(server, f"oss://uploads/{folder}", "--file", name, "--print", client), tmp_path)
    assert done.status == 0, done.text
    assert server.stored(folder + name).content == CONTENT


@pytest.mark.parametrize("client", ["curl", "python"])
def test_the_program_fails_when_it_is_refused(server, tmp_path, client):
    (tmp_path / "file").write_bytes(CONTENT)
    source = policy(server, f"oss://uploads/{prefix()}", "--max-size", "5", "--print", client)
    done = run(client, source, tmp_path)
    assert done.status != 0
    assert "400" in done.text and "EntityTooLarge" in done.text, done.text
    expired = policy(server, f"oss://uploads/{prefix()}", "--at", "2024-01-01T00:00:00Z", "--print", client)
    done = run(client, expired, tmp_path)
    assert done.status != 0 and "403" in done.text


def test_the_python_program_streams(server, tmp_path):
    content = bytes(range(256)) * (64 << 12)
    (tmp_path / "file").write_bytes(content)
    folder = prefix()
    source = policy(server, f"oss://uploads/{folder}", "--print", "python")
    source += "\nprint('peak', next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    done = run("python", source, tmp_path)
    assert done.status == 0, done.text
    assert server.stored(folder + "file").content == content
    assert int(done.stdout.split("peak ")[1]) < 60 * 1024, "the whole file of 64 MiB was in memory"


def test_the_page_works_without_scripts(server, browser, tmp_path):
    folder = prefix()
    (tmp_path / "cat.png").write_bytes(CONTENT)
    page = policy(server, f"oss://uploads/{folder}", "--max-size", "1M", "--content-type", "image/*", "--metadata", "a=\"<b>&'c'", "--print", "html")
    assert "<script" not in page
    browser.submit(page, tmp_path / "cat.png")
    deadline = time.monotonic() + 30
    while server.stored(folder + "cat.png").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    stored = server.stored(folder + "cat.png")
    assert stored.content == CONTENT
    assert stored.headers["Content-Type"] == "image/png"
    assert stored.headers["x-oss-meta-a"] == "\"<b>&'c'"


def test_the_page_with_progress(server, browser, tmp_path):
    server.allow_origin(browser.origin)
    folder = prefix()
    (tmp_path / "cat.png").write_bytes(CONTENT)
    page = policy(server, f"oss://uploads/{folder}", "--max-size", "1M", "--metadata", "a=</script>", "--print", "browser")
    state, text = browser.use(page, tmp_path / "cat.png")
    assert (state, text.split()[:2]) == ("done", ["HTTP", "204"]), text
    assert server.stored(folder + "cat.png").headers["x-oss-meta-a"] == "</script>"
    page = policy(server, f"oss://uploads/{folder}", "--max-size", "5", "--print", "browser")
    state, text = browser.use(page, tmp_path / "cat.png")
    assert state == "failed" and "EntityTooLarge" in text, text
