"""docs/operations.md, held to its word: its commands run as they stand, its tables say what the program says."""

import re
import shlex
import subprocess

import pytest

from support import cli
from support.server import REPOSITORY, binary
from test_access_document import free_port

DOCUMENT = (REPOSITORY / "docs" / "operations.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.S | re.M)


def run(blocks: list, folder) -> subprocess.CompletedProcess:
    """Blocks of shell, one after the other in one shell, with nothing replaced but the program's path, and a free port given to each server."""
    script = "set -eu\nset -m\nwaybill() { case $1 in serve) shift; exec " + shlex.quote(binary()) + f" serve --port {free_port()} \"$@\";; "
    script += "*) " + shlex.quote(binary()) + " \"$@\";; esac; }\n" + "\n".join(blocks)
    return subprocess.run(
        ["timeout", "280", "bash", "-c", script], cwd=folder, capture_output=True, text=True, env={**cli.clean_environment(), "TMPDIR": str(folder)})


@pytest.mark.timeout(300)
def test_the_commands_of_the_page_run_in_their_order(tmp_path):
    """TLS, a new certificate, a stop, a backup beside a running server, and a restore: the object that came before the backup is there again."""
    assert len(BLOCKS) == 5
    done = run(BLOCKS, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr + (tmp_path / "server.log").read_text()
    # Read once over each certificate, then the word of the stop, then the object out of the backup.
    said = [line for line in done.stdout.splitlines() if not line.startswith("[")]
    assert said == ["hi", "hi", "stopped", "hi"], done.stdout
    assert (tmp_path / "backup" / "catalogue.sqlite").stat().st_mode & 0o077 == 0, "the backup holds secrets"
    assert "the old certificate stays" not in (tmp_path / "server.log").read_text()


@pytest.mark.timeout(300)
def test_what_came_after_the_backup_is_not_in_it(tmp_path):
    """A large object that is deleted, and one that comes, between the snapshot and the restore."""
    backup, restore = (next(block for block in BLOCKS if mark in block) for mark in ("VACUUM INTO", "broken"))
    begun = "head -c 3000000 /dev/urandom >large\nhead -c 3000000 /dev/urandom >late\n" + backup.replace(
        "umask 077", "waybill upload large oss://uploads/large\numask 077")
    between = "waybill rm oss://uploads/large --force\nwaybill upload late oss://uploads/late\n"
    after = restore.replace(
        "waybill cat oss://uploads/before.txt", "waybill cat oss://uploads/large | cmp - large && echo same\nwaybill stat oss://uploads/late || echo gone")
    assert after != restore and begun.count("upload large") == 1
    (tmp_path / "hello.txt").write_text("hi\n")
    done = run([begun, between, after], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "same\n" in done.stdout and done.stdout.rstrip().endswith("gone"), done.stdout


def test_the_table_of_limits_is_that_of_the_program():
    rows = dict(re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+?) \|", DOCUMENT, re.M))
    help = cli.run("serve", "--help").stdout.decode()
    section = re.search(r"^LIMITS:\n(.*?)(?=^\S)", help, re.S | re.M).group(1)
    described = {flag: " ".join(text.split()) for flag, text in re.findall(r"^  (--[a-z-]+) <[^>]*>(.*?)(?=^  --|\Z)", section, re.S | re.M)}
    assert rows.keys() == described.keys()
    for flag, default in rows.items():
        said = re.search(r"\(default: (.*?)\)", described[flag]).group(1)
        if re.fullmatch(r"[0-9]+[a-zA-Z]", default):
            assert said == default, flag
        elif default == "none":
            assert said == "no limit", flag
        else:
            assert flag in ("--max-connections", "--max-uploads")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`?(deploy/[a-zA-Z/.]+[a-zA-Z])", DOCUMENT) + re.findall(r"\]\(([a-z-]+\.md)\)", DOCUMENT))))
def test_the_files_that_it_names_are_there(name):
    assert (REPOSITORY / name).exists() or (REPOSITORY / "docs" / name).exists()


def test_the_metrics_flags_and_exit_codes_it_names_are_ones():
    serve = cli.run("serve", "--help").stdout.decode()
    for flag in set(re.findall(r"`(--[a-z-]+)[ `]", DOCUMENT)) - {"--insecure", "--delete", "--grace", "--static-swift-stdlib"}:
        assert re.search(rf"^\s+{flag}\b", serve, re.M), flag
