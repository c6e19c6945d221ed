"""docs/access.md, held to its word: the files that it shows load, and its commands print what it says."""

import json
import pathlib
import re

import pytest

from support import cli

DOCUMENT = (pathlib.Path(__file__).parents[2] / "docs" / "access.md").read_text()
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
