"""Nothing that opens a door is written to the log: no secret, no token, no signature, no presigned URL."""

import datetime
import os
import urllib.parse

import alibabacloud_oss_v2 as oss

import pytest
import requests

from support import cli
from support.client import Client
from support.raw import Connection, head
from support.sdk import oss2_bucket, sdk
from support.signing import Credentials, authorize_v1, authorize_v4, presign_v1, presign_v4, replaced

SECRET = "SecretCanary" + os.urandom(12).hex()
TOKEN = "TokenCanary" + os.urandom(12).hex()
IDENTITY = Credentials("LTAI5tCanary", SECRET)


def signatures(request) -> list:
    """The signatures of a request as they stand on the wire, encoded and not."""
    values = [str(value) for name, value in request.params if str(name).lower() in ("x-oss-signature", "signature")]
    for name, value in request.headers:
        if str(name).lower() == "authorization":
            values.append(str(value).rpartition("Signature=")[2].rpartition(":")[2])
    return values + [urllib.parse.quote(value, safe="") for value in values]


@pytest.mark.parametrize("level", ["trace", "debug", "info", "error"])
def test_attack_35_no_secret_token_or_signature_is_logged(start_server, level):
    server = start_server(credentials=IDENTITY, log_level=level)
    client = Client(server)
    canaries = {SECRET, TOKEN}
    with_token = IDENTITY._replace(token=TOKEN)

    for sign in (authorize_v4, authorize_v1, presign_v4, presign_v1):
        for identity in (IDENTITY, with_token, Credentials("LTAI5tNobody", SECRET)):
            for method in ("PUT", "GET", "HEAD", "DELETE", "POST"):
                request = sign(client.request(method, "a/b c", headers=[("x-oss-meta-a", "b")]), identity)
                canaries.update(signatures(request))
                client.send(request, b"x" if method == "PUT" else None)
    for spoiled in (
        replaced(presign_v4(client.request("PUT", "k"), IDENTITY), "x-oss-expires", "bad"),
        replaced(presign_v4(client.request("PUT", "k"), IDENTITY), "x-oss-date", "bad"),
        replaced(presign_v4(client.request("PUT", "k"), IDENTITY), "x-oss-credential", None),
        presign_v4(client.request("PUT", "k"), IDENTITY, at=1_700_000_000),
        presign_v4(presign_v1(client.request("PUT", "k"), IDENTITY), IDENTITY),
        authorize_v4(presign_v4(client.request("PUT", "k"), IDENTITY), IDENTITY),
        authorize_v4(client.request("PUT", "k"), IDENTITY, layout="{algorithm} {signature}"),
        presign_v4(client.request("PUT", "k", [("acl", "")]), IDENTITY),
        presign_v4(client.request("PUT", "k", bucket="missing-bucket"), IDENTITY),
    ):
        canaries.update(signatures(spoiled))
        client.send(spoiled, b"x")

    # Requests that never become requests: their bytes must not be logged either.
    request = presign_v4(client.request("PUT", "k"), IDENTITY)
    canaries.update(signatures(request))
    for data in (
        head("PUT", request.target() + b"#x", [("Host", server.host)]),
        head("PUT", request.target(), []),
        head("PUT", request.target(), [("Host", server.host), ("Transfer-Encoding", "chunked")]) + b"zz\r\n",
        head("PUT", request.target(), [("Host", server.host), ("Content-Length", "9")]) + b"x",
    ):
        with Connection(server.port) as connection:
            connection.offer(data)
            connection.finish_sending()
            connection.is_closed(1)

    for version in ("v4", "v1"):
        result = sdk(server, version).presign(oss.PutObjectRequest("uploads", "k"), expires=datetime.timedelta(hours=1))
        theirs = oss2_bucket(server, version).sign_url("PUT", "k", 60)
        ours = cli.presign(server, "k", "--sign-version", version)
        for url in (result.url, theirs, ours):
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
            canaries.update(query.get("x-oss-signature", []) + query.get("Signature", []))
            assert requests.put(url, data=b"x").status_code == 200
            assert requests.put(url, data=b"x", headers={"Content-Type": "a/b"}).status_code == 403

    assert server.stop() == 0
    log = server.log() + server.output().decode()
    canaries = {canary for canary in canaries if len(canary) > 8}
    assert len(canaries) > 50
    assert [canary for canary in canaries if canary in log] == []
    if level == "debug":
        assert "request_id=" in log, "there is a log to search"


def test_attack_35_a_refusal_echoes_what_was_sent_and_never_what_was_expected(hostile):
    request = hostile.presigned("PUT", "refused")
    expected = request.params[-1][1]
    answer = hostile.send(replaced(request, "x-oss-signature", "0" * 64), b"x")
    assert expected.encode() not in answer.head + answer.body
    assert hostile.credentials.secret.encode() not in answer.head + answer.body

    request = presign_v1(hostile.request("PUT", "refused"), hostile.credentials)
    expected = dict(request.params)["Signature"]
    answer = hostile.send(replaced(request, "Signature", "AAAA"), b"x")
    assert expected.encode() not in answer.head + answer.body


def test_the_ready_file_holds_no_secret(start_server):
    server = start_server(credentials=IDENTITY)
    assert SECRET not in (server.folder / "ready.json").read_text()
    server.stop()
    for path in server.folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
