"""`waybill verify` says offline what the server says online."""

import pytest
import requests

from support import cli
from support.signing import Credentials, presign_v1, presign_v4, replaced


def url_of(server, request):
    return server.endpoint + request.target().decode()


CASES = {
    "as signed": ({}, lambda request: request, {}),
    "another signature": ({}, lambda request: replaced(request, "x-oss-signature", "0" * 64), {}),
    "longer expiry": ({}, lambda request: replaced(request, "x-oss-expires", "901"), {}),
    "zero expiry": ({"expires": "0"}, lambda request: request, {}),
    "expired": ({"at": 1_700_000_000}, lambda request: request, {}),
    "not yet valid": ({"at": 4_000_000_000}, lambda request: request, {}),
    "wrong region": ({"region": "cn-beijing"}, lambda request: request, {}),
    "additional parameter": ({}, lambda request: request.with_params(("a", "b")), {}),
    "no date": ({}, lambda request: replaced(request, "x-oss-date", None), {}),
    "no signature": ({}, lambda request: replaced(request, "x-oss-signature", None), {}),
    "added content type": ({}, lambda request: request, {"Content-Type": "a/b"}),
    "added harmless header": ({}, lambda request: request, {"Cache-Control": "no-store"}),
}


@pytest.mark.parametrize("name", CASES)
def test_verify_and_the_server_agree(server, client, key, name):
    options, change, headers = CASES[name]
    url = url_of(server, change(presign_v4(client.request("PUT", key), server.credentials, **options)))
    answer = requests.put(url, data=b"x", headers=headers)
    done = cli.verify(url, "PUT", *[f"{n}: {v}" for n, v in headers.items()], credentials=server.credentials)
    assert done.returncode == (0 if answer.status_code == 200 else 2), done.stdout + done.stderr
    if answer.status_code != 200:
        said = done.stdout.decode() + done.stderr.decode()
        assert str(answer.status_code) in said
        assert answer.headers["x-oss-ec"] in said


def test_verify_refuses_an_unknown_key_and_a_wrong_secret(server, client, key):
    url = url_of(server, client.presigned("PUT", key))
    wrong = cli.verify(url, "PUT", credentials=Credentials(server.credentials.id, "wrong"))
    unknown = cli.verify(url, "PUT", credentials=Credentials("LTAI5tOther", "wrong"))
    assert (wrong.returncode, unknown.returncode) == (2, 2)
    assert b"SignatureDoesNotMatch" in wrong.stdout + wrong.stderr
    assert b"InvalidAccessKeyId" in unknown.stdout + unknown.stderr


def test_verify_judges_v1_by_the_time_it_is_given(server, client, key):
    url = url_of(server, presign_v1(client.request("PUT", key), server.credentials, expires=1_700_000_000))
    at = lambda moment: cli.verify(url, "PUT", credentials=server.credentials, more=["--at", moment]).returncode
    assert at("2023-11-14T22:13:20Z") == 0, "the last valid second"
    assert at("2023-11-14T22:13:21Z") == 2


def test_a_malformed_question_is_exit_code_1(server):
    for url, method in (("not a url", "PUT"), ("http://", "PUT"), (server.endpoint + "/uploads/k", "")):
        done = cli.verify(url, method, credentials=server.credentials)
        assert done.returncode == 1, (url, method, done.stdout)
        assert done.stdout == b""
    assert cli.run("verify").returncode != 0


def test_verify_prints_no_expected_signature_and_no_secret(server, client, key):
    request = client.presigned("PUT", key)
    right = dict(request.params)["x-oss-signature"]
    url = url_of(server, replaced(request, "x-oss-signature", "0" * 64))
    done = cli.verify(url, "PUT", credentials=server.credentials)
    assert right.encode() not in done.stdout + done.stderr
    assert server.credentials.secret.encode() not in done.stdout + done.stderr
