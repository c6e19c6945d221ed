"""The admin port: whether the server lives, is ready, and what it counts. Attack case 42: none of it on the public port."""

import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
import requests

from support import admin, cli
from support.admin import ask, samples, total
from support.answers import refusal
from support.client import Client
from support.raw import Connection, head
from support.signing import replaced


@pytest.fixture
def alone(start_server):
    """A server that nobody else asks."""
    return start_server()


# The pages


def test_a_running_server_lives_and_is_ready(alone):
    for path, text in (("/livez", b"alive\n"), ("/readyz", b"ready\n"), ("/readyz?verbose=1", b"ready\n")):
        status, headers, body = ask(alone.ready["admin_url"], path)
        assert (status, body) == (200, text)
        assert headers["Cache-Control"] == "no-store"


def test_the_admin_port_is_on_loopback_and_is_not_the_public_one(alone):
    url = alone.ready["admin_url"]
    assert url.startswith("http://127.0.0.1:") and not url.endswith(f":{alone.port}")
    listening = [
        bytes.fromhex(line.split()[1].split(":")[0])[::-1] for line in open("/proc/net/tcp").read().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == int(url.rpartition(":")[2])
    ]
    assert listening == [bytes([127, 0, 0, 1])]


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/livez/", "/readyz?x", "/_/metrics", "/debug/pprof/", "/admin"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_attack_42_the_public_port_has_none_of_it(alone, method, path):
    with Connection(alone.port) as connection:
        connection.send(head(method, path, [("Host", alone.host), ("Content-Length", 0)]))
        answer = connection.answer(method)
    assert answer.status >= 400, answer
    assert b"waybill_" not in answer.body and answer.body not in (b"alive\n", b"ready\n")
    if method == "GET":
        assert refusal(answer)["RequestId"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_other_methods_are_405(alone, method, path):
    status, headers, _ = ask(alone.ready["admin_url"], path, method)
    assert status == 405 and headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/livez/", "/LIVEZ", "/readyz/x", "//metrics", "/uploads/key", "/metrics%20", "/%6detrics", "*"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_everything_else_is_404(alone, method, path):
    assert ask(alone.ready["admin_url"], path, method)[0] == 404


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_head_is_get_without_the_body(alone, path):
    status, headers, body = ask(alone.ready["admin_url"], path, "HEAD")
    assert status == 200 and body == b"" and int(headers["Content-Length"]) > 0


def test_many_idle_connections_to_the_admin_port_cost_the_server_nothing(alone):
    port = int(alone.ready["admin_url"].rpartition(":")[2])
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
    try:
        client = Client(alone)
        client.put("a", b"1")
        assert client.get("a").body == b"1"
    finally:
        for connection in idle:
            connection.close()
    deadline = time.monotonic() + 60
    while True:
        try:
            assert ask(alone.ready["admin_url"], "/livez")[0] == 200
            return
        except OSError:
            assert time.monotonic() < deadline, "the admin port does not answer any more"
            time.sleep(0.2)


def test_garbage_on_the_admin_port_is_no_end_of_it(alone):
    port = int(alone.ready["admin_url"].rpartition(":")[2])
    for data in (b"\0\xff\r\n\r\n", b"GET\r\n\r\n", b"GET /metrics HTTP/9.9\r\n\r\n", b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 10_000):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(data)
            try:
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass
            except OSError:
                pass
    assert ask(alone.ready["admin_url"], "/livez")[0] == 200


# The flags


def test_the_port_can_be_chosen(start_server):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start_server(more=["--admin-port", str(port)])
    assert server.ready["admin_url"] == f"http://127.0.0.1:{port}"
    assert ask(server.ready["admin_url"], "/livez")[0] == 200


def test_without_an_admin_port_there_is_none(start_server):
    server = start_server(more=["--no-admin"])
    assert "admin_url" not in server.ready
    Client(server).put("a", b"1")
    assert server.stop() == 0


def test_a_port_that_is_taken_is_an_error_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ready = tmp_path / "ready.json"
        done = cli.run(
            "serve", "--ephemeral", "--port", "0", "--ready-file", str(ready), "--admin-port", str(taken.getsockname()[1]), timeout=60)
    assert done.returncode == 3 and not ready.exists()
    assert b"cannot listen on" in done.stderr


@pytest.mark.parametrize(
    "options", [["--admin-port", "70000"], ["--admin-port=-1"], ["--no-admin", "--admin-port", "9"], ["--min-free", "much"], ["--log-format", "xml"],
                ["--access-log", ""]], ids=" ".join)
def test_flags_that_cannot_be_meant(options):
    done = cli.run("serve", "--ephemeral", "--port", "0", *options, timeout=60)
    assert done.returncode == 1 and done.stderr and not done.stdout


# Readiness


def test_a_draining_server_lives_and_is_not_ready(alone):
    client = Client(alone)
    request = client.signed("PUT", "a")
    with Connection(alone.port, timeout=60) as connection:
        connection.send(head("PUT", request.target(), [("Host", client.host), *request.headers, ("Content-Length", 6)]) + b"abc")
        deadline = time.monotonic() + 30
        while total(samples(alone), "waybill_inflight") != 1:
            assert time.monotonic() < deadline, "the upload never began"
            time.sleep(0.05)
        alone.process.send_signal(signal.SIGTERM)
        assert admin.wait_for_readiness(alone, 503) == "draining\n"
        assert ask(alone.ready["admin_url"], "/livez")[0] == 200
        assert total(samples(alone), "waybill_ready") == 0
        connection.send(b"def")
        assert connection.answer("PUT").status == 200
    assert alone.process.wait(timeout=40) == 0


def test_a_server_whose_disk_is_low_is_not_ready_and_goes_on(start_server):
    server = start_server(more=["--min-free", "4000T"])
    assert admin.wait_for_readiness(server, 503).startswith("disk: ")
    Client(server).put("a", b"1")
    assert ask(server.ready["admin_url"], "/livez")[0] == 200


def test_a_disk_that_fills_up_and_is_emptied(start_server, tmp_path):
    assert os.geteuid() == 0, "mounting a disk takes root: run this test as root, or leave it out by name (--deselect), which is not silent"
    mounted = tmp_path / "disk"
    mounted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(mounted)], check=True)
    try:
        server = start_server(data=mounted / "data")
        assert admin.wait_for_readiness(server, 200) == "ready\n"
        assert 50 << 20 < total(samples(server), "waybill_disk_free_bytes") <= 64 << 20
        assert total(samples(server), "waybill_disk_size_bytes") == 64 << 20
        filler = mounted / "filler"
        with open(filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(mounted).free - (1 << 20))
        assert admin.wait_for_readiness(server, 503).startswith("disk: ")
        filler.unlink()
        assert admin.wait_for_readiness(server, 200) == "ready\n"
        assert server.stop() == 0
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)


# Metrics


def test_what_a_request_leaves_in_the_metrics(alone):
    client = Client(alone)
    body = os.urandom(5000)
    client.put("a", body)
    assert client.get("a").body == body
    assert client.head("a").status == 200
    assert client.send(replaced(client.presigned("GET", "a"), "x-oss-signature", "0" * 64)).status == 403
    found = samples(alone)
    assert total(found, "waybill_requests_total", op="PutObject", code="200", ec="") == 1
    assert total(found, "waybill_requests_total", op="GetObject", code="200", ec="") == 1
    assert total(found, "waybill_requests_total", op="HeadObject", code="200", ec="") == 1
    assert total(found, "waybill_requests_total", op="GetObject", code="403", ec="0002-00000201") == 1
    assert total(found, "waybill_signature_failures_total", reason="signature_mismatch") == 1
    assert total(found, "waybill_bytes_total", dir="in") == 5000
    assert total(found, "waybill_bytes_total", dir="out") > 5000
    assert total(found, "waybill_request_duration_seconds_count", op="PutObject") == 1
    assert total(found, "waybill_request_duration_seconds_bucket", op="PutObject", le="+Inf") == 1
    assert total(found, "waybill_inflight") == 0
    assert total(found, "waybill_ready") == 1


def test_whoever_has_a_whole_answer_finds_it_counted(alone):
    client = Client(alone)
    client.put("a", os.urandom(300_000))
    for number in range(1, 51):
        assert client.get("a").status == 200
        assert total(samples(alone), "waybill_requests_total", op="GetObject") == number


def test_a_download_that_is_given_up_counts_what_was_sent(alone):
    client = Client(alone)
    client.put("a", bytes(30 << 20))
    request = client.signed("GET", "a")
    with Connection(alone.port) as connection:
        connection.send(head("GET", request.target(), [("Host", client.host), *request.headers]))
        connection.socket.recv(1000)
    deadline = time.monotonic() + 30
    while total(found := samples(alone), "waybill_requests_total", op="GetObject") != 1:
        assert time.monotonic() < deadline, "the request never ended"
        time.sleep(0.05)
    assert total(found, "waybill_bytes_total", dir="out") < 30 << 20
    assert total(found, "waybill_inflight") == 0


def test_uploads_in_parts_that_are_open(alone):
    client = Client(alone)
    assert total(samples(alone), "waybill_multipart_open") == 0
    before = time.time()
    assert client.send(client.signed("POST", "a", params=[("uploads", "")]), b"").status == 200
    deadline = time.monotonic() + 30
    while total(found := samples(alone), "waybill_multipart_open") != 1:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert before - 2 <= total(found, "waybill_multipart_oldest_timestamp_seconds") <= time.time() + 2


def test_the_process_is_described_as_prometheus_does(alone):
    found = samples(alone)
    memory = alone.memory() * 1024
    assert memory / 2 < total(found, "process_resident_memory_bytes") < memory * 2
    assert abs(total(found, "process_start_time_seconds") - time.time()) < 300
    # A connection of ours may come and go, and the folder that is read is open meanwhile.
    assert abs(total(found, "process_open_fds") - len(os.listdir(f"/proc/{alone.process.pid}/fd"))) <= 3
    assert total(found, "process_max_fds") >= 256
    assert total(found, "process_cpu_seconds_total") > 0
    assert total(found, "process_virtual_memory_bytes") > memory


def test_promtool_has_nothing_to_say(alone):
    client = Client(alone)
    client.put("a", b"1")
    client.send(client.presigned("GET", "b"))
    client.send(client.request("GET", "a"))
    checked = admin.promtool(admin.page(alone))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_promtool_would_say_something():
    assert admin.promtool("# TYPE a_total counter\na_total 1\n# TYPE a_total counter\n").returncode != 0


@pytest.mark.timeout(600)
def test_the_number_of_series_does_not_depend_on_what_is_asked_for(start_server):
    server = start_server(log_level="error")
    session = requests.Session()
    base = f"http://{server.host}"

    def ask_for(numbers):
        for number in numbers:
            for path, method in (
                (f"/uploads/key-{number}", "GET"), (f"/bucket-{number}/key", "GET"), (f"/uploads/key?sub{number}", "GET"),
                (f"/uploads/key?x-oss-process=p{number}", "GET"), (f"/uploads/key?x-oss-ac-{number}=1", "GET"), ("/uploads/key", f"METHOD{number}"),
            ):
                session.request(method, base + path, headers={"User-Agent": f"agent-{number}", "Host": server.host})

    ask_for(range(10))
    few = set(samples(server))
    ask_for(range(10, 177))
    many = set(samples(server))
    assert many == few
    assert not any("key" in str(key) or "bucket-" in str(key) or "sub1" in str(key) for key in many)


# waybill health


def test_health_of_a_server(alone):
    done = cli.run("health", "--url", alone.ready["admin_url"])
    assert (done.returncode, done.stdout, done.stderr) == (0, b"ready\n", b"")
    assert cli.run("health", "--url", alone.ready["admin_url"] + "/livez").stdout == b"alive\n"


def test_health_of_the_server_on_a_data_folder(start_server, tmp_path):
    data = tmp_path / "data"
    start_server(data=data)
    done = cli.run("health", "--data", str(data), "--json")
    assert done.returncode == 0 and b'"ready":true' in done.stdout


def test_health_of_a_server_that_is_not_ready(start_server):
    server = start_server(more=["--min-free", "4000T"])
    done = cli.run("health", "--url", server.ready["admin_url"])
    assert done.returncode == 3 and not done.stdout and b"disk: " in done.stderr
    done = cli.run("health", "--url", server.ready["admin_url"], "--json")
    assert done.returncode == 3 and b'"ready":false' in done.stdout


def test_health_where_nobody_answers(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        done = cli.run("health", "--url", f"http://127.0.0.1:{probe.getsockname()[1]}", timeout=60)
    assert done.returncode == 3 and not done.stdout and done.stderr
    assert cli.run("health", "--data", str(tmp_path / "nowhere")).returncode == 3


def test_health_of_a_server_that_says_nothing():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        done = cli.run("health", "--url", f"http://127.0.0.1:{silent.getsockname()[1]}", "--timeout", "1s", timeout=60)
    assert done.returncode == 3 and not done.stdout and done.stderr


@pytest.mark.parametrize("url", ["127.0.0.1:9001", "file:///etc/passwd", "http://", "http://user@h/"])
def test_health_of_what_is_no_address(url):
    done = cli.run("health", "--url", url)
    assert done.returncode == 1 and not done.stdout and done.stderr
