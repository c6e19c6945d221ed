"""Attack case 44, and what follows when what is below or beyond cannot be trusted.

GHSA-8mxv, GHSA-gx4c (rclone): authentication headers followed redirects to other origins and from https to http.
"""

import re

import pytest

from support import cli
from support.client import Client
from support.hostile_server import HostileServer, answer
from support.raw import NoAnswer

SIZE = 3_000_000


@pytest.fixture
def damaged(start_server, tmp_path):
    """A server whose one large object can be damaged under its hands: the client, and the path of its bytes."""
    folder = tmp_path / "data"
    server = start_server(data=folder)
    client = Client(server)
    client.put("large", bytes(range(256)) * (SIZE // 256))
    blobs = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    return client, blobs[0]


def change(path, how):
    data = bytearray(path.read_bytes())
    if how.startswith("a bit"):
        data[{"a bit first": 0, "a bit in the middle": len(data) // 2, "a bit last": len(data) - 1}[how]] ^= 1
    elif how == "shorter":
        del data[-1000:]
    elif how == "empty":
        data.clear()
    elif how == "zeroes":
        data[:] = bytes(len(data))
    path.write_bytes(bytes(data))
    if how == "gone":
        path.unlink()


@pytest.mark.parametrize("how", ["a bit first", "a bit in the middle", "a bit last", "shorter", "empty", "zeroes", "gone"])
def test_attack_44_wrong_bytes_are_never_a_whole_answer(damaged, how):
    """CRC-64 decides: an error, or a connection that ends before the last byte."""
    client, path = damaged
    change(path, how)
    try:
        got = client.get("large")
        assert got.status >= 500, f"{got.status} with {len(got.body)} bytes"
    except NoAnswer:
        pass
    assert client.server.is_alive() and client.put("other", b"x").status == 200


def test_attack_44_the_names_of_blobs_cannot_be_guessed(start_server, tmp_path):
    """Neither the key nor the bytes nor the time lead to one."""
    names = set()
    for number in range(2):
        folder = tmp_path / f"data{number}"
        client = Client(start_server(data=folder))
        for _ in range(3):
            client.put("same", b"same" * 50_000)
        names |= {path.name for path in (folder / "blobs").rglob("*") if path.is_file()}
    assert len(names) >= 2
    for name in names:
        assert re.fullmatch("[0-9a-f]{32}", name), f"{name} has no 128 bits"
    prefixes = {name[:8] for name in names}
    assert len(prefixes) == len(names), f"blobs share the beginning of their names: {sorted(names)}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("command", [("cp", "{file}", "oss://uploads/a"), ("cat", "oss://uploads/a"), ("ls", "oss://uploads"), ("rm", "oss://uploads/a"), ("stat", "oss://uploads/a")],
                         ids=lambda command: command[0])
def test_attack_44_GHSA_8mxv_GHSA_gx4c_no_redirect_is_followed_with_credentials(tmp_path, credentials, command, status):
    """Neither to another port nor within the same, whatever the status: the second server hears nothing."""
    source = tmp_path / "file"
    source.write_bytes(b"x")
    with HostileServer(lambda request: answer(200)) as heard, HostileServer(lambda request: redirected(request, status, heard.endpoint)) as redirecting:
        done = cli.run(*[part.format(file=source) for part in command], "--endpoint", redirecting.endpoint, "--region", "cn-hangzhou", credentials=credentials, timeout=60)
        assert done.returncode in (2, 3), done.stderr
        assert redirecting.requests and heard.requests == []
        assert b"ignature=" not in done.stderr and credentials.secret.encode() not in done.stderr + done.stdout


def redirected(request, status: int, endpoint: str) -> bytes:
    request.body()
    return answer(status, Location=f"{endpoint}/stolen")
