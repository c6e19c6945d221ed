"""`waybill ram`: users, keys, policies and roles of a data folder, changed while a server runs and while none does."""

import json
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support import cli
from support.client import Client
from support.server import binary
from support.signing import Credentials

UPLOADER = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/in/*"}]}


class Folder:
    """A data folder, and the commands on it."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments, stdin=b"", timeout=60):
        return subprocess.run(
            [binary(), "ram", *arguments, "--data", str(self.path)], capture_output=True, env=cli.clean_environment(), input=stdin, timeout=timeout
        )

    def ok(self, *arguments, **options) -> str:
        done = self.run(*arguments, **options)
        assert done.returncode == 0, (arguments, done.stderr)
        assert done.stderr == b"", done.stderr
        return done.stdout.decode()

    def json(self, *arguments, **options) -> list:
        return [json.loads(line) for line in self.ok(*arguments, "--output-format", "json", **options).splitlines()]

    def refused(self, status, code, *arguments, **options) -> dict:
        done = self.run(*arguments, "--output-format", "json", **options)
        assert done.returncode == status, (arguments, done)
        assert done.stdout == b""
        error = json.loads(done.stderr)
        assert error["code"] == code, error
        return error

    def uploader(self, user="alice") -> Credentials:
        """A user who may upload into in/."""
        made = self.json("user", "create", user, "--with-key")[0]
        self.ok("policy", "put", "uploader", "-", stdin=json.dumps(UPLOADER).encode())
        self.ok("policy", "attach", "uploader", "--user", user)
        return Credentials(made["access_key_id"], made["access_key_secret"])


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path / "data")


def upload(server, credentials, key="in/a.txt") -> tuple:
    """PUT by a presigned URL; the status, and code and EC of an error."""
    url = cli.presign(server, key, "--method", "PUT", credentials=credentials)
    done = subprocess.run(
        ["curl", "-s", "-S", "-X", "PUT", "--data-binary", "hello", "-w", "\n%{http_code}", "-H", "Content-Type:", url],
        capture_output=True, timeout=60, check=True,
    )
    body, _, status = done.stdout.decode().rpartition("\n")
    part = lambda name: body.partition(f"<{name}>")[2].partition(f"</{name}>")[0] or None
    return int(status), part("Code"), part("EC")


DONE = (200, None, None)
DISABLED = (403, "InvalidAccessKeyId", "0002-00000904")
UNKNOWN = (403, "InvalidAccessKeyId", "0002-00000902")


def test_everything_is_made_listed_and_removed(folder):
    alice = folder.json("user", "create", "alice", "--with-key")[0]
    assert alice["schema"] == "waybill.ram.user/1"
    assert alice["name"] == "alice" and len(alice["id"]) == 18 and alice["id"].startswith("2")
    assert alice["access_key_id"].startswith("LTAI") and len(alice["access_key_secret"]) >= 30
    folder.ok("policy", "put", "uploader", "-", stdin=json.dumps(UPLOADER, indent=4).encode())
    folder.ok("policy", "attach", "uploader", "--user", "alice")
    folder.ok("policy", "attach", "AliyunOSSReadOnlyAccess", "--user", "alice")
    role = folder.json("role", "create", "reader", "--trust-user", "alice", "--max-session-duration", "2h")[0]
    assert role["trusted_users"] == ["alice"] and role["max_session_duration"] == 7200 and role["id"].startswith("3")
    folder.ok("policy", "attach", "uploader", "--role", "reader")

    users = folder.json("user", "list")
    assert [user["name"] for user in users] == ["alice"]
    assert users[0]["policies"] == ["uploader", "AliyunOSSReadOnlyAccess"]
    assert users[0]["access_key_ids"] == [alice["access_key_id"]]
    keys = folder.json("key", "list", "--user", "alice")
    assert [(key["access_key_id"], key["status"], key["user"]) for key in keys] == [(alice["access_key_id"], "Active", "alice")]
    policies = folder.json("policy", "list")
    assert [(policy["name"], policy["type"], policy["users"], policy["roles"]) for policy in policies] == [
        ("uploader", "Custom", ["alice"], ["reader"])
    ]
    assert "AdministratorAccess" in [policy["name"] for policy in folder.json("policy", "list", "--all")]
    assert json.loads(folder.ok("policy", "get", "uploader")) == UPLOADER
    assert folder.json("policy", "get", "uploader")[0]["document"] == UPLOADER
    assert [role["name"] for role in folder.json("role", "list")] == ["reader"]
    for listing in (["user", "list"], ["key", "list"], ["role", "list"], ["policy", "list"]):
        assert len(folder.ok(*listing).splitlines()) == 1
        assert alice["access_key_secret"] not in folder.ok(*listing)

    folder.refused(2, "DeleteConflict.User.AccessKey", "user", "delete", "alice")
    folder.refused(2, "DeleteConflict.Policy.User", "policy", "delete", "uploader")
    folder.refused(2, "DeleteConflict.Role.Policy", "role", "delete", "reader")
    folder.ok("key", "disable", alice["access_key_id"])
    assert folder.json("key", "list")[0]["status"] == "Inactive"
    folder.ok("key", "enable", alice["access_key_id"])
    assert folder.json("key", "list")[0]["status"] == "Active"
    folder.ok("key", "delete", alice["access_key_id"])
    folder.refused(2, "DeleteConflict.User.Policy", "user", "delete", "alice")
    folder.ok("user", "delete", "alice", "--force")
    folder.ok("policy", "detach", "uploader", "--role", "reader")
    folder.ok("policy", "delete", "uploader")
    folder.ok("role", "delete", "reader")
    assert folder.json("user", "list") == folder.json("key", "list") == folder.json("policy", "list") == folder.json("role", "list") == []


def test_whom_a_role_trusts_is_said_anew(folder):
    trusted = lambda: [role.get("trusted_users") for role in folder.json("role", "list")]
    folder.ok("user", "create", "alice")
    folder.ok("user", "create", "bob")
    folder.ok("role", "create", "reader")
    assert trusted() == [None]
    folder.ok("role", "trust", "reader", "--trust-user", "alice", "--trust-user", "bob", "--trust-user", "alice")
    assert trusted() == [["alice", "bob"]]
    folder.refused(2, "EntityNotExist.User", "role", "trust", "reader", "--trust-user", "carol")
    assert trusted() == [["alice", "bob"]]
    change = folder.json("role", "trust", "reader", "--whole-account")[0]
    assert (change["schema"], change["action"], change["role"]) == ("waybill.ram.change/1", "trust", "reader")
    assert trusted() == [None]


@pytest.mark.parametrize(
    "status, code, arguments",
    [
        (1, "InvalidParameter.UserName", ["user", "create", "a b"]),
        (1, "InvalidParameter.RoleName", ["role", "create", "r/"]),
        (1, "InvalidParameter.MaxSessionDuration", ["role", "create", "r", "--max-session-duration", "43201"]),
        (2, "EntityAlreadyExists.User", ["user", "create", "there"]),
        (2, "EntityNotExist.User", ["user", "delete", "gone"]),
        (2, "EntityNotExist.User", ["key", "create", "--user", "gone"]),
        (2, "EntityNotExist.User", ["key", "list", "--user", "gone"]),
        (2, "EntityNotExist.User", ["role", "create", "r", "--trust-user", "gone"]),
        (2, "EntityNotExist.User.AccessKey", ["key", "disable", "LTAIgone"]),
        (2, "EntityNotExist.User.AccessKey", ["key", "enable", "LTAIgone"]),
        (2, "EntityNotExist.User.AccessKey", ["key", "delete", "LTAIgone"]),
        (2, "EntityNotExist.Policy", ["policy", "get", "gone"]),
        (2, "EntityNotExist.Policy", ["policy", "delete", "gone"]),
        (2, "EntityNotExist.Policy", ["policy", "attach", "gone", "--user", "there"]),
        (2, "EntityNotExist.Role", ["policy", "attach", "AliyunOSSFullAccess", "--role", "gone"]),
        (2, "EntityNotExist.User.Policy", ["policy", "detach", "AliyunOSSFullAccess", "--user", "there"]),
        (2, "EntityNotExist.Role", ["role", "delete", "gone"]),
        (2, "EntityNotExist.Role", ["role", "trust", "gone", "--whole-account"]),
        (2, "EntityNotExist.Policy", ["policy", "attach", "\u212a", "--user", "there"]),
        (2, "EntityNotExist.User", ["role", "create", "r", "--trust-user", "\u212a"]),
    ],
)
def test_what_ram_refuses_is_refused_in_its_words(folder, status, code, arguments):
    folder.ok("user", "create", "there")
    folder.refused(status, code, *arguments)


@pytest.mark.parametrize(
    "name, document, status, code",
    [
        ("p", b'{"Version":1,"Statement":[]}', 2, "InvalidParameter.PolicyDocument"),
        ("p", b'{"Version":"1","Statement":[{"Effect":"Maybe","Action":"oss:*","Resource":"*"}]}', 2, "InvalidParameter.PolicyDocument"),
        ("p", b"nonsense", 2, "InvalidParameter.PolicyDocument"),
        ("p", b'{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}' + b" " * 7000, 2, "InvalidParameter.PolicyDocument"),
        ("p_", json.dumps(UPLOADER).encode(), 1, "InvalidParameter.PolicyName"),
        ("AdministratorAccess", json.dumps(UPLOADER).encode(), 2, "InvalidParameter.PolicyType"),
    ],
)
def test_policies_that_oss_would_refuse_are_refused_when_they_are_put(folder, name, document, status, code):
    folder.ok("user", "create", "there")
    error = folder.refused(status, code, "policy", "put", name, "-", stdin=document)
    if code == "InvalidParameter.PolicyDocument":
        assert "Invalid Policy: " in error["message"]
    assert folder.json("policy", "list") == []


def test_wrong_usage_is_exit_code_1_and_a_missing_folder_3(folder):
    folder.ok("user", "create", "there")
    both = ["role", "trust", "r", "--trust-user", "u", "--whole-account"]
    for arguments in (
        ["policy", "attach", "p"], ["policy", "attach", "p", "--user", "u", "--role", "r"], ["role", "trust", "r"], both, ["user", "create"],
        ["user", "nonsense"],
    ):
        assert folder.run(*arguments).returncode == 1, arguments
    missing = Folder(folder.path / "not" / "there")
    assert missing.run("user", "list").returncode == 3
    assert missing.run("user", "create", "x").returncode == 3
    assert folder.run("policy", "put", "p", str(folder.path / "nothing.json")).returncode == 3


def test_a_key_of_ones_own_is_taken_from_a_file_and_not_printed(folder, tmp_path):
    folder.ok("user", "create", "alice")
    (tmp_path / "secret").write_text("OWN-SECRET-0123456789\n")
    done = folder.json("key", "create", "--user", "alice", "--id", "LTAIown", "--secret-file", str(tmp_path / "secret"))[0]
    assert done["access_key_id"] == "LTAIown" and "OWN-SECRET" not in json.dumps(done)
    folder.ok("key", "create", "--user", "alice", "--id", "LTAIstdin", "--secret-file", "-", stdin=b"OTHER-SECRET\n")
    error = folder.refused(
        2, "EntityAlreadyExists.User.AccessKey", "key", "create", "--user", "alice", "--id", "LTAIown", "--secret-file", "-", stdin=b"CANARY\n"
    )
    assert "CANARY" not in json.dumps(error)
    for empty in (b"", b"\n"):
        assert folder.run("key", "create", "--user", "alice", "--secret-file", "-", stdin=empty).returncode == 1


def test_a_limit_of_keys(folder):
    folder.ok("user", "create", "alice")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: folder.ok("key", "create", "--user", "alice", "--id", f"K{n}", "--secret-file", "-", stdin=b"s\n"), range(100)))
    folder.refused(2, "LimitExceeded.User.AccessKey", "key", "create", "--user", "alice")


def test_rotation_without_a_restart(folder, start_server):
    server = start_server(data=folder.path)
    first = folder.uploader()
    assert upload(server, first) == DONE
    assert upload(server, first, key="out/a.txt")[:2] == (403, "AccessDenied")
    made = folder.json("key", "create", "--user", "alice")[0]
    second = Credentials(made["access_key_id"], made["access_key_secret"])
    assert upload(server, second) == DONE
    folder.ok("key", "disable", first.id)
    assert upload(server, first) == DISABLED
    assert upload(server, second) == DONE
    folder.ok("key", "enable", first.id)
    assert upload(server, first) == DONE
    folder.ok("key", "delete", first.id)
    assert upload(server, first) == UNKNOWN
    folder.ok("policy", "detach", "uploader", "--user", "alice")
    assert upload(server, second)[:2] == (403, "AccessDenied")
    folder.ok("user", "delete", "alice", "--force")
    assert upload(server, second) == UNKNOWN
    assert made["access_key_secret"] not in server.log()


def test_every_change_counts_for_the_very_next_request(folder, start_server):
    server = start_server(data=folder.path)
    alice = folder.uploader()
    for _ in range(5):
        folder.ok("key", "disable", alice.id)
        assert upload(server, alice) == DISABLED
        folder.ok("key", "enable", alice.id)
        assert upload(server, alice) == DONE


def test_identities_outlive_the_server_and_are_there_before_it(folder, start_server):
    alice = folder.uploader()
    server = start_server(data=folder.path)
    assert upload(server, alice) == DONE
    assert server.stop() == 0
    again = start_server(data=folder.path)
    assert upload(again, alice) == DONE
    again.process.kill()
    again.process.wait()
    folder.ok("key", "disable", alice.id)
    assert upload(start_server(data=folder.path), alice) == DISABLED


def test_a_server_starts_while_commands_run(folder, start_server):
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(folder.ok, "user", "create", f"u{number}") for number in range(12)]
        server = start_server(data=folder.path)
        for done in running:
            done.result()
    assert server.is_alive()
    assert sorted(user["name"] for user in folder.json("user", "list")) == sorted(f"u{number}" for number in range(12))


def test_processes_that_change_at_once_lose_nothing(folder, start_server):
    server = start_server(data=folder.path)
    client = Client(server)
    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(folder.ok, "user", "create", f"u{number}", "--with-key") for number in range(40)]
        for number in range(40):
            client.put(f"beside/{number}", b"x")
        for done in running:
            done.result()
    assert sorted(user["name"] for user in folder.json("user", "list")) == sorted(f"u{number}" for number in range(40))
    assert len({key["access_key_id"] for key in folder.json("key", "list")}) == 40


def test_a_command_that_is_killed_changes_all_or_nothing_and_stops_nobody(folder, start_server):
    server = start_server(data=folder.path)
    alice = folder.uploader()
    acknowledged = []
    for number in range(24):
        process = subprocess.Popen(
            [binary(), "ram", "user", "create", f"k{number}", "--data", str(folder.path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=cli.clean_environment(),
        )
        time.sleep(0.004 * number)
        process.send_signal(signal.SIGKILL)
        if process.communicate()[0]:
            acknowledged.append(f"k{number}")
    names = [user["name"] for user in folder.json("user", "list")]
    assert set(acknowledged) <= set(names) and len(names) == len(set(names))
    assert upload(server, alice) == DONE
    folder.ok("key", "disable", alice.id)
    assert upload(server, alice) == DISABLED


def test_nobody_else_may_read_the_folder(folder, start_server):
    old = os.umask(0)
    try:
        folder.ok("user", "create", "alice", "--with-key")
    finally:
        os.umask(old)
    server = start_server(data=folder.path)
    folder.ok("user", "create", "bob", "--with-key")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    for path in folder.path.iterdir():
        if path.is_file():
            assert path.stat().st_mode & 0o777 == 0o600, path
    assert server.is_alive()


def test_foreign_folders_are_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    before = tmp_path.stat().st_mode
    assert Folder(tmp_path).run("user", "create", "alice").returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"] and tmp_path.stat().st_mode == before


# --ram-file

ALICE = Credentials("LTAIalice", "alice-secret-0123456789")
YAML = """\
version: 1
users:
  - name: alice
    policies: [uploader]
    access_keys:
      - { id: LTAIalice, secret: alice-secret-0123456789, status: Active }
policies:
  - name: uploader
    document: { Version: "1", Statement: [ { Effect: Allow, Action: "oss:PutObject", Resource: "acs:oss:*:*:uploads/in/*" } ] }
"""
JSON = json.dumps(
    {
        "version": 1,
        "users": [
            {"name": "alice", "policies": ["uploader"], "access_keys": [{"id": "LTAIalice", "secret": "alice-secret-0123456789", "status": "Active"}]}
        ],
        "policies": [{"name": "uploader", "document": UPLOADER}],
    },
    indent=2,
)


def private(path, text):
    path.touch(mode=0o600)
    path.write_text(text)
    return path


@pytest.mark.parametrize("name, text", [("ram.yaml", YAML), ("ram.json", JSON), ("ram", JSON.replace("\n", ""))])
def test_a_ram_file_says_who_may_do_what(tmp_path, start_server, name, text):
    server = start_server(more=["--ram-file", str(private(tmp_path / name, text))])
    assert upload(server, ALICE) == DONE
    assert upload(server, ALICE, key="out/a")[:2] == (403, "AccessDenied")
    assert upload(server, server.credentials, key="out/a") == DONE
    assert "can read it" not in server.log()


def test_a_changed_ram_file_counts_at_once_and_a_broken_one_changes_nothing(tmp_path, start_server):
    file = private(tmp_path / "ram.yaml", YAML)
    server = start_server(more=["--ram-file", str(file)])
    assert upload(server, ALICE) == DONE
    # The same size and, most likely, the same second.
    for old, new, expected in (("Active", "Active ", DONE), ("uploads/in/*", "uploads/on/*", "AccessDenied"), ("x", "x", "AccessDenied")):
        text = file.read_text().replace(old, new)
        file.write_text(text)
        answer = upload(server, ALICE)
        assert answer == expected or answer[1] == expected, (new, answer)
    file.write_text(YAML.replace("Active", "Inactive"))
    assert upload(server, ALICE) == DISABLED
    replacement = private(tmp_path / "next.yaml", YAML)
    replacement.replace(file)
    assert upload(server, ALICE) == DONE
    for broken in ("version: 1\nusers: [", YAML.replace("secret: alice-secret-0123456789", "secret: [CANARY]"), "", "version: 2"):
        file.write_text(broken)
        assert upload(server, ALICE) == DONE, broken
    file.unlink()
    assert upload(server, ALICE) == DONE
    assert "error" in server.log() and "users[0].access_keys[0].secret" in server.log()
    assert "CANARY" not in server.log() and "alice-secret" not in server.log()
    private(file, "version: 1\n")
    assert upload(server, ALICE) == UNKNOWN


@pytest.mark.parametrize(
    "text, status, words",
    [
        (None, 3, "cannot read"),
        ("version: 1\nusers:\n  - name: a b\n", 1, "line 3: users[0].name: "),
        ("version: 1\nusers: [\n", 1, "line "),
        ("version: 1\npolicies:\n- name: p\n  document: {Version: 1, Statement: []}\n", 1, "line 4: policies[0].document: Invalid Policy"),
        ("version: 1\nusers:\n- name: a\n  access_keys: [{id: K, secret: 12345678}]\n", 1, "line 4: users[0].access_keys[0].secret: "),
        ("", 1, "empty"),
    ],
)
def test_a_wrong_ram_file_stops_the_start(tmp_path, text, status, words):
    file = tmp_path / "ram.yaml"
    if text is not None:
        private(file, text)
    done = cli.run("serve", "--ephemeral", "--port", "0", "--ram-file", str(file), timeout=60)
    assert done.returncode == status, done
    assert words in done.stderr.decode() and str(file) in done.stderr.decode()
    assert "12345678" not in done.stderr.decode()
    assert done.stdout == b""


def test_a_ram_file_that_others_can_read_is_warned_about(tmp_path, start_server):
    file = private(tmp_path / "ram.yaml", YAML)
    file.chmod(0o644)
    server = start_server(more=["--ram-file", str(file)])
    assert f"chmod 600 {file}" in server.log()


def test_while_a_file_is_in_force_the_folder_is_not_changed(folder, tmp_path, start_server):
    folder.uploader("bob")
    file = private(tmp_path / "ram.yaml", YAML)
    server = start_server(data=folder.path, more=["--ram-file", str(file)])
    assert server.ready["ram_file"] == str(file)
    done = folder.run("user", "create", "carol")
    assert done.returncode == 1 and str(file) in done.stderr.decode() and done.stdout == b""
    listed = folder.run("user", "list")
    assert listed.returncode == 0 and str(file) in listed.stderr.decode() and b"bob" in listed.stdout
    assert server.stop() == 0
    folder.ok("user", "create", "carol")
    assert [user["name"] for user in folder.json("user", "list")] == ["bob", "carol"]


def test_help_completions_and_manual_know_the_commands():
    for shell in ("bash", "zsh", "fish"):
        script = cli.run("completion", shell).stdout.decode()
        assert "ram" in script and "max-session-duration" in script and "secret-file" in script
    made = " ".join(cli.run("ram", "key", "create", "--help").stdout.decode().split())
    assert "default: LTAI and 20 random" in made and "default: a random secret, which is shown, this once" in made
    assert "on their group's page" in " ".join(cli.run("man", "--help").stdout.decode().split())
    page = cli.run("man", "ram").stdout.decode()
    for words in ("user create", "key disable", "policy attach", "role create", "role trust"):
        assert words in page, words
