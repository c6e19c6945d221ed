"""Starting and stopping the server."""

import signal

import pytest

from support.client import Client


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
    }


def test_standard_output_stays_empty(start_server):
    server = start_server(log_level="debug")
    Client(server).put("a", b"1")
    server.stop()
    assert server.output() == b""


def test_all_buckets_of_the_command_line_exist(start_server):
    server = start_server(buckets=("first-one", "second-one"))
    for bucket in ("first-one", "second-one"):
        assert Client(server, bucket).keys() == []


def test_a_server_without_v1_refuses_v1_and_takes_v4(start_server):
    from support.answers import refusal
    from support.signing import presign_v1

    server = start_server(more=["--no-v1"])
    client = Client(server)
    client.put("a", b"1")
    for method in ("GET", "PUT"):
        request = presign_v1(client.request(method, "a"), server.credentials)
        assert refusal(client.send(request, b"2")).status == 403
    assert client.get("a").body == b"1"
