"""Attack cases 35, 41 and 42: other users of the machine, and what runs on it besides.

CVE-2025-68926, GHSA-j59h: hard-coded tokens and default credentials. GHSA-333v, GHSA-8cm2, GHSA-r54g, GHSA-4rgc-5g6r-2rjf, CVE-2023-30610: secrets in logs.
"""

import json
import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

from support import cli
from support.client import Client
from support.raw import Connection, head
from support.server import binary
from support.signing import Credentials

PATHS = ["/metrics", "/livez", "/readyz", "/health", "/healthz", "/status", "/admin", "/debug/pprof/", "/debug", "/_waybill/", "/_waybill/metrics", "/actuator", "/minio/admin/v3/info",
         "/minio/health/live", "/server-status", "/nginx_status", "/.env", "/.git/config", "/console", "/api/v1/", "/-/healthy", "/v1/sys/health", "/favicon.ico", "/robots.txt"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_attack_42_nothing_but_oss_answers_on_the_public_port(server, path, method):
    """Each of these is a bucket or a key there: missing, malformed or not allowed, and without a signature refused."""
    with Connection(server.port) as connection:
        connection.send(head(method, path, [("Host", server.host), ("Content-Length", "0")]))
        answer = connection.answer(method)
        assert 400 <= answer.status <= 501 and answer.header("Server") == "AliyunOSS"
        assert b"# HELP" not in answer.body and b"pprof" not in answer.body.replace(path.encode(), b"")


# 41: the data folder


@pytest.fixture
def used(start_server, tmp_path):
    """A data folder that a server has used, with small and large objects in it."""
    folder = tmp_path / "data"
    server = start_server(data=folder)
    client = Client(server)
    client.put("small", b"x")
    client.put("large", b"y" * 1_000_000)
    client.send(client.request("GET", "small"))
    yield server, folder
    server.discard()


def test_attack_41_nobody_else_reads_the_data_folder(used):
    server, folder = used
    found = [folder, *folder.rglob("*")]
    assert len(found) > 5 and any("blobs" in str(path) for path in found)
    for path in found:
        mode = path.lstat().st_mode
        assert stat.S_IMODE(mode) & 0o077 == 0, f"{path.relative_to(folder)} is {stat.S_IMODE(mode):o}"
        assert path.lstat().st_uid == os.geteuid()
    server.stop()
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path


def serve(folder, *more) -> subprocess.CompletedProcess:
    """Starts a server that is expected to refuse; one that runs is stopped after a while, which is then the failure."""
    ready = Path(folder).parent / "ready.json"
    process = subprocess.Popen([binary(), "serve", "--data", str(folder), "--port", "0", "--ready-file", str(ready), *more], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                               stdin=subprocess.DEVNULL, env=cli.clean_environment())
    deadline = time.monotonic() + 60
    while process.poll() is None and not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    if process.poll() is None:
        process.kill()
    out, error = process.communicate(timeout=20)
    return subprocess.CompletedProcess(process.args, process.returncode, out, error)


def test_attack_41_a_folder_open_to_all_is_closed(used):
    server, folder = used
    server.stop()
    folder.chmod(0o777)
    with_mask = os.umask(0)
    try:
        serve(folder)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0 for path in folder.rglob("*")), "made under a permissive umask"
    finally:
        os.umask(with_mask)


def test_attack_41_a_folder_of_another_user_is_refused(used):
    """Only the superuser gives folders away. Anybody else takes one of the superuser's that is empty, as a new data folder is."""
    server, folder = used
    server.stop()
    foreign = folder if os.geteuid() == 0 else empty_folder_of_the_superuser()
    if foreign == folder:
        os.chown(folder, 12345, -1)
    refused = serve(foreign)
    assert refused.returncode == 3 and b"another user" in refused.stderr
    if foreign == folder:
        os.chown(folder, 0, -1)
    assert serve(folder).returncode == -9


def empty_folder_of_the_superuser() -> Path:
    for folder in map(Path, ("/srv", "/mnt", "/media", "/usr/local/games", "/usr/local/include", "/usr/local/src")):
        if folder.is_dir() and folder.stat().st_uid == 0 and os.access(folder, os.R_OK) and not any(folder.iterdir()):
            return folder
    raise AssertionError("this machine has no empty folder of another user: run this test as root")


@pytest.mark.parametrize("name", ["blobs", "staging", "lock", "catalogue.sqlite", "identities.changes", "setup.lock"])
def test_attack_41_a_planted_link_is_not_followed(used, tmp_path, name):
    """What was planted in place of the server's own files and folders leads somewhere where something else is."""
    server, folder = used
    server.stop()
    elsewhere = tmp_path / "elsewhere"
    target = folder / name
    if name in ("blobs", "staging"):
        elsewhere.mkdir()
        subprocess.run(["rm", "-rf", str(target)], check=True)
    else:
        elsewhere.write_bytes(b"precious")
        target.unlink(missing_ok=True)
    target.symlink_to(elsewhere)
    refused = serve(folder)
    assert refused.returncode == 3, refused.stderr
    assert list(elsewhere.iterdir()) == [] if elsewhere.is_dir() else elsewhere.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["refusals.jsonl", "server.json", "credentials", "callback_key.pem", "catalogue.sqlite-wal", "catalogue.sqlite-shm"])
def test_attack_41_a_planted_link_overwrites_nothing(used, tmp_path, name):
    server, folder = used
    server.stop()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"precious")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(elsewhere)
    serve(folder)
    assert elsewhere.read_bytes() == b"precious"


def test_attack_41_a_planted_link_among_the_blobs_is_not_read(used, tmp_path):
    """A blob that has become a link is an error of the storage, and shows nothing of what it leads to."""
    server, folder = used
    secret = tmp_path / "secret"
    secret.write_bytes(b"s" * 1_000_000)
    blobs = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    blobs[0].unlink()
    blobs[0].symlink_to(secret)
    try:
        answer = Client(server).get("large")
        assert answer.status >= 500 and b"sss" not in answer.body
    except Exception as error:
        assert type(error).__name__ == "NoAnswer", error


@pytest.mark.parametrize("shape", ["a folder of other things", "a file", "a missing parent"])
def test_attack_41_what_is_no_data_folder_is_left_alone(tmp_path, shape):
    folder = tmp_path / "data"
    if shape == "a folder of other things":
        folder.mkdir(mode=0o755)
        (folder / "diary").write_text("dear")
    elif shape == "a file":
        folder.write_text("dear")
    else:
        folder = tmp_path / "none" / "data"
    before = folder.stat().st_mode if folder.exists() else None
    refused = serve(folder)
    assert refused.returncode == 3 and b"Fatal" not in refused.stderr
    assert (folder.stat().st_mode if folder.exists() else None) == before


def test_CVE_2025_68926_GHSA_j59h_there_is_no_default_key(start_server, tmp_path):
    """The pair is made at the first start, kept where only its owner reads, and differs from folder to folder."""
    pairs = set()
    for number in range(2):
        folder = tmp_path / f"data{number}"
        ready = tmp_path / f"ready{number}"
        process = subprocess.Popen([binary(), "serve", "--data", str(folder), "--port", "0", "--ready-file", str(ready)], stderr=subprocess.PIPE, env=cli.clean_environment())
        deadline = time.monotonic() + 60
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        notice, kept = json.loads(ready.read_text()), (folder / "credentials").read_text()
        assert stat.S_IMODE((folder / "credentials").stat().st_mode) == 0o600
        for known in ("minioadmin", "admin", "rustfsadmin", "accesskey", "secret", "test", "AKIAIOSFODNN7EXAMPLE"):
            client = Client(type("At", (), {"port": notice["port"], "host": f"127.0.0.1:{notice['port']}", "credentials": Credentials(known, known)})())
            assert client.send(client.signed("GET", "", bucket="")).status == 403
        process.terminate()
        _, log = process.communicate(timeout=20)
        pair = kept.strip()
        pairs.add(pair)
        assert notice["access_key_id"] in pair
        secrets = [word for word in pair.replace('"', " ").replace(":", " ").replace(",", " ").split() if len(word) >= 24]
        assert secrets and not [word for word in secrets if word.encode() in log]
    assert len(pairs) == 2


def test_attack_35_GHSA_r54g_a_secret_in_a_file_shows_in_no_process_list(tmp_path):
    """`--access-key` says in its help that others see it; the other ways do not show it."""
    shown = subprocess.run([binary(), "serve", "--help"], capture_output=True, text=True).stdout
    assert "Other users of this machine can see it" in " ".join(shown.split())
    folder, ready = tmp_path / "data", tmp_path / "ready"
    process = subprocess.Popen([binary(), "serve", "--data", str(folder), "--port", "0", "--ready-file", str(ready)], stderr=subprocess.DEVNULL, env=cli.clean_environment())
    try:
        deadline = time.monotonic() + 60
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        secrets = [word for word in (folder / "credentials").read_text().replace('"', " ").replace(":", " ").replace(",", " ").split() if len(word) >= 24]
        for name in ("cmdline", "environ"):
            data = Path(f"/proc/{process.pid}/{name}").read_bytes()
            assert not [secret for secret in secrets if secret.encode() in data]
    finally:
        process.terminate()
        process.wait(timeout=20)
