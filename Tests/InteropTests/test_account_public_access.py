"""The account's block on public access: what alibabacloud-oss-v2 puts is read back, counts in every bucket, and outlives a restart."""

import json

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import buckets, cli, forms
from support.answers import refusal
from support.client import Client
from support.ram import RAM, allow, deny, policy
from support.sdk import refused, sdk
from support.server import Server


@pytest.fixture
def alone(start_server) -> Server:
    """A server of the test's own: the block is everybody's."""
    return start_server()


def blocked(api) -> bool:
    return api.get_public_access_block(oss.GetPublicAccessBlockRequest()).public_access_block_configuration.block_public_access


def block(api, value: bool):
    configuration = oss.PublicAccessBlockConfiguration(block_public_access=value)
    return api.put_public_access_block(oss.PutPublicAccessBlockRequest(public_access_block_configuration=configuration))


def open_bucket(server, acl="public-read") -> Client:
    owner = Client(server)
    buckets.unblock(owner, "uploads")
    assert buckets.configure(owner, "uploads", "acl", headers=[("x-oss-acl", acl)]).status == 200
    owner.put("a", b"bytes")
    return owner


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_the_block_is_off_until_it_is_put_and_off_again_when_it_is_deleted(alone, version):
    api = sdk(alone, version)
    assert blocked(api) is False
    assert block(api, True).status_code == 200
    assert blocked(api) is True
    block(api, False)
    assert blocked(api) is False
    block(api, True)
    for _ in range(2):
        assert api.delete_public_access_block(oss.DeletePublicAccessBlockRequest()).status_code == 204
        assert blocked(api) is False


def test_a_public_bucket_is_private_while_the_account_blocks(alone):
    owner, api = open_bucket(alone), sdk(alone)
    url = f"{alone.endpoint}/uploads/a"
    assert requests.get(url).content == b"bytes"
    block(api, True)
    answer = requests.get(url)
    assert (answer.status_code, answer.headers["x-oss-ec"]) == (403, "0003-00000905")
    assert owner.get("a").body == b"bytes"
    own = api.get_bucket_public_access_block(oss.GetBucketPublicAccessBlockRequest("uploads"))
    assert own.public_access_block_configuration.block_public_access is False
    error = refused(api.put_bucket_acl, oss.PutBucketAclRequest("uploads", acl="public-read"))
    assert (error.status_code, error.code, error.message) == (403, "AccessDenied", "Put public bucket acl is not allowed")
    error = refused(api.put_object_acl, oss.PutObjectAclRequest("uploads", "a", acl="public-read"))
    assert (error.status_code, error.code, error.message) == (403, "AccessDenied", "Put public object acl is not allowed")
    answer = forms.submit(owner, "form", ["starts-with", "$key", ""], {"x-oss-object-acl": "public-read"}, x__oss__object__acl="public-read")
    assert refusal(answer).message == "Put public object acl is not allowed"
    assert not owner.exists("form")
    api.delete_public_access_block(oss.DeletePublicAccessBlockRequest())
    assert requests.get(url).content == b"bytes"
    answer = forms.submit(owner, "form", ["starts-with", "$key", ""], {"x-oss-object-acl": "public-read"}, x__oss__object__acl="public-read")
    assert answer.status in (200, 204)


def test_the_source_of_a_copy_counts_as_private_too(start_server, tmp_path):
    """A user who may write, and reads the source only because everybody may."""
    ram = RAM(tmp_path / "ram.json")
    writer = ram.user("copier", policy(allow("oss:PutObject", "acs:oss:*:*:uploads/to/*")))
    server = start_server(more=["--ram-file", ram.save()])
    owner, api = open_bucket(server), sdk(server, credentials=writer)

    def copy(key):
        return api.copy_object(oss.CopyObjectRequest("uploads", key, source_bucket="uploads", source_key="a"))

    assert copy("to/before").status_code == 200
    block(sdk(server), True)
    error = refused(copy, "to/blocked")
    assert (error.status_code, error.code, error.ec) == (403, "AccessDenied", "0003-00000001")
    assert not owner.exists("to/blocked")
    block(sdk(server), False)
    assert copy("to/after").status_code == 200


def test_the_block_outlives_a_restart_and_is_simulated(credentials, tmp_path):
    data = tmp_path / "data"
    question = ["ram", "simulate", "--anonymous", "--action", "oss:GetObject", "--resource", "oss://uploads/a", "--data", str(data), "--json"]
    server = Server(credentials, data=data)
    try:
        open_bucket(server)
        assert cli.run(*question).returncode == 0
        block(sdk(server), True)
        done = cli.run(*question)
        assert done.returncode == 2
        report = json.loads(done.stdout)
        assert (report["decision"], report["ec"]) == ("denied", "0003-00000905") and "public access is blocked" in report["reason"]
        assert server.stop() == 0
        server.discard()
        server = Server(credentials, data=data)
        assert blocked(sdk(server)) is True
        assert requests.get(f"{server.endpoint}/uploads/a").status_code == 403
        sdk(server).delete_public_access_block(oss.DeletePublicAccessBlockRequest())
        assert requests.get(f"{server.endpoint}/uploads/a").content == b"bytes"
        assert cli.run(*question).returncode == 0
    finally:
        server.discard()


def test_users_need_the_permissions_of_their_names(start_server, tmp_path):
    ram = RAM(tmp_path / "ram.json")
    actions = ["oss:PutPublicAccessBlock", "oss:GetPublicAccessBlock", "oss:DeletePublicAccessBlock"]
    users = {action: ram.user(f"only-{number}", policy(allow(action))) for number, action in enumerate(actions)}
    users["the bucket's"] = ram.user(
        "bucketwide", policy(allow([action.replace("Public", "BucketPublic") for action in actions]), allow("oss:*", "acs:oss:*:*:uploads")))
    users["denied"] = ram.user("denied", policy(allow("oss:*"), deny(actions)))
    server = start_server(more=["--ram-file", ram.save()])
    calls = {
        "oss:PutPublicAccessBlock": lambda api: block(api, False),
        "oss:GetPublicAccessBlock": blocked,
        "oss:DeletePublicAccessBlock": lambda api: api.delete_public_access_block(oss.DeletePublicAccessBlockRequest()),
    }
    for user, credentials in users.items():
        api = sdk(server, credentials=credentials)
        for action, call in calls.items():
            if action == user:
                call(api)
            else:
                error = refused(call, api)
                expected = "0003-00000201" if user == "denied" else "0003-00000202"
                assert (error.status_code, error.code, error.ec) == (403, "AccessDenied", expected), (user, action)
