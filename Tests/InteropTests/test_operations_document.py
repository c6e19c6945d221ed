"""docs/operations.md and its pages, held to their word: their commands run as they stand, their tables say what the program says."""

import re
import shlex
import subprocess
import time

import pytest

from support import admin, cli
from support.server import REPOSITORY, binary
from test_access_document import free_port

INDEX = REPOSITORY / "docs" / "operations.md"
PAGES = {path.name: path.read_text() for path in [INDEX, *sorted((REPOSITORY / "docs" / "operations").glob("*.md"))]}
RUNNING, OBSERVING, STORAGE = (PAGES[name] for name in ("running.md", "observing.md", "storage.md"))
#: What runs, in the order of the pages.
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", RUNNING + STORAGE, re.S | re.M)


def run(blocks: list, folder) -> subprocess.CompletedProcess:
    """Blocks of shell, one after the other in one shell, with nothing replaced but the program's path, and a free port given to each server."""
    script = "set -eu\nset -m\nwaybill() { case $1 in serve) shift; exec " + shlex.quote(binary()) + f" serve --port {free_port()} \"$@\";; "
    script += "*) " + shlex.quote(binary()) + " \"$@\";; esac; }\n" + "\n".join(blocks)
    return subprocess.run(
        ["timeout", "280", "bash", "-c", script], cwd=folder, capture_output=True, text=True, env={**cli.clean_environment(), "TMPDIR": str(folder)})


@pytest.mark.timeout(300)
def test_the_commands_of_the_page_run_in_their_order(tmp_path):
    """TLS, a new certificate, a stop, a backup beside a running server, and a restore: the object that came before the backup is there again."""
    assert len(BLOCKS) == 5 and "```sh" not in OBSERVING
    done = run(BLOCKS, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr + (tmp_path / "server.log").read_text()
    # Read once over each certificate, then the word of the stop, the check of the backup, and the object out of it.
    said = [line for line in done.stdout.splitlines() if not line.startswith("[")]
    assert said == ["hi", "hi", "stopped", "checked 2 objects and 0 parts, 6 bytes: 0 damaged, 0 orphans, 0 staged", "hi"], done.stdout
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


@pytest.mark.timeout(300)
def test_a_backup_without_a_blob_that_its_snapshot_names_is_told(tmp_path):
    """What a full disk makes of a slow backup: the second copy comes when the blob has gone."""
    backup = next(block for block in BLOCKS if "VACUUM INTO" in block)
    (tmp_path / "hello.txt").write_bytes(bytes(100_000))
    copies = [line for line in backup.splitlines() if line.startswith("rsync")]
    assert len(copies) == 2 and len(set(copies)) == 1
    check = "waybill fsck --data backup"
    assert backup.count(check) == 1
    without = backup.replace(copies[0], "mkdir -p backup/blobs").replace(check, f"status=0; {check} || status=$?\nkill -TERM %% && wait\nexit $status")
    done = run([without], tmp_path)
    assert done.returncode == 6, done.stdout + done.stderr
    assert "missing-blob\toss://uploads/before.txt" in done.stdout and "1 damaged" in done.stdout


def test_the_table_of_limits_is_that_of_the_program():
    rows = dict(re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+?) \|", RUNNING, re.M))
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


def test_the_table_of_the_data_folder_is_that_of_the_program():
    """Every name that the sources give a file or folder in it, and no other."""
    table = STORAGE.split("## The data folder\n")[1].split("\n## ")[0]
    listed = re.findall(r"`([^`]+)`", " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `")))
    folder = (REPOSITORY / "Sources/OSSStorageLocal/Folder/DataFolder.swift").read_text()
    names = re.findall(r"`([^`]+)`", " ".join(re.findall(r"^/// - ([^:]+):", folder, re.M)))
    assert set(re.findall(r'"\\\((?:folder|path)\)/([a-z][a-z.]*)"', folder)) <= set(names), "DataFolder.swift names what its own list lacks"
    for path in (REPOSITORY / "Sources/waybill").rglob("*.swift"):
        names += re.findall(r'func path\(in folder: String\) -> String \{ "\\\(folder\)/([^"]+)" \}', path.read_text())
    assert {"reserve", "blobs/", "server.json", "refusals.jsonl"} <= set(names)
    assert sorted(listed) == sorted(names)


def test_what_a_server_makes_is_in_the_table(start_server, tmp_path):
    """Once `server.json` is there: until then it has another name for a moment."""
    server = start_server(data=tmp_path / "data")
    deadline = time.monotonic() + 30
    while not (tmp_path / "data/server.json").exists():
        assert server.is_alive() and time.monotonic() < deadline
        time.sleep(0.01)
    listed = re.findall(r"`([^`]+)`", STORAGE.split("## The data folder\n")[1].split("\n## ")[0])
    for path in (tmp_path / "data").iterdir():
        name = path.name.replace("catalogue.sqlite-", "-") + ("/" if path.is_dir() else "")
        assert name in listed, path


def test_the_table_of_findings_is_that_of_the_program():
    source = (REPOSITORY / "Sources/OSSStorage/Check/StorageFinding.swift").read_text().split("    package enum Subject")[0]
    kinds = [raw or name for name, raw in re.findall(r'^        case (\w+)(?: = "([a-z-]+)")?$', source, re.M)]
    table = re.findall(r"^\| (`[^|]+) \| (yes|no) \|", STORAGE, re.M)
    damage = {kind: yes for kinds, yes in table for kind in re.findall(r"`([^`]+)`", kinds)}
    assert sorted(damage) == sorted(kinds)
    told = re.search(r"case ([^:]+): true", source[source.index("isDamage"):]).group(1)
    assert len([kind for kind, yes in damage.items() if yes == "yes"]) == told.count(".")


def test_the_table_of_metrics_is_that_of_the_program(start_server):
    """With an access log, which every server of these tests has, and an upload that has begun; what such a server does not show has its reason."""
    names = [name for cell in re.findall(r"^\| (`(?:waybill|process)_[^|]+) \|", OBSERVING, re.M) for name in re.findall(r"`([^`]+)`", cell)]
    shown = re.findall(r"^# TYPE (\S+) ", admin.page(start_server()), re.M)
    assert len(names) == len(set(names)) and set(shown) <= set(names), set(shown) - set(names)
    assert set(names) - set(shown) <= {"waybill_multipart_oldest_timestamp_seconds"}


@pytest.mark.parametrize("page", PAGES)
def test_what_it_links_and_names_is_there(page):
    folder = INDEX.parent if page == INDEX.name else INDEX.parent / "operations"
    links = re.findall(r"\]\(([^)#]+\.md)(?:#([a-z0-9-]+))?\)", PAGES[page])
    links += [(page if folder != INDEX.parent else INDEX.name, anchor) for anchor in re.findall(r"\]\(#([a-z0-9-]+)\)", PAGES[page])]
    assert links
    for name, anchor in links:
        text = (folder / name).read_text()
        titles = [re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)]
        assert not anchor or anchor in titles, (name, anchor)
    for name in re.findall(r"(deploy/[a-zA-Z/.]+[a-zA-Z])", PAGES[page]):
        assert (REPOSITORY / name).exists(), name


def test_every_page_is_in_the_index():
    assert set(re.findall(r"\(operations/([a-z]+\.md)\)", PAGES[INDEX.name])) == PAGES.keys() - {INDEX.name}


def commands(text: str) -> list:
    """Every call of `waybill` in the blocks and in the sentences: the command and its flags."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, re.S | re.M)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M))
    calls = [call for part in blocks + spans for call in re.findall(r"(?:^|[\"( ])waybill ([a-z]+)((?:[^|)\n#]|\\\n)*)", part.replace("\\\n", " "), re.M)]
    return [(name, re.findall(r"(?<=\s)--[a-z][a-z0-9-]+", rest)) for name, rest in calls]


@pytest.mark.parametrize("page", [name for name in PAGES if name != INDEX.name])
def test_the_commands_and_flags_it_names_are_ones(page):
    """A flag in a command is one of that command; a flag that stands alone is one of some command that the page names, or of another program."""
    found = commands(PAGES[page])
    assert found
    helps = {name: cli.run(*name.split(), "--help") for name in {name for name, _ in found} | {"serve"}}
    assert all(done.returncode == 0 for done in helps.values())
    flags = {name: set(re.findall(r"--[a-z][a-z0-9-]+", done.stdout.decode())) for name, done in helps.items()}
    for name, used in found:
        assert set(used) <= flags[name], (name, used)
    alone = set(re.findall(r"`(--[a-z][a-z0-9-]+)[ `]", PAGES[page]))
    assert alone <= set().union(*flags.values()) | {"--delete"}
