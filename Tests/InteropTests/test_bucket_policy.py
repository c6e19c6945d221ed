"""The policy of a bucket: by both official Python SDKs, and by `waybill bucket-policy`."""

import json

import alibabacloud_oss_v2 as oss
import oss2
import pytest

from support import buckets
from support.sdk import oss2_bucket, refused, sdk, told
from support.shell import Shell

USER = "200000000000000001"


def document(bucket, effect="Allow", principal=(USER,), **more) -> str:
    statement = {
        "Effect": effect, "Action": ["oss:GetObject", "oss:ListObjects"], "Principal": list(principal),
        "Resource": [f"acs:oss:*:*:{bucket}", f"acs:oss:*:*:{bucket}/*"], **more,
    }
    return json.dumps({"Version": "1", "Statement": [statement]}, indent=1)


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


@pytest.fixture
def api(server, version):
    return sdk(server, version)


def is_public(api, bucket) -> bool:
    return api.get_bucket_policy_status(oss.GetBucketPolicyStatusRequest(bucket)).policy_status.is_public


def test_the_sdk_puts_gets_and_deletes(api, own):
    policy = document(own.bucket)
    error = refused(api.get_bucket_policy, oss.GetBucketPolicyRequest(own.bucket))
    assert told(error) == (404, "NoSuchBucketPolicy", "0030-00000006")
    assert error.message == "The specified bucket policy does not exist."
    assert is_public(api, own.bucket) is False
    assert api.put_bucket_policy(oss.PutBucketPolicyRequest(own.bucket, body=policy)).status_code == 200
    got = api.get_bucket_policy(oss.GetBucketPolicyRequest(own.bucket))
    assert got.body == policy
    assert got.headers["Content-Type"] == "application/json"
    assert is_public(api, own.bucket) is False
    for _ in range(2):
        assert api.delete_bucket_policy(oss.DeleteBucketPolicyRequest(own.bucket)).status_code == 204
    assert refused(api.get_bucket_policy, oss.GetBucketPolicyRequest(own.bucket)).code == "NoSuchBucketPolicy"


def test_a_public_policy_needs_public_access(api, own):
    public = document(own.bucket, principal=["*"])
    error = refused(api.put_bucket_policy, oss.PutBucketPolicyRequest(own.bucket, body=public))
    assert told(error)[:2] == (403, "AccessDenied")
    buckets.unblock(own, own.bucket)
    api.put_bucket_policy(oss.PutBucketPolicyRequest(own.bucket, body=public))
    assert is_public(api, own.bucket) is True
    # Whoever is denied something is not let in by it.
    api.put_bucket_policy(oss.PutBucketPolicyRequest(own.bucket, body=document(own.bucket, effect="Deny", principal=["*"], Condition={
        "StringEquals": {"acs:UserAgent": "nobody"}})))
    assert is_public(api, own.bucket) is False


@pytest.mark.parametrize("body", [
    "", "{", "[]", "{}", '{"Version":"1","Statement":[]}', document("b-1").replace('"1"', "1"), document("b-1").replace("Allow", "allow"),
    document("b-1").replace("oss:*:*", "oss"), document("b-1", Condition={"StringAlmost": {"oss:Prefix": "a"}}),
    document("b-1", principal=["acs:ram::1000000000000000:user/alice"]), document("b-1") + " " * 16_384,
], ids=lambda body: body[:12])
def test_what_is_no_policy_is_refused(api, own, body):
    error = refused(api.put_bucket_policy, oss.PutBucketPolicyRequest(own.bucket, body=body))
    assert told(error) == (400, "InvalidPolicyDocument", "0030-00000005")
    assert refused(api.get_bucket_policy, oss.GetBucketPolicyRequest(own.bucket)).code == "NoSuchBucketPolicy"


def test_oss2(server, version, own):
    bucket = oss2_bucket(server, version, name=own.bucket)
    policy = document(own.bucket)
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        bucket.get_bucket_policy()
    assert (failure.value.status, failure.value.code) == (404, "NoSuchBucketPolicy")
    assert bucket.put_bucket_policy(policy).status == 200
    assert json.loads(bucket.get_bucket_policy().policy) == json.loads(policy)
    assert bucket.delete_bucket_policy().status == 204
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        bucket.put_bucket_policy("nonsense")
    assert (failure.value.status, failure.value.code) == (400, "InvalidPolicyDocument")


# The command line


@pytest.fixture
def shell(server, tmp_path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(server, tmp_path)


def test_the_command_line(shell, own):
    policy, url = document(own.bucket).encode() + b"\n", f"oss://{own.bucket}"
    (shell.folder / "policy.json").write_bytes(policy)
    shell.run("bucket-policy", "get", url, status=2)
    assert "NoSuchBucketPolicy" in shell.errors.decode()
    assert shell.run("bucket-policy", "put", url, "policy.json") == b""
    assert shell.run("bucket-policy", "get", own.bucket).rstrip(b"\n") == policy.rstrip(b"\n")
    assert json.loads(shell.run("bucket-policy", "get", url, "--output-format", "json")) == json.loads(policy)
    assert shell.run("bucket-policy", "status", url) == b"not public\n"
    assert json.loads(shell.run("bucket-policy", "status", url, "--json")) == {"is_public": False}
    assert shell.run("bucket-policy", "delete", url) == b""
    shell.run("bucket-policy", "get", url, status=2)
    assert shell.run("bucket-policy", "put", url, "-", input=policy) == b""
    assert json.loads(shell.run("bucket-policy", "get", url)) == json.loads(policy)


def test_a_policy_is_checked_before_it_is_sent(shell, own, server):
    url = f"oss://{own.bucket}"
    (shell.folder / "wrong.json").write_text(document(own.bucket).replace("Effect", "Affect"))
    shell.run("bucket-policy", "put", url, "wrong.json", status=1)
    assert "Affect" in shell.errors.decode()
    # The server is stricter than nothing, too.
    shell.run("bucket-policy", "put", url, "wrong.json", "--no-check", status=2)
    assert "InvalidPolicyDocument" in shell.errors.decode()
    shell.run("bucket-policy", "put", url, "missing.json", status=3)
    shell.run("bucket-policy", "put", url, status=1)
