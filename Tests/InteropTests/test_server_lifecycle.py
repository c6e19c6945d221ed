"""Starting and stopping the server."""

import signal
import time

import pytest

from support import cli
from support.answers import refusal
from support.client import Client
from support.raw import Connection, head
from support.signing import presign_v1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_exits_with_0_and_leaves_no_folder(start_server, number):
    server = start_server()
    client = Client(server)
    client.put("a", b"1")
    assert client.get("a").body == b"1"
    assert server.stop(number) == 0
    assert server.leftovers() == []


def test_the_ready_file_tells_how_to_reach_the_server(start_server):
    server = start_server(buckets=("first-one", "second-one"), more=["--region", "eu-central-1"])
    assert server.ready == {
        "endpoint": f"http://127.0.0.1:{server.port}",
        "port": server.port,
        "pid": server.process.pid,
        "region": "eu-central-1",
        "access_key_id": server.credentials.id,
        "bucket": "first-one",
        "admin_url": server.ready["admin_url"],
    }


def test_standard_output_stays_empty(start_server):
    server = start_server()
    Client(server).put("a", b"1")
    server.stop()
    assert server.output() == b""


def test_all_buckets_of_the_command_line_exist(start_server):
    server = start_server(buckets=("first-one", "second-one"))
    for bucket in ("first-one", "second-one"):
        assert Client(server, bucket).keys() == []


def test_a_server_without_v1_refuses_v1_and_takes_v4(start_server):
    server = start_server(more=["--no-v1"])
    client = Client(server)
    client.put("a", b"1")
    for method in ("GET", "PUT"):
        request = presign_v1(client.request(method, "a"), server.credentials)
        assert refusal(client.send(request, b"2")).status == 403
    assert client.get("a").body == b"1"


def test_idle_connections_do_not_delay_the_end(start_server):
    server = start_server()
    client = Client(server)
    request = client.signed("PUT", "a")
    with Connection(server.port) as idle, Connection(server.port):
        idle.send(head("PUT", request.target(), [("Host", client.host), *request.headers, ("Content-Length", 1)]) + b"1")
        assert idle.answer("PUT").status == 200
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 10
    assert server.leftovers() == []


def test_an_upload_that_has_begun_is_finished_before_the_end(start_server):
    server = start_server()
    client = Client(server)
    request = client.signed("PUT", "a")
    with Connection(server.port) as connection:
        connection.send(head("PUT", request.target(), [("Host", client.host), *request.headers, ("Content-Length", 6)]) + b"abc")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert server.is_alive()
        connection.send(b"def")
        assert connection.answer("PUT").status == 200
    assert server.process.wait(timeout=20) == 0
    assert server.leftovers() == []


def test_an_upload_that_is_cut_by_the_end_leaves_no_folder(start_server):
    server = start_server()
    client = Client(server)
    request = client.signed("PUT", "a")
    with Connection(server.port) as connection:
        connection.send(head("PUT", request.target(), [("Host", client.host), *request.headers, ("Content-Length", 6)]) + b"abc")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
    assert server.process.wait(timeout=20) == 0
    assert server.leftovers() == []


@pytest.mark.parametrize(
    "options",
    [
        ["--access-key", "no-colon"], ["--access-key", ":"], ["--access-key", "a:"], ["--access-key", ":b"], ["--bucket", "Not_A_Bucket"],
        ["--region", "cn hangzhou"], ["--port", "70000"], ["--port", "-1"], ["--listen", "0.0.0.0"], ["--log-level", "loud"],
        ["--restore-delay=-1"], ["--restore-delay=31536001"], ["--sweep-grace=-1"], ["--no-such-option"], ["extra"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_meant_starts_nothing(tmp_path, options):
    ready = tmp_path / "ready.json"
    done = cli.run("serve", "--ephemeral", "--port", "0", "--ready-file", str(ready), *options, timeout=15)
    assert done.returncode not in (0, None)
    assert done.returncode > 0, "killed by a signal"
    assert done.stderr and not done.stdout
    assert not ready.exists()
