"""Every client of Alibaba Cloud that assumes a role, against our security token service; and what the credentials are worth."""

import asyncio
import json
import re
import subprocess
import time

import pytest
import requests
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.auth.signers.access_key_signer import AccessKeySigner
from aliyunsdkcore.client import AcsClient
from aliyunsdksts.request.v20150401.AssumeRoleRequest import AssumeRoleRequest
from aliyunsdksts.request.v20150401.GetCallerIdentityRequest import GetCallerIdentityRequest
from alibabacloud_credentials.client import Client as CredentialsClient
from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_credentials.provider import RamRoleArnCredentialsProvider
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config

import alibabacloud_oss_v2 as oss
import oss2

from support import cli
from support.sdk import refused, sdk
from support.server import binary
from support.signing import Credentials
from support.tls import TLSFront

ACCOUNT = "1000000000000000"
ALICE = Credentials("LTAI5tAliceInterop", "alice-secret-0123456789+/=")
BOB = Credentials("LTAI5tBobInterop", "bob-secret-0123456789")
ROLE = f"acs:ram::{ACCOUNT}:role/uploader"
# json.dumps puts blanks in, which not all clients sign alike.
NARROW = json.dumps({"Version": "1", "Statement": [
    {"Effect": "Allow", "Action": ["oss:PutObject"], "Resource": ["acs:oss:*:*:uploads/in/own dir+1/*"]}]})

IDENTITIES = {
    "version": 1,
    "account": ACCOUNT,
    "users": [
        {"name": "alice", "policies": ["AliyunSTSAssumeRoleAccess"], "access_keys": [{"id": ALICE.id, "secret": ALICE.secret}]},
        {"name": "bob", "access_keys": [{"id": BOB.id, "secret": BOB.secret}]},
    ],
    "roles": [
        {"name": "uploader", "policies": ["in"], "max_session_duration": 7200},
        {"name": "alices", "policies": ["in"], "trusted_users": ["alice"]},
    ],
    "policies": [
        {"name": "in", "document": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": ["oss:PutObject", "oss:GetObject"], "Resource": "acs:oss:*:*:uploads/in/*"}]}},
    ],
}


@pytest.fixture(scope="module")
def identities(tmp_path_factory):
    path = tmp_path_factory.mktemp("ram") / "ram.json"
    path.write_text(json.dumps(IDENTITIES))
    path.chmod(0o600)
    return path


@pytest.fixture
def server(start_server, identities):
    return start_server(more=["--ram-file", str(identities)])


@pytest.fixture
def front(server, tmp_path, monkeypatch):
    with TLSFront(tmp_path, server.port) as front:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(front.certificate))
        monkeypatch.setenv("SSL_CERT_FILE", str(front.certificate))
        yield front


# What each client gets: (id, secret, token) or the code of the refusal.


def by_acs3(server, key, role=ROLE, session="interop-session", seconds=900, policy=None):
    client = sts_client(server, key)
    try:
        body = client.assume_role(
            sts.AssumeRoleRequest(role_arn=role, role_session_name=session, duration_seconds=seconds, policy=policy)).body
    except Exception as error:
        return error.code
    assert body.request_id
    assert body.assumed_role_user.assumed_role_id.endswith(f":{session}")
    assert body.credentials.expiration.endswith("Z")
    return Credentials(body.credentials.access_key_id, body.credentials.access_key_secret, body.credentials.security_token)


def sts_client(server, key, **more):
    return StsClient(Config(
        access_key_id=key.id, access_key_secret=key.secret, security_token=key.token, endpoint=server.host, protocol="http", **more))


def by_old_sdk(server, key, role=ROLE, session="interop-session", seconds=900, policy=None, method="POST"):
    request = AssumeRoleRequest()
    request.set_RoleArn(role)
    request.set_RoleSessionName(session)
    request.set_DurationSeconds(seconds)
    if policy:
        request.set_Policy(policy)
    return old_sdk_answer(server, key, request, method)


def old_sdk_answer(server, key, request, method="POST"):
    request.set_method(method)
    request.set_protocol_type("http")
    request.set_endpoint(server.host)
    request.set_accept_format("json")
    if key.token:
        client = AcsClient(region_id="cn-hangzhou", credential=StsTokenCredential(key.id, key.secret, key.token))
    else:
        client = AcsClient(key.id, key.secret, "cn-hangzhou")
    try:
        answer = json.loads(client.do_action_with_exception(request))
    except ServerException as error:
        return error.get_error_code()
    if "Credentials" not in answer:
        return answer
    found = answer["Credentials"]
    return Credentials(found["AccessKeyId"], found["AccessKeySecret"], found["SecurityToken"])


def by_old_sdk_get(server, key, **more):
    return by_old_sdk(server, key, method="GET", **more)


def by_tea_v2(server, key, role=ROLE, session="interop-session", seconds=900, policy=None):
    """The new SDK, told to sign as the old one did."""
    client = sts_client(server, key, signature_algorithm="v2")
    try:
        body = client.assume_role(
            sts.AssumeRoleRequest(role_arn=role, role_session_name=session, duration_seconds=seconds, policy=policy)).body
    except Exception as error:
        return error.code
    return Credentials(body.credentials.access_key_id, body.credentials.access_key_secret, body.credentials.security_token)


CLIENTS = [by_acs3, by_old_sdk, by_old_sdk_get, by_tea_v2]


def can(server, credentials, key, operation="put"):
    """Whether the official SDK may do something, signing in a header and in a URL."""
    client = sdk(server, credentials=credentials)
    request = oss.PutObjectRequest(bucket="uploads", key=key, body=b"bytes")
    url = client.presign(oss.PutObjectRequest(bucket="uploads", key=key))
    status = requests.request(url.method, url.url, headers=url.signed_headers, data=b"bytes", timeout=20).status_code
    try:
        client.put_object(request)
    except oss.exceptions.OperationError:
        assert status == 403
        return False
    assert status == 200
    return True


@pytest.mark.parametrize("assume", CLIENTS)
def test_a_role_is_assumed_and_its_credentials_work(server, assume):
    session = assume(server, ALICE)
    assert isinstance(session, Credentials), session
    assert session.id.startswith("STS.")
    assert can(server, session, "in/a.txt")
    assert not can(server, session, "out/a.txt")
    for secret in (session.secret, session.token, ALICE.secret):
        assert secret not in server.log()


@pytest.mark.parametrize("assume", CLIENTS)
def test_a_session_policy_narrows_the_role(server, assume):
    session = assume(server, ALICE, policy=NARROW)
    assert isinstance(session, Credentials), session
    assert can(server, session, "in/own dir+1/a.txt")
    assert not can(server, session, "in/a.txt")


@pytest.mark.parametrize("assume", CLIENTS)
@pytest.mark.parametrize("code,key,wish", [
    ("NoPermission", BOB, {}),
    ("NoPermission", None, {}),
    ("EntityNotExist.Role", ALICE, {"role": f"acs:ram::{ACCOUNT}:role/ghost"}),
    ("InvalidParameter.RoleArn", ALICE, {"role": "uploader"}),
    ("InvalidParameter.RoleSessionName", ALICE, {"session": "no blanks"}),
    ("InvalidParameter.DurationSeconds", ALICE, {"seconds": 899}),
    ("InvalidParameter.DurationSeconds", ALICE, {"seconds": 7201}),
    ("InvalidParameter.PolicyGrammar", ALICE, {"policy": "{}"}),
    ("InvalidAccessKeyId.NotFound", Credentials("LTAI5tNobody", "x"), {}),
])
def test_refusals(server, credentials, assume, code, key, wish):
    assert assume(server, key or credentials, **wish) == code


@pytest.mark.parametrize("assume,code", [
    (by_acs3, "SignatureDoesNotMatch"), (by_tea_v2, "SignatureDoesNotMatch"),
    # It compares the server's string to sign with its own, and so knows.
    (by_old_sdk, "InvalidAccessKeySecret"), (by_old_sdk_get, "InvalidAccessKeySecret"),
])
def test_a_wrong_secret(server, assume, code):
    assert assume(server, Credentials(ALICE.id, "wrong")) == code


def test_who_one_is(server, credentials):
    session = by_acs3(server, ALICE)
    for key, kind, arn in [
        (credentials, "Account", f"acs:ram::{ACCOUNT}:root"),
        (ALICE, "RAMUser", f"acs:ram::{ACCOUNT}:user/alice"),
        (session, "AssumedRoleUser", f"acs:ram::{ACCOUNT}:assumed-role/uploader/interop-session"),
    ]:
        body = sts_client(server, key).get_caller_identity().body
        assert (body.identity_type, body.arn, body.account_id) == (kind, arn, ACCOUNT)
        answer = old_sdk_answer(server, key, GetCallerIdentityRequest())
        assert (answer["IdentityType"], answer["Arn"], answer["PrincipalId"]) == (kind, arn, body.principal_id)
        assert answer.get("UserId") == body.user_id and answer.get("RoleId") == body.role_id


def test_the_asynchronous_client(server):
    answer = asyncio.run(sts_client(server, ALICE).assume_role_async(
        sts.AssumeRoleRequest(role_arn=ROLE, role_session_name="interop-session")))
    assert answer.status_code == 200 and answer.body.credentials.security_token


def provider(front, key=ALICE, **more):
    return RamRoleArnCredentialsProvider(
        access_key_id=key.id, access_key_secret=key.secret, role_arn=ROLE, role_session_name="interop-session", sts_endpoint=front.address, **more)


@pytest.mark.parametrize("policy", [None, NARROW])
def test_alibabacloud_credentials(server, front, policy):
    found = CredentialsClient(provider=provider(front, policy=policy, duration_seconds=900)).get_credential()
    session = Credentials(found.access_key_id, found.access_key_secret, found.security_token)
    assert can(server, session, "in/own dir+1/a.txt")
    assert can(server, session, "in/a.txt") == (policy is None)


def test_alibabacloud_credentials_is_refused(front):
    with pytest.raises(CredentialException, match="NoPermission"):
        provider(front, BOB).get_credentials()


def test_oss2_with_a_session(server):
    session = by_old_sdk(server, ALICE)
    for auth in (oss2.StsAuth(session.id, session.secret, session.token, auth_version=version) for version in ("v1", "v4")):
        bucket = oss2.Bucket(auth, server.endpoint, "uploads", region=server.region)
        assert bucket.put_object("in/oss2.txt", b"bytes").status == 200
        url = bucket.sign_url("GET", "in/oss2.txt", 600)
        assert requests.get(url, timeout=20).content == b"bytes"
        with pytest.raises(oss2.exceptions.AccessDenied):
            bucket.put_object("out/oss2.txt", b"bytes")


def test_tokens_that_do_not_belong(server):
    first, second = by_acs3(server, ALICE), by_acs3(server, ALICE)
    for key, token, code in [
        (second, first.token, "AccessKeyIdAndSecurityTokenNotMatch"),
        (ALICE, first.token, "AccessKeyIdAndSecurityTokenNotMatch"),
        (first, first.token[:-6] + "AAAAAA", "InvalidSecurityToken"),
        (first, None, "InvalidAccessKeyId"),
    ]:
        error = refused(
            sdk(server, credentials=Credentials(key.id, key.secret, token)).put_object,
            oss.PutObjectRequest(bucket="uploads", key="in/a.txt", body=b""))
        assert (error.status_code, error.code) == (403, code)


def test_a_request_is_taken_once(server):
    """What somebody recorded is worth nothing."""
    request = GetCallerIdentityRequest()
    request.set_method("GET")
    request.set_accept_format("json")
    headers, url = AccessKeySigner(AccessKeyCredential(ALICE.id, ALICE.secret)).sign("cn-hangzhou", request)
    first = requests.get(server.endpoint + url, headers=headers, timeout=20)
    assert first.status_code == 200, first.text
    again = requests.get(server.endpoint + url, headers=headers, timeout=20)
    assert (again.status_code, again.json()["Code"]) == (400, "SignatureNonceUsed")


def test_our_own_client_assumes_a_role(server, tmp_path):
    source = tmp_path / "in.txt"
    source.write_bytes(b"bytes")

    def run(*arguments, role=ROLE, key=ALICE):
        return subprocess.run(
            [binary(), *arguments, "--mode", "RamRoleArn", "-i", key.id, "-k", key.secret, "--role-arn", role, "--role-session-name", "own-session",
             "--sts-endpoint", server.endpoint, "--endpoint", server.endpoint, "--region", server.region],
            capture_output=True, env=cli.clean_environment(), timeout=60, stdin=subprocess.DEVNULL)

    done = run("cp", str(source), "oss://uploads/in/own.txt")
    assert done.returncode == 0, done.stderr
    assert run("cat", "oss://uploads/in/own.txt").stdout == b"bytes"
    url = run("presign", "oss://uploads/in/own.txt", "--method", "GET").stdout.decode().strip()
    assert "x-oss-security-token=" in url
    assert requests.get(url, timeout=20).content == b"bytes"
    refused = run("cp", str(source), "oss://uploads/out/own.txt")
    assert refused.returncode == 2, refused.stderr
    assert run("cat", "oss://uploads/in/own.txt", key=BOB).returncode != 0
    nobody = run("cat", "oss://uploads/in/own.txt", role=f"acs:ram::{ACCOUNT}:role/ghost")
    assert nobody.returncode != 0 and b"EntityNotExist.Role" in nobody.stderr
    assert ALICE.secret not in server.log()
    assert not re.search("Signature=(?!<redacted>)", server.log())
    # The same, by the variable.
    done = subprocess.run(
        [binary(), "cat", "oss://uploads/in/own.txt", "--mode", "RamRoleArn", "-i", ALICE.id, "-k", ALICE.secret, "--role-arn", ROLE,
         "--endpoint", server.endpoint, "--region", server.region],
        capture_output=True, env={**cli.clean_environment(), "ALIBABA_CLOUD_STS_ENDPOINT": server.endpoint}, timeout=60, stdin=subprocess.DEVNULL)
    assert done.stdout == b"bytes", done.stderr


def test_a_role_is_taken_away_while_its_session_lives(start_server, tmp_path):
    path = tmp_path / "ram.json"
    path.write_text(json.dumps(IDENTITIES))
    path.chmod(0o600)
    server = start_server(more=["--ram-file", str(path)])
    session = by_acs3(server, ALICE)
    assert can(server, session, "in/a.txt")
    path.write_text(json.dumps({**IDENTITIES, "roles": []}))
    deadline = time.monotonic() + 30
    while can(server, session, "in/a.txt"):
        assert time.monotonic() < deadline, "the file was not read again"
        time.sleep(0.2)
