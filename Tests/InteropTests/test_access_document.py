"""docs/access.md, held to its word: the files that it shows load, and its commands print what it says."""

import json
import pathlib
import re
import shlex
import socket
import subprocess

import pytest

from support import cli
from support.curl import curl
from support.server import binary
from support.signing import Credentials

DOCUMENTS = pathlib.Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCUMENTS / "access.md").read_text()
CREDENTIALS = (DOCUMENTS / "credentials.md").read_text()
FILES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.S)
USERS = ["uploader", "alice"]


@pytest.fixture(params=range(2), ids=USERS)
def example(request, tmp_path):
    """A file of the document, and the user in it."""
    assert len(FILES) == len(USERS), "the document shows one file for each of these users"
    path = tmp_path / "ram.yaml"
    path.write_text(FILES[request.param])
    path.chmod(0o600)
    return path, USERS[request.param]


def section(name: str) -> str:
    """What stands below one heading of the page."""
    return re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", DOCUMENT, re.S | re.M).group(1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def run_as_it_stands(block: str, port: int, folder, input: bytes = b"") -> subprocess.CompletedProcess:
    """A block of shell with nothing replaced but the program's path and the port."""
    assert "9000" in block
    script = re.sub(r"\bwaybill (?=[a-z])", lambda _: shlex.quote(binary()) + " ", block).replace("9000", str(port))
    return subprocess.run(
        # Which also ends what the block leaves in the background, should it hang.
        ["timeout", "120", "sh", "-c", script], cwd=folder, input=input, capture_output=True,
        env={**cli.clean_environment(), "TMPDIR": str(folder)})


def test_the_first_walk_goes_as_it_stands(tmp_path):
    """One upload inside, which is stored, and one outside, which is refused."""
    (tmp_path / "ram.yaml").write_text(FILES[0])
    block = re.search(r"```sh\n(.*?)```", section("A user who may upload, and nothing else"), re.S).group(1)
    done = run_as_it_stands(block, free_port(), tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    inside, outside = done.stdout.decode().split("\n", 1)
    assert inside == "200", done.stderr.decode()
    assert "<Code>AccessDenied</Code>" in outside and "<EC>0003-00000001</EC>" in outside and outside.endswith("403\n"), outside
    assert "readable" not in done.stderr.decode(), "after chmod there is nothing to warn of"


def assume_role(start_server, folder, file: str) -> tuple:
    """The command of credentials.md, with a server that goes by this file."""
    ram = folder / "ram.yaml"
    ram.write_text(file)
    ram.chmod(0o600)
    (folder / "a.txt").write_text("hi")
    server = start_server(more=["--ram-file", str(ram)])
    block = re.search(r"```sh\n(\s+waybill cp .*?)```", CREDENTIALS, re.S).group(1)
    return run_as_it_stands(block, server.port, folder, b"alice-secret-0123456789\n"), server


def test_the_role_of_both_pages_is_assumed(start_server, tmp_path):
    done, server = assume_role(start_server, tmp_path, FILES[1])
    assert done.returncode == 0, done.stderr.decode()
    assert "key=in/a.txt" in server.log() and "status=200" in server.log()


@pytest.mark.parametrize("old, new", [
    (", AliyunSTSAssumeRoleAccess]", "]"), ("users:\n  - name: alice", "users:\n  - name: bob\n  - name: alice"),
], ids=["without the permission", "without the trust"])
def test_trust_and_permission_are_both_needed(start_server, tmp_path, old, new):
    assert old in FILES[1]
    file = FILES[1].replace(old, new)
    if "bob" in file:
        file = file.replace("trusted_users: [alice]", "trusted_users: [bob]")
        assert "trusted_users: [bob]" in file
    done, server = assume_role(start_server, tmp_path, file)
    assert done.returncode != 0 and "NoPermission" in done.stderr.decode(), done.stderr.decode()
    assert "key=in/a.txt" not in server.log()


# (action, resource, prefix, delimiter), and from which step on it is allowed; 4: never.
STEPS = [
    ("oss:PutObject", "uploads/hangzhou/2014/a", None, None, 1), ("oss:PutObject", "uploads/hangzhou/2015/x/y", None, None, 1),
    ("oss:PutObject", "uploads/hangzhou/20145/a", None, None, 4), ("oss:PutObject", "uploads/hangzhou/2013/a", None, None, 4),
    ("oss:GetObject", "uploads/hangzhou/2014/a", None, None, 4), ("oss:ListObjects", "uploads", "hangzhou/2014/", "", 2),
    ("oss:ListObjects", "uploads", "hangzhou/2015/x", "/", 2), ("oss:ListObjects", "uploads", "hangzhou/2014", "", 4),
    ("oss:ListObjects", "uploads", "", "", 4), ("oss:ListObjects", "uploads", "", "/", 3), ("oss:ListObjects", "uploads", "hangzhou/", "/", 3),
    ("oss:ListObjects", "uploads", "hangzhou/", "", 4), ("oss:ListObjects", "uploads", "hangzhou/2013/", "/", 4),
]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_the_directories_open_step_by_step(tmp_path, step):
    document = json.loads(re.search(r"```json\n(.*?)```", section("Several directories"), re.S).group(1))
    assert len(document["Statement"]) == 3
    document["Statement"] = document["Statement"][:step]
    path = tmp_path / "ram.json"
    path.write_text(json.dumps(
        {"version": 1, "users": [{"name": "alice", "policies": ["p"]}], "policies": [{"name": "p", "document": document}]}))
    path.chmod(0o600)
    for action, resource, prefix, delimiter, first in STEPS:
        context = [] if prefix is None else ["--context", f"oss:Prefix={prefix}", "--context", f"oss:Delimiter={delimiter}"]
        code, said = simulate(path, "--user", "alice", "--action", action, "--resource", f"oss://{resource}", *context)
        assert code == (0 if step >= first else 2), (action, resource, prefix, delimiter, said)


def test_the_layers_are_named(tmp_path):
    """A table of all that `ram simulate` can say; these are some of them."""
    table = section("What would happen?").partition("|---|---|\n")[2]
    named = re.findall(r"^\| `([a-z-]+)` \|", table, re.M)
    assert len(named) == len(set(named)) == 10
    (tmp_path / "ram.yaml").write_text(FILES[1])
    (tmp_path / "none.json").write_text('{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}')
    put = ["--action", "oss:PutObject", "--resource", "oss://uploads/out/a"]
    for layer, *question in [
        ("owner", "--owner", *put), ("bucket-acl", "--user", "alice", *put), ("anonymous", "--anonymous", *put),
        ("no-policy", "--user", "alice", "--action", "oss:PutBucket", "--resource", "oss://uploads"),
        ("ram-policy", "--user", "alice", "--action", "oss:GetObject", "--resource", "oss://uploads/a"),
        ("session-policy", "--role", "uploads-role", "--session-policy", str(tmp_path / "none.json"), *put),
    ]:
        printed = json.loads(simulate(tmp_path / "ram.yaml", *question, "--json")[1])
        assert printed["layer"] == layer and layer in named, printed


PLACES = re.findall(r"waybill (presign .*?)\s+#", section("URLs for one place"))


def test_urls_for_one_place_work_there_alone(start_server, tmp_path):
    ram = tmp_path / "ram.yaml"
    ram.write_text(FILES[0])
    ram.chmod(0o600)
    server = start_server(more=["--ram-file", str(ram), "--vpc", "127.0.0.2/32=vpc-a", "--trusted-proxy", "127.0.0.3/32"])
    assert len(PLACES) == 2

    def status(command, source, *more):
        done = cli.run(
            *command.split(), "--endpoint", server.endpoint, "--region", server.region,
            credentials=Credentials("LTAIuploader", "a-secret-of-at-least-thirty-characters"))
        assert done.returncode == 0, done.stderr.decode()
        answer = curl("-T", "-", "--interface", source, *more, done.stdout.decode().strip(), stdin=b"hi")
        return answer.status, answer.header("x-oss-ec")

    network, vpc = PLACES
    forwarded = ("-H", "X-Forwarded-For: 203.0.113.9")
    elsewhere = (403, "0002-00000225")
    assert status(network.replace("203.0.113.0/24", "127.0.0.0/8"), "127.0.0.1")[0] == 200
    assert status(network, "127.0.0.1") == elsewhere
    assert status(network, "127.0.0.3", *forwarded) == elsewhere
    assert status(network + " --forward-allow", "127.0.0.3", *forwarded)[0] == 200
    assert status(network + " --forward-allow", "127.0.0.1", *forwarded) == elsewhere
    assert status(vpc, "127.0.0.2")[0] == 200
    assert status(vpc, "127.0.0.1") == elsewhere


def simulate(path, *arguments):
    done = cli.run("ram", "simulate", "--ram-file", str(path), "--data", str(path.parent / "none"), *arguments)
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("key, code", [("in/a.txt", 0), ("in", 2), ("in2/a.txt", 2), ("out/a.txt", 2)])
def test_the_files_let_their_users_upload_where_the_text_says(example, key, code):
    path, user = example
    action = ["--action", "oss:PutObject", "--resource", f"oss://uploads/{key}"]
    assert simulate(path, "--user", user, *action)[0] == code


def test_the_refusal_reads_as_the_document_shows_it(tmp_path):
    path = tmp_path / "ram.yaml"
    path.write_text(FILES[1])
    shown = re.search(r"```\n(denied: .*?)```", DOCUMENT, re.S).group(1)
    resource = re.search(r"on (acs:oss:\S+),", shown).group(1)
    code, printed = simulate(path, "--user", "alice", "--action", "oss:PutObject", "--resource", resource)
    assert (code, printed) == (2, shown)


def test_the_commands_of_the_page_work_in_their_order(tmp_path):
    """With the keys that they print in the place of the dots."""
    commands = re.search(r"## By command\n\n```sh\n(.*?)```", DOCUMENT, re.S).group(1)
    policy = tmp_path / "policy.json"
    statement = {"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/in/*"}
    policy.write_text(json.dumps({"Version": "1", "Statement": [statement]}))
    keys = []
    for line in commands.splitlines():
        words = line.split("#")[0].split()
        assert words[:2] == ["waybill", "ram"], line
        words = [keys[0] if word == "LTAI..." else str(policy) if word == "policy.json" else word for word in words[1:]]
        done = cli.run(*words, "--data", str(tmp_path / "data"), "--output-format", "json")
        assert done.returncode == 0, (line, done.stderr.decode())
        keys += re.findall(r'"access_key_id"\s*:\s*"(LTAI\w+)"', done.stdout.decode()) if "create" in words else []
    assert len(keys) == 2, "the page makes two keys"
    listed = cli.run("ram", "key", "list", "--data", str(tmp_path / "data"), "--output-format", "json").stdout.decode()
    assert keys[0] not in listed and keys[-1] in listed
