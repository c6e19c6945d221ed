"""Ways around a policy that were found by attacking the server: what an operation ignores must not meet a condition, and what it obeys must."""

import json
import os

import pytest

from support import buckets, forms
from support.answers import refusal
from support.client import Client
from support.ram import RAM, allow, assume, credentials_of, deny, open_bucket, policy, rpc, serving

ACCOUNT = "2222222222222222"
EVERYTHING = "acs:oss:*:*:*"
USERS = {
    "former": [policy(
        allow(["oss:PutObject", "oss:PutObjectTagging"]), deny("oss:PutObject", "*", {"StringLike": {"oss:x-oss-object-acl": "public*"}}),
        deny("oss:PutObject*", "*", {"StringEquals": {"oss:RequestObjectTag/admin": "yes"}}))],
    "privateonly": [policy(allow("oss:PutObject", "*", {"StringEquals": {"oss:x-oss-object-acl": "private"}}))],
    "tagger": [policy(allow("oss:PutObjectTagging", "*", {"StringEquals": {"oss:RequestObjectTag/team": "a"}}))],
    "nottagger": [policy(allow("oss:PutObjectTagging"), deny("oss:*", "*", {"StringEquals": {"oss:RequestObjectTag/team": "b"}}))],
    "tagged": [policy(allow("oss:*", "*", {"StringEquals": {"oss:RequestObjectTag/team": "a"}}))],
    "copier": [policy(
        allow(["oss:GetObject", "oss:PutObject", "oss:GetObjectTagging"]),
        allow("oss:PutObjectTagging", "*", {"StringEquals": {"oss:RequestObjectTag/team": "a"}}))],
    "prefixed": [policy(allow("oss:*", "*", {"StringLike": {"oss:Prefix": "mine/*", "oss:Delimiter": "/"}}))],
    "listed": [policy(allow("oss:*", "*", {"StringEquals": {"oss:x-oss-object-acl": "private"}}))],
    "maker": [policy(allow("oss:PutBucket"))],
    "opener": [policy(allow(["oss:PutBucket", "oss:PutBucketAcl"]))],
    "assumer": [policy(allow("sts:AssumeRole"))],
    "none": [],
}


@pytest.fixture(scope="module")
def ram(tmp_path_factory):
    class OfAnotherAccount(RAM):
        def save(self):
            document = json.loads(open(super().save()).read())
            document["account"] = ACCOUNT
            temporary = self.path.with_suffix(".new")
            temporary.write_text(json.dumps(document))
            os.chmod(temporary, 0o600)
            os.replace(temporary, self.path)
            return str(self.path)

    ram = OfAnotherAccount(tmp_path_factory.mktemp("bypasses") / "ram.json")
    for name, documents in USERS.items():
        ram.user(name, *documents)
    return ram


@pytest.fixture(scope="module")
def guarded(ram, credentials):
    with serving(ram, credentials) as server:
        yield server


@pytest.fixture
def own(guarded):
    with open_bucket(guarded) as client:
        yield client


def of(own: Client, user: str) -> Client:
    return Client(own.server, bucket=own.bucket, credentials=credentials_of(user))


def send(client: Client, method, key="", headers=(), params=(), body=None):
    return client.send(client.signed(method, key, headers=list(headers), params=list(params)), body)


def denied(answer):
    error = refusal(answer)
    assert (error.status, error.code) == (403, "AccessDenied"), error


def put_policy(own, *statements):
    document = json.dumps(policy(*statements)).replace("BUCKET", own.bucket).encode()
    assert send(own, "PUT", params=[("policy", "")], body=document).status == 200


def tagging(value: str) -> bytes:
    return f"<Tagging><TagSet><Tag><Key>team</Key><Value>{value}</Value></Tag></TagSet></Tagging>".encode()


def post(client: Client, headers=(), **fields):
    """A signed form; `headers` are the request's own, which nobody signed."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    signed = forms.signed_fields(client.credentials, client.bucket, version="v1", *[["starts-with", f"${name}", ""] for name in ["key", *named]])
    fields = {"key": "formed", **named, **signed}
    return forms.post(client, forms.body(fields), headers=list(headers))


def test_a_form_is_judged_by_its_fields(own):
    denied(post(of(own, "former"), x_oss_object_acl="public-read"))
    denied(post(of(own, "former"), x_oss_tagging="admin=yes"))
    assert not own.exists("formed")
    assert post(of(own, "former"), x_oss_object_acl="private", x_oss_tagging="admin=no").status == 204


def test_headers_of_a_form_request_meet_no_condition(own):
    denied(post(of(own, "privateonly"), headers=[("x-oss-object-acl", "private")], x_oss_object_acl="public-read"))
    denied(post(of(own, "privateonly"), headers=[("x-oss-object-acl", "private")]))
    assert not own.exists("formed")
    assert post(of(own, "privateonly"), x_oss_object_acl="private").status == 204


def test_tags_in_a_document_are_what_conditions_see(own):
    own.put("a")
    tags = lambda user, value, headers=(): send(of(own, user), "PUT", "a", headers, [("tagging", "")], tagging(value))
    assert tags("tagger", "a").status == 200
    for user, headers in (("tagger", []), ("tagger", [("x-oss-tagging", "team=a")]), ("nottagger", []), ("none", [])):
        denied(tags(user, "b", headers))
    denied(tags("none", "a", [("x-oss-tagging", "team=a")]))
    assert b"<Value>a</Value>" in send(own, "GET", "a", params=[("tagging", "")]).body
    assert tags("nottagger", "c", [("x-oss-tagging", "team=b")]).status == 200


def test_tags_in_a_header_that_is_ignored_meet_no_condition(own):
    own.put("admin", b"x", [("x-oss-tagging", "team=admin")])
    ignored = [("x-oss-tagging", "team=a")]
    for method, key, params in (("GET", "admin", []), ("DELETE", "admin", []), ("GET", "", []), ("DELETE", "admin", [("tagging", "")])):
        denied(send(of(own, "tagged"), method, key, ignored, params))
    source = [("x-oss-copy-source", f"/{own.bucket}/admin"), *ignored]
    for directive in ([], [("x-oss-tagging-directive", "Copy")]):
        denied(send(of(own, "copier"), "PUT", "copy", source + directive))
    assert not own.exists("copy")
    assert send(of(own, "copier"), "PUT", "copy", source + [("x-oss-tagging-directive", "Replace")]).status == 200


def test_an_acl_in_a_header_that_is_ignored_meets_no_condition(own):
    own.put("secret", b"x")
    user, header = of(own, "listed"), [("x-oss-object-acl", "private"), ("x-oss-acl", "private")]
    for method, key, params in (("GET", "secret", []), ("DELETE", "secret", []), ("GET", "", []), ("GET", "", [("acl", "")]), ("PUT", "secret", [("tagging", "")])):
        denied(send(user, method, key, header, params, tagging("a") if method == "PUT" else None))
    assert own.exists("secret")
    assert send(user, "PUT", "secret", header, body=b"y").status == 200
    assert send(user, "PUT", "secret", header, [("acl", "")]).status == 200


def test_prefix_and_delimiter_say_something_of_lists_alone(own):
    own.put("secret", b"x")
    user, params = of(own, "prefixed"), [("prefix", "mine/"), ("delimiter", "/")]
    assert send(user, "GET", params=params).status == 200
    for method, key, more in (("GET", "secret", []), ("DELETE", "secret", []), ("GET", "", [("acl", "")]), ("GET", "", [("policy", "")])):
        denied(send(user, method, key, params=more + params))
    assert own.exists("secret")


def test_repeating_put_bucket_is_no_way_around_put_bucket_acl(own):
    open_it = [("x-oss-acl", "public-read-write")]
    denied(send(of(own, "maker"), "PUT", headers=open_it))
    assert send(of(own, "maker"), "PUT").status == 200
    assert send(of(own, "maker"), "PUT", headers=[("x-oss-acl", "private")]).status == 200, "it changes nothing"
    put_policy(own, deny("oss:PutBucketAcl", "acs:oss:*:*:BUCKET", Principal="*"))
    denied(send(of(own, "opener"), "PUT", headers=open_it))
    put_policy(own, deny("oss:PutBucket", "acs:oss:*:*:BUCKET", Principal="*"))
    denied(send(of(own, "opener"), "PUT", headers=open_it))
    assert b"<Grant>private</Grant>" in send(own, "GET", params=[("acl", "")]).body
    buckets.configure(own, own.bucket, "policy", method="DELETE")
    assert send(of(own, "opener"), "PUT", headers=open_it).status == 200


def test_resources_that_name_the_account_mean_strangers_too(own):
    own.put("secret/a", b"x")
    own.put("open/a", b"x")
    assert send(own, "PUT", headers=[("x-oss-acl", "public-read")], params=[("acl", "")]).status == 200
    put_policy(own, deny("oss:GetObject", f"acs:oss:*:{ACCOUNT}:BUCKET/secret/*", Principal="*"))
    denied(own.send(own.request("GET", "secret/a")))
    assert own.send(own.request("GET", "open/a")).status == 200


def test_a_session_ends_with_its_role(own, ram):
    own.put("a", b"x")
    put_policy(own, allow("oss:GetObject", "acs:oss:*:*:BUCKET/*", Principal=[f"arn:sts::{ACCOUNT}:assumed-role/reader/*"]))
    ram.role("reader")
    ram.save()
    arn = f"acs:ram::{ACCOUNT}:role/reader"
    session = Client(own.server, bucket=own.bucket, credentials=assume(own.server, credentials_of("assumer"), arn))
    assert session.get("a").body == b"x"
    ram.role("reader", id="300000000000000077")
    ram.save()
    denied(session.get("a"))
    again = Client(own.server, bucket=own.bucket, credentials=assume(own.server, credentials_of("assumer"), arn))
    assert again.get("a").body == b"x"
    del ram.roles["reader"]
    ram.save()
    denied(session.get("a"))
    denied(again.get("a"))
    assert rpc(own.server, again.credentials, Action="AssumeRole", RoleArn=arn, RoleSessionName="next").status_code == 403


def test_a_ram_file_that_becomes_a_pipe_holds_nobody_up(own, ram):
    aside = ram.path.with_suffix(".aside")
    os.rename(ram.path, aside)
    os.mkfifo(ram.path)
    try:
        assert own.get("missing").status == 404
        assert send(of(own, "maker"), "PUT").status == 200, "what the file said before stays in force"
    finally:
        os.replace(aside, ram.path)


def test_sealing_tells_nothing_of_versions(own):
    user = of(own, "copier")
    own.put("a")
    missing = send(user, "POST", "a", params=[("seal", ""), ("position", "0"), ("versionId", "CAEQ")], body=b"")
    assert refusal(missing).code == "ObjectNotAppendable"
