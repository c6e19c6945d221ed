"""`waybill upload` and `waybill ticket`, as a user runs them against a real server, and what all commands that print data have in common."""

import re
import subprocess

import pytest

from support.server import binary
from support.shell import Shell


@pytest.fixture
def shell(server, tmp_path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(server, tmp_path)


def presigned(shell, key, *options) -> str:
    return shell.run("presign", f"oss://uploads/{key}", *options).decode().strip()


def test_what_was_signed_is_sent_by_the_same_flags(shell, client, key):
    flags = ["--content-type", "image/jpeg", "--cache-control", "no-store", "--metadata", "author=alice b", "--tagging", "a=b", "--acl", "private"]
    flags += ["--storage-class", "IA", "--forbid-overwrite", "-H", "x-oss-meta-other: c"]
    url = presigned(shell, key, *flags)
    shell.file("photo.jpg", b"photo")
    shell.run("upload", "photo.jpg", url, status=2)
    assert client.get(key).status == 404
    shell.run("upload", "photo.jpg", url, *flags)
    head = client.head(key)
    assert (head.header("Content-Type"), head.header("Cache-Control"), head.header("x-oss-storage-class")) == ("image/jpeg", "no-store", "IA")
    assert (head.header("x-oss-meta-author"), head.header("x-oss-meta-other"), head.header("x-oss-tagging-count")) == ("alice b", "c", "1")
    shell.run("upload", "photo.jpg", url, *flags, status=2)


@pytest.mark.parametrize("flag, value", [("--acl", "secret"), ("--storage-class", "Cheap"), ("--tagging", "a=1&a=2"), ("--metadata", "a b=c")])
def test_a_value_that_would_be_refused_is_a_usage_error_with_a_presigned_url(shell, key, flag, value):
    shell.file("photo.jpg", b"photo")
    shell.run("upload", "photo.jpg", presigned(shell, key), flag, value, status=1)


@pytest.mark.parametrize(
    "arguments", [["upload", "-", "oss://uploads/a", "--callback", "-"], ["ticket", "oss://uploads/a", "--callback", "-", "--callback-var", "-"],
                  ["cp", "-", "oss://uploads/a", "--callback", "-"]]
)
def test_stdin_is_read_once(shell, arguments):
    shell.run(*arguments, input=b"{}", status=1)
    assert b"stdin can be read once" in shell.errors


def test_a_waybill_uploads_in_parts_without_credentials(shell, server, client, key):
    content = bytes(range(256)) * 4096
    shell.file("film.mp4", content)
    shell.run("ticket", f"oss://uploads/{key}", "--size", str(len(content)), "--part-size", "100K", "--content-type", "video/mp4", "-o", "film.json")
    assert (shell.folder / "film.json").stat().st_mode & 0o777 == 0o600
    stranger = Shell(server, shell.folder)
    stranger.environment = {name: value for name, value in stranger.environment.items() if not name.startswith("OSS")}
    (receipt,) = stranger.json("upload", "film.mp4", "film.json")
    assert receipt["size"] == len(content)
    answer = client.get(key)
    assert (answer.body, answer.header("Content-Type")) == (content, "video/mp4")


@pytest.mark.parametrize("arguments", [["ls"], ["stat", "oss://uploads"], ["creds"]])
def test_formats_have_their_names_in_every_command(shell, arguments):
    spellings = [["--output-format", "json"], ["--output", "json"], ["--json"], ["--output=json"]]
    texts = {shell.run(*arguments, *spelling) for spelling in spellings}
    assert len(texts) == 1 and texts.pop().startswith(b"{")
    assert shell.run(*arguments, "--output", "text") == shell.run(*arguments)
    shell.run(*arguments, "--json", "--output-format", "raw", status=1)


COMMANDS = [
    ["serve"], ["presign"], ["post-policy"], ["verify"], ["explain"], ["upload"], ["ticket"], ["download"], ["cat"], ["ls"], ["stat"], ["cp"], ["rm"],
    ["mb"], ["rb"], ["wait"], ["creds"], ["doctor"], ["cors"], ["cors", "put"], ["bucket-policy", "put"], ["ram", "simulate"], ["callback", "listen"], ["fsck"], ["gc"], ["completion"], ["man"], ["exit-codes"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_values_as_people_type_them(command):
    done = subprocess.run([binary(), *command, "--help"], capture_output=True, timeout=60)
    assert done.returncode == 0
    assert not re.search(r"\w+\(\w+: ", done.stdout.decode())
