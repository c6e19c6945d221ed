"""The server's clock: frozen or put forward and back, for tests of expiry."""

import time

import pytest

from support import cli
from support.answers import refusal
from support.client import Client
from support.signing import authorize_v1, authorize_v4, iso_basic, presign_v1, presign_v4

FROZEN = "2024-11-12T08:32:38Z"
MOMENT = 1_731_400_358


def at(client, method, moment, **signature):
    return presign_v4(client.request(method, "a"), client.credentials, date=iso_basic(moment), **signature)


def test_a_frozen_clock_stands_still(start_server):
    server = start_server(more=["--clock", f"frozen:{FROZEN}"])
    client = Client(server)
    assert client.send(at(client, "PUT", MOMENT), b"1").status == 200
    time.sleep(1.1)
    answer = client.send(at(client, "GET", MOMENT, expires="1"))
    assert (answer.status, answer.body) == (200, b"1")
    assert answer.header("Date") == "Tue, 12 Nov 2024 08:32:38 GMT"
    assert answer.header("Last-Modified") == "Tue, 12 Nov 2024 08:32:38 GMT"


def test_a_moment_may_have_an_offset_of_its_own(start_server):
    client = Client(start_server(more=["--clock", "frozen:2024-11-12T16:32:38+08:00"]))
    assert client.send(at(client, "PUT", MOMENT), b"1").header("Date") == "Tue, 12 Nov 2024 08:32:38 GMT"


def test_urls_expire_by_the_frozen_clock(start_server):
    client = Client(start_server(more=["--clock", f"frozen:{FROZEN}"]))
    assert client.send(at(client, "PUT", MOMENT - 3600, expires="3600"), b"1").status == 200, "the last second"
    error = refusal(client.send(at(client, "PUT", MOMENT - 3601, expires="3600"), b"1"))
    assert (error.status, error.code, error.ec, error.message) == (403, "AccessDenied", "0002-00000236", "Request has expired.")
    assert error["Expires"] == "2024-11-12T08:32:37.000Z"
    assert error["ServerTime"] == "2024-11-12T08:32:38.000Z"
    v1 = presign_v1(client.request("PUT", "a"), client.credentials, expires=str(MOMENT - 1))
    assert refusal(client.send(v1, b"1")).ec == "0002-00000069"


def test_urls_are_not_valid_before_their_time(start_server):
    client = Client(start_server(more=["--clock", f"frozen:{FROZEN}"]))
    assert client.send(at(client, "PUT", MOMENT + 900), b"1").status == 200, "15 minutes are allowed"
    error = refusal(client.send(at(client, "PUT", MOMENT + 901), b"1"))
    assert (error.status, error.code, error.ec) == (403, "AccessDenied", "0002-00000235")
    # What was signed with the machine's clock lies years ahead of the server's.
    answer = client.send(presign_v4(client.request("PUT", "a"), client.credentials), b"1")
    assert refusal(answer).ec == "0002-00000235"
    assert "ahead of the server's clock, which shows 2024-11-12T08:32:38Z" in answer.header("x-waybill-hint")


@pytest.mark.parametrize("offset, ec", [("+20m", None), ("-20m", "0002-00000235"), ("+2h", "0002-00000236"), ("1d12h", "0002-00000236")])
def test_an_offset_moves_the_clock(start_server, offset, ec):
    client = Client(start_server(more=["--clock", f"offset:{offset}"]))
    answer = client.send(presign_v4(client.request("PUT", "a"), client.credentials, expires="3600"), b"1")
    assert answer.status == 200 if ec is None else refusal(answer).ec == ec


@pytest.mark.parametrize("sign", [authorize_v4, authorize_v1])
@pytest.mark.parametrize("offset, fits", [("+14m", True), ("-14m", True), ("+16m", False), ("-16m", False)])
def test_headers_are_judged_by_the_servers_clock(start_server, sign, offset, fits):
    client = Client(start_server(more=["--clock", f"offset:{offset}"]))
    answer = client.send(sign(client.request("PUT", "a"), client.credentials), b"1")
    if fits:
        assert answer.status == 200
    else:
        error = refusal(answer)
        assert (error.status, error.code, error.ec) == (403, "RequestTimeTooSkewed", "0002-00000504")


@pytest.mark.parametrize(
    "clock",
    [
        "", "frozen", "frozen:", "frozen:now", "frozen:2024-11-12", "frozen:2024-13-12T08:32:38Z", "frozen:1969-12-31T23:59:59Z", "offset:",
        "offset:15", "offset:15x", "offset:m", "offset:+-15m", "offset:15m1h", "offset:15m15m", "offset:1.5h", "offset: 15m", "offset:15m ",
        "offset:40000d", "offset:999999999999d", "offset:9999999999999s", "+15m", "FROZEN:2024-11-12T08:32:38Z",
    ],
)
def test_a_clock_that_cannot_be_meant_starts_nothing(tmp_path, clock):
    ready = tmp_path / "ready.json"
    done = cli.run("serve", "--ephemeral", "--port", "0", "--ready-file", str(ready), f"--clock={clock}", timeout=15)
    assert done.returncode == 1
    assert b"--clock" in done.stderr if isinstance(done.stderr, bytes) else "--clock" in done.stderr
    assert not done.stdout and not ready.exists()


@pytest.mark.parametrize("offset", ["+7d", "-30s", "2h", "0s", "-1d2h3m4s", "+36500d"])
def test_every_duration_that_people_write_is_read(start_server, offset):
    server = start_server(more=["--clock", f"offset:{offset}"])
    assert server.is_alive()


def test_hints_can_be_switched_off(start_server, credentials):
    for more, expected in (([], True), (["--no-hints"], False)):
        client = Client(start_server(more=more))
        for method in ("GET", "HEAD"):
            answer = client.send(at(client, method, time.time() - 7200, expires="60"))
            assert refusal(answer, method).ec == "0002-00000236"
            assert (answer.header("x-waybill-hint") is not None) == expected
