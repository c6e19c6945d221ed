"""`waybill presign` keeps the conventions of its peers: aliases, formats, many keys, what travels in the URL, notes and exit codes."""

import base64
import json
import subprocess
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest
import requests

from support import cli
from support.server import binary

AT = ["--at", "2024-11-12T08:32:38Z"]


def run(server, *arguments, stdin=b"", credentials=None):
    credentials = credentials or server.credentials
    environment = {"OSS_ACCESS_KEY_ID": credentials.id, "OSS_ACCESS_KEY_SECRET": credentials.secret, "PATH": "/usr/bin"}
    if credentials.token:
        environment["OSS_SESSION_TOKEN"] = credentials.token
    command = [binary(), "presign", "--endpoint", server.endpoint, "--region", server.region, *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, env=environment)


def query(url: str) -> dict:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))


def lines(done) -> list:
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize("flag", ["--expires-duration", "--expires-in", "--expire", "--duration", "--timeout"])
@pytest.mark.parametrize(
    "text, seconds", [("90", 90), ("30s", 30), ("15m", 900), ("1h30m", 5400), ("1d", 86400), ("1w", 604800), ("1500ms", 1), ("1h1m1s", 3661)]
)
def test_expiry_has_the_names_and_units_of_peers(server, flag, text, seconds):
    (url,) = lines(run(server, "oss://uploads/a", flag, text))
    assert query(url)["x-oss-expires"] == str(seconds)


@pytest.mark.parametrize("text", ["", "h", "1y", "1h30", "-5", "0", "500ms", "7d1s", "99999999999999999999w", "１h"])
def test_what_is_no_expiry_is_a_usage_error(server, text):
    done = run(server, "oss://uploads/a", f"--expires-in={text}")
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize("flag", ["--method", "--http-verb"])
@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE", "POST", "OPTIONS", "get"])
def test_every_verb(server, client, key, flag, method):
    client.put(key, b"x")
    (url,) = lines(run(server, f"oss://uploads/{key}", flag, method))
    answer = requests.request(method.upper(), url)
    assert "SignatureDoesNotMatch" not in answer.text and answer.status_code != 403 or method == "OPTIONS"


# Formats


def test_json_has_three_spellings(server):
    texts = {run(server, "oss://uploads/a", *AT, *flags).stdout for flags in (["--json"], ["--output", "json"], ["--output-format", "json"])}
    assert len(texts) == 1
    assert set(json.loads(texts.pop())) == {"method", "url", "expiration", "signed_headers", "hazards"}
    assert run(server, "oss://uploads/a", *AT, "--output", "text").stdout == run(server, "oss://uploads/a", *AT).stdout


def test_yaml_and_xml_say_what_json_says(server):
    options = ["oss://uploads/a b&<ü>", *AT, "--content-type", "text/plain; a=\"b: #c\"", "--metadata", "a=x: 'y' \"z\" <&>"]
    recipe = json.loads(run(server, *options, "--json").stdout)
    yaml = run(server, *options, "--output-format", "yaml").stdout.decode().splitlines()
    assert yaml[0] == "---"
    scalars = dict(line.split(": ", 1) for line in yaml[1:] if not line.startswith((" ", "-")) and ": " in line)
    for name in ("method", "url", "expiration"):
        assert json.loads(scalars[name]) == recipe[name]
    headers = [line.strip() for line in yaml[yaml.index("signed_headers:") + 1 :] if line.startswith("  ")]
    decoder = json.JSONDecoder()
    for line in headers:
        name, end = decoder.raw_decode(line)
        assert json.loads(line[end + 2 :]) == recipe["signed_headers"][name]
    assert len(headers) == len(recipe["signed_headers"])
    root = ElementTree.fromstring(run(server, *options, "--output-format", "xml").stdout)
    assert root.tag == "PresignResult"
    assert (root.findtext("Method"), root.findtext("Url"), root.findtext("Expiration")) == (recipe["method"], recipe["url"], recipe["expiration"])
    assert {header.findtext("Name"): header.findtext("Value") for header in root.iter("Header")} == recipe["signed_headers"]
    assert [hazard.findtext("Code") for hazard in root.iter("Hazard")] == [hazard["code"] for hazard in recipe["hazards"]]


# Many keys


def test_many_targets_are_many_lines(server, client, key):
    names = [f"{key}/{index} ü" for index in range(3)]
    urls = lines(run(server, *[f"oss://uploads/{name}" for name in names]))
    assert [requests.put(url, data=b"x").status_code for url in urls] == [200] * 3
    assert lines(run(server, "--bucket", "uploads", *[f"--key={name}" for name in names], *AT)) == lines(
        run(server, *[f"oss://uploads/{name}" for name in names], *AT)
    )
    recipes = [json.loads(line) for line in lines(run(server, *[f"oss://uploads/{name}" for name in names], "--json"))]
    assert len(recipes) == 3


def test_targets_come_from_stdin(server, key):
    expected = lines(run(server, "oss://uploads/a b", "oss://second/-", *AT))
    assert lines(run(server, "-", *AT, stdin=b"oss://uploads/a b\n\noss://second/-\r\n")) == expected
    assert lines(run(server, "--bucket", "uploads", "-", *AT, stdin=b"a b")) == expected[:1]


def test_a_bad_line_fails_alone(server):
    done = run(server, "-", *AT, stdin=b"oss://uploads/a\nnonsense\noss://uploads/b\noss://uploads/\n")
    assert done.returncode == 4
    assert len(done.stdout.splitlines()) == 2
    assert len([line for line in done.stderr.splitlines() if line.startswith(b"waybill:")]) == 2
    assert run(server, "-", stdin=b"nonsense\n").returncode == 1


def test_a_line_without_end_is_refused(server):
    done = run(server, "--bucket", "uploads", "-", stdin=b"x" * (1 << 20))
    assert (done.returncode, done.stdout) == (1, b"")


def test_keys_may_be_percent_encoded(server):
    plain = lines(run(server, "--bucket", "uploads", "--key", "a\nb%20+ü", *AT))
    assert lines(run(server, "--bucket", "uploads", "--key", "a%0Ab%2520+%C3%BC", "--encoding-type", "url", *AT)) == plain
    assert lines(run(server, "-", "--encoding-type", "url", *AT, stdin=b"oss://uploads/a%0Ab%2520+%c3%bc\n")) == plain
    assert run(server, "oss://uploads/a%2", "--encoding-type", "url").returncode == 1
    assert run(server, "oss://uploads/%FF", "--encoding-type", "url").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--key", "a"], ["oss://uploads/a", "--bucket", "uploads"], ["oss://uploads/a", "--key", "b"], ["oss://uploads/"], ["uploads/a"],
        ["oss://uploads/a", "--output-format", "toml"], ["oss://uploads/a", "--json", "--output-format", "yaml"], ["oss://uploads/a", "--file", "x"],
        ["oss://uploads/a", "--traffic-limit", "1"], ["oss://uploads/a", "--callback", "no json"], ["oss://uploads/a", "--callback-var", "{}"],
        ["oss://uploads/a", "--tagging", "a=b&a=c"], ["oss://uploads/a", "--acl", "everybody"], ["oss://uploads/a", "--storage-class", "Tape"],
        ["oss://uploads/a", "--source-ip", "example.com"], ["oss://uploads/a", "--source-ip", "10.0.0.0/33"], ["oss://uploads/a", "--size", "-1"],
        ["oss://uploads/a", "--size", "1", "--sign-version", "v1"], ["oss://uploads/a", "--clock-skew=-1"], ["oss://uploads/a", "--metadata", "a b=c"],
        ["oss://uploads/a", "--clock-skew", "1s", "--expires-in", "7d"], ["oss://uploads/a", "--public-endpoint", "ftp://x"],
        ["oss://uploads/a", "--cache-control", "a\nb"], ["oss://uploads/a", "--callback", "file:///nowhere"],
    ],
    ids=range(25),
)
def test_wrong_usage_is_told_and_nothing_is_signed(server, arguments):
    done = run(server, *arguments)
    assert done.returncode == (3 if "file:///nowhere" in arguments else 1)
    assert done.stdout == b"" and done.stderr


# What is signed


def test_headers_that_have_flags_are_signed_and_kept(server, client, key):
    options = [
        "--content-type", "text/x", "--cache-control", "no-store", "--content-disposition", "attachment; filename=\"x\"", "--content-encoding", "identity",
        "--tagging", "a=b&c=d%20e", "--acl", "private", "--storage-class", "IA", "--forbid-overwrite", "--size", "1",
    ]
    recipe = json.loads(run(server, f"oss://uploads/{key}", "--json", *options).stdout)
    headers = recipe["signed_headers"]
    send = lambda headers, data=b"x": requests.put(recipe["url"], data=data, headers=headers)
    for name in headers:
        left = {other: value for other, value in headers.items() if other != name}
        if name != "Content-Length":
            # An additional header that is missing is a malformed request.
            assert send(left).status_code in (400, 403), name
            assert send(headers | {name: headers[name] + "x"}).status_code == 403, name
    assert send(left | headers | {"Content-Length": "2"}, b"xy").status_code == 403
    assert send(headers).status_code == 200
    assert send(headers).status_code == 409
    head = client.head(key)
    assert head.header("Cache-Control") == "no-store"
    assert head.header("Content-Disposition") == 'attachment; filename="x"'
    assert head.header("x-oss-storage-class") == "IA"
    assert head.header("x-oss-tagging-count") in ("2", None)


def test_a_callback_travels_in_the_url(server, key, tmp_path):
    callback = '{"callbackUrl":"http://app.example.com/done","callbackBody":"key=${object}"}'
    variables = '{"x:user":"a b"}'
    (tmp_path / "callback.json").write_text(callback)
    target = f"oss://uploads/{key}"
    (url,) = lines(run(server, target, "--callback", callback, "--callback-var", variables, *AT))
    assert base64.b64decode(query(url)["callback"]).decode() == callback
    assert base64.b64decode(query(url)["callback-var"]).decode() == variables
    for same in (["--callback", f"file://{tmp_path}/callback.json"], ["--callback", callback, "--callback-in-query"]):
        assert lines(run(server, target, *same, "--callback-var", variables, *AT)) == [url]
    assert lines(run(server, target, "--callback", "-", "--callback-var", variables, *AT, stdin=callback.encode())) == [url]
    recipe = json.loads(run(server, target, "--callback", callback, "--callback-in-header", "--json").stdout)
    assert base64.b64decode(recipe["signed_headers"]["x-oss-callback"]).decode() == callback
    assert "callback" not in query(recipe["url"])


def test_limits_travel_in_the_url(server, client, key):
    client.put(key, b"x")
    (url,) = lines(run(server, f"oss://uploads/{key}", "--method", "GET", "--traffic-limit", "1M"))
    assert query(url)["x-oss-traffic-limit"] == "1048576"
    assert requests.get(url).status_code == 200
    assert requests.get(url.replace("1048576", "2097152")).status_code == 403
    (url,) = lines(run(server, "oss://uploads/a", "--source-ip", "203.0.113.0/24", "--vpc-id", "vpc-1"))
    assert query(url).items() >= {"x-oss-ac-source-ip": "203.0.113.0", "x-oss-ac-subnet-mask": "24", "x-oss-ac-vpc-id": "vpc-1"}.items()
    assert requests.put(url, data=b"").status_code == 403
    (url,) = lines(run(server, "oss://uploads/a", "--method", "GET", "--version-id", "CAEQ"))
    assert query(url)["versionId"] == "CAEQ"


def test_clock_skew_dates_back_and_keeps_the_end(server, key):
    recipe = json.loads(run(server, "oss://uploads/a", "--json", "--clock-skew", "300", "--expires-in", "1h", *AT).stdout)
    assert recipe["expiration"] == "2024-11-12T09:32:38Z"
    assert query(recipe["url"]).items() >= {"x-oss-date": "20241112T082738Z", "x-oss-expires": "3900"}.items()
    (url,) = lines(run(server, f"oss://uploads/{key}", "--clock-skew", "15m"))
    assert requests.put(url, data=b"x").status_code == 200


def test_the_public_endpoint_stands_in_the_url(server):
    (url,) = lines(run(server, "oss://uploads/a", "--public-endpoint", "https://files.example.com", "--addressing-style", "cname"))
    assert url.startswith("https://files.example.com/a?")


# Notes


def test_a_dry_run_prints_no_url_and_what_is_signed(server, credentials):
    temporary = credentials._replace(token="CAIS-very-secret")
    done = run(server, "oss://uploads/a", "--metadata", "a=b", "--dry-run", *AT, credentials=temporary)
    assert (done.returncode, done.stdout) == (0, b"")
    text = done.stderr.decode()
    assert "PUT\n/uploads/a\n" in text and "x-oss-meta-a:b\n" in text and "\nOSS4-HMAC-SHA256\n20241112T083238Z\n" in text
    assert "very-secret" not in text and "x-oss-signature=" not in text
    assert run(server, "oss://uploads/a", "-n", *AT).stdout == b""
    done = run(server, "oss://uploads/a", "--debug", "--sign-version", "v1", *AT, credentials=temporary)
    assert len(done.stdout.splitlines()) == 1
    assert b"PUT\n\n\n" in done.stderr and b"very-secret" not in done.stderr


def test_quiet_leaves_the_url_alone(server):
    done = run(server, "oss://uploads/a/", "--metadata", "a=b", "-q")
    assert done.stderr == b"" and len(done.stdout.splitlines()) == 1
    assert run(server, "oss://uploads/a", "--print", "wget", "--quiet").stderr == b""


def test_the_limits_of_a_url_are_reported(server):
    report = run(server, "oss://uploads/a", "--explain-limits", "-q").stderr.decode()
    assert "enforced by OSS" in report and "enforced by nobody" in report and "use a post policy" in report
    limits = lambda *options: {
        line["wish"]: line["enforced_by"] for line in json.loads(run(server, "oss://uploads/a", "--explain-limits", "--json", *options).stdout)["limits"]
    }
    bare = limits()
    assert bare["exact size"] == bare["no overwriting"] == bare["source address"] == bare["bandwidth"] == bare["content"] == "nobody"
    assert bare["largest or smallest size"] == "post-policy"
    bound = limits(
        "--size", "5", "--forbid-overwrite", "--source-ip", "10.0.0.1", "--traffic-limit", "819200", "--content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="
    )
    assert {bound[wish] for wish in ("exact size", "no overwriting", "source address", "bandwidth", "content")} == {"oss"}
    assert bound["number of uses, revoking"] == "nobody"
    assert "exact size" not in limits("--method", "GET")


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["oss://uploads/a/"], "key_ends_with_slash"), (["oss://uploads/a", "--expires-in", "7d"], "long_validity"),
        (["oss://uploads/a", "--acl", "public-read"], "public_acl"), (["oss://uploads/a", "-e", "http://oss-cn-hangzhou.aliyuncs.com"], "not_encrypted"),
        (["oss://uploads/a", "-e", "https://oss-cn-hangzhou-internal.aliyuncs.com"], "internal_endpoint"),
    ],
)
def test_unsafe_choices_are_told(server, arguments, code):
    found = {hazard["code"] for hazard in json.loads(run(server, *arguments, "--json").stdout)["hazards"]}
    assert code in found
    plain = {hazard["code"] for hazard in json.loads(run(server, "oss://uploads/a", "--content-type", "a/b", "--json").stdout)["hazards"]}
    assert plain == set()


# The whole command line


def tool(*arguments, **options):
    return subprocess.run([binary(), *arguments], capture_output=True, timeout=60, stdin=subprocess.DEVNULL, **options)


@pytest.mark.parametrize("shell, check", [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])])
def test_completions_parse(tmp_path, shell, check):
    script = tool("completion", shell).stdout
    (tmp_path / "script").write_bytes(script)
    done = subprocess.run([*check, str(tmp_path / "script")], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    for word in (b"presign", b"post-policy", b"expires-duration", b"powershell"):
        assert word in script


def test_bash_completes_commands(tmp_path):
    (tmp_path / "script").write_bytes(tool("completion", "bash").stdout)
    ask = 'source ./script; COMP_WORDS=(waybill pre); COMP_CWORD=1; COMP_LINE="waybill pre"; COMP_POINT=11; _waybill waybill pre waybill; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", ask], capture_output=True, cwd=tmp_path, timeout=60)
    assert done.stdout.split() == [b"presign"], done


def test_manual_pages_are_clean(tmp_path):
    assert tool("man", "--output", str(tmp_path / "man1")).returncode == 0
    pages = sorted((tmp_path / "man1").iterdir())
    assert {"waybill.1", "waybill-presign.1", "waybill-post-policy.1", "waybill-serve.1"} <= {page.name for page in pages}
    for page in pages:
        done = subprocess.run(["mandoc", "-Tlint", str(page)], capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (0, b"")
        assert "EXIT STATUS" in page.read_text()
    shown = subprocess.run(["mandoc", "-Tascii"], input=tool("man", "presign").stdout, capture_output=True, timeout=60).stdout
    assert b"expires" in shown
    assert tool("man", "nonsense").returncode == 1


def test_exit_codes_are_documented():
    shown = tool("help", "exit-codes").stdout.decode()
    listed = tool("exit-codes").stdout.decode().splitlines()
    assert [line.split()[0] for line in listed] == [str(number) for number in range(9)]
    assert "a checksum differs" in shown


def test_presign_waits_for_nothing(server):
    """No network, no metadata service, no clock: those take seconds. Measured in turn with `waybill --version`: how busy the machine is, and how the program was built, is in both."""
    def seconds(work):
        start = time.monotonic()
        assert work().returncode == 0
        return time.monotonic() - start

    version = [binary(), "--version"]
    ratios = [
        seconds(lambda: run(server, "oss://uploads/a")) / seconds(lambda: subprocess.run(version, capture_output=True)) for _ in range(9)
    ]
    assert min(ratios) < 40, ratios
