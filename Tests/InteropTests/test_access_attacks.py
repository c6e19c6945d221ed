"""What users with narrow rights, and nobody in particular, should not get. A number in a name (`attack_21`) is the row of the list of attack cases."""

import json
import time

import pytest

from support import buckets, forms, signing
from support.access_oracle import ACCOUNT
from support.answers import refusal
from support.client import Client
from support.ram import RAM, allow, assume, credentials_of, deny, open_bucket, policy, rpc, serving
from support.signing import Credentials

DATA, MANAGEMENT, RAM_DENIES = "0003-00000001", "0003-00000202", "0003-00000201"
OBJECTS = "acs:oss:*:*:*/"
SOME_ID = "200000000000000031"

USERS = {
    "none": [],
    "inside": [policy(allow("oss:*", "acs:oss:*:*:prefixes/a/*"))],
    "outside": [policy(allow("oss:*"), deny("oss:*", "acs:oss:*:*:prefixes/a/*"))],
    "composed": [policy(allow("oss:*", "acs:oss:*:*:prefixes/caf\u00e9/*"))],
    "shouting": [policy(allow("OSS:PUTOBJECT", OBJECTS + "*"))],
    "mixeddeny": [policy(allow("*"), deny("oss:putobject", OBJECTS + "*"))],
    "capital": [policy(allow("oss:PutObject", OBJECTS + "A/*"))],
    "question": [policy(allow("oss:PutObject", OBJECTS + "a?c"))],
    "bucketname": [policy(allow("oss:*", "acs:oss:*:*:BUCKET"))],
    "objects": [policy(allow("oss:*", OBJECTS + "*"))],
    "foreign": [policy(allow("oss:*", ["acs:oss:*:9999999999999999:*", "acs:ecs:*:*:*"]))],
    "writer": [policy(allow("oss:PutObject", OBJECTS + "in/*"))],
    "reader": [policy(allow("oss:GetObject", OBJECTS + "in/*"))],
    "copier": [policy(allow("oss:PutObject", OBJECTS + "in/*"), allow("oss:GetObject", OBJECTS + "open/*"))],
    "deleter": [policy(allow("oss:DeleteObject", OBJECTS + "in/*"))],
    "versionreader": [policy(allow("oss:GetObjectVersion", OBJECTS + "*"))],
    "plainreader": [policy(allow("oss:GetObject", OBJECTS + "*"))],
    "versiondeleter": [policy(allow("oss:DeleteObjectVersion", OBJECTS + "*"))],
    "tagger": [policy(allow(["oss:PutObject", "oss:PutObjectTagging"], OBJECTS + "in/*"))],
    "multipart": [policy(allow(["oss:PutObject", "oss:AbortMultipartUpload", "oss:ListParts"], OBJECTS + "in/*"))],
    "linker": [policy(allow(["oss:PutObject", "oss:GetObject"], OBJECTS + "in/*"))],
    "privateonly": [policy(allow("oss:PutObject", OBJECTS + "*", {"StringEquals": {"oss:x-oss-object-acl": "private"}}))],
    "lister": [policy(allow("oss:ListObjects", "*", {"StringLike": {"oss:Prefix": "in/*"}}))],
    "notlister": [policy(allow("oss:ListObjects"), deny("oss:ListObjects", "*", {"StringNotLike": {"oss:Prefix": "in/*"}}))],
    "encrypted": [policy(allow("oss:*", "*", {"Bool": {"acs:SecureTransport": "true"}}))],
    "elsewhere": [policy(allow("oss:*", "*", {"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}}))],
    "agent": [policy(allow("oss:*", "*", {"StringEquals": {"acs:UserAgent": "good"}}))],
    "absentkey": [policy(allow("oss:PutObject", "*", {"StringEquals": {"acs:SourceVpc": "vpc-1"}}))],
    "absentnot": [policy(allow("oss:PutObject"), deny("oss:PutObject", "*", {"StringNotEquals": {"acs:SourceVpc": "vpc-1"}}))],
    "two": [policy(allow("oss:PutObject", "*", {"Bool": {"acs:SecureTransport": "false"}, "IpAddress": {"acs:SourceIp": "192.0.2.1"}}))],
    "tagreader": [policy(allow("oss:GetObject", "*", {"StringEquals": {"oss:ExistingObjectTag/stage": ["public", "open"]}}))],
    "tagwriter": [policy(allow(["oss:PutObject", "oss:PutObjectTagging"], "*", {"StringEquals": {"oss:RequestObjectTag/stage": "public"}}))],
    "ownkey": [policy(allow("oss:*", "*", {"StringEquals": {"acs:AccessId": "LTAIownkey"}}))],
    "past": [policy(allow("oss:*", "*", {"DateLessThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"}}))],
    "present": [policy(allow("oss:*", "*", {"DateGreaterThan": {"acs:CurrentTime": "2020-01-01T08:00:00+08:00"}}))],
    "assumer": [policy(allow("sts:AssumeRole"))],
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, credentials):
    ram = RAM(tmp_path_factory.mktemp("attacks") / "ram.json")
    for name, documents in USERS.items():
        text = json.dumps(documents).replace("BUCKET", "uploads")
        ram.user(name, *json.loads(text), id=SOME_ID if name == "none" else None)
    ram.role("everything", policy(allow("oss:*")))
    ram.role("MixedCase")
    ram.role("trusting", policy(allow("oss:*")), trusted_users=["writer"])
    with serving(ram, credentials, ("uploads", "uploads-2")) as server:
        yield server


@pytest.fixture
def own(guarded):
    """The owner's client for a bucket that is the test's own, open to public lists and policies."""
    with open_bucket(guarded) as client:
        yield client
    assert guarded.is_alive()


@pytest.fixture
def prefixes(guarded):
    """A bucket whose name the policies know: in a pattern with a star for the bucket, that star would reach into the key."""
    owner = Client(guarded)
    yield buckets.make(owner, "prefixes")
    buckets.wipe(owner, "prefixes")


def of(own: Client, user: str) -> Client:
    return Client(own.server, bucket=own.bucket, credentials=credentials_of(user))


def put(client: Client, key, headers=(), body=b"x", params=()):
    return client.send(client.signed("PUT", key, headers=list(headers), params=list(params)), body)


def denied(answer, *ecs, method="GET"):
    error = refusal(answer, method)
    assert (error.status, error.code) == (403, "AccessDenied"), error
    assert not ecs or error.ec in ecs, error
    return error


def anonymous(own: Client, method: str, key="", headers=(), params=(), body=None):
    return own.send(own.request(method, key, list(params), list(headers)), body)


def named(own: Client, document: dict) -> str:
    """The document's JSON, with the test's bucket in it."""
    return json.dumps(document).replace("BUCKET", own.bucket)


# Prefixes and patterns

BEGINS_WITH_A = [b"a/b", b"a/", b"a/../b", b"a/./b", b"a/../../b", b"a//b", b"a/\xcc\x81x", b"a/%2e%2e/b", b"a/\\b", b"a/\xf0\x9f\x98\x80", b"a/*", b"a/ "]
ELSEWHERE = [b"a", b"ab/", b"ab", b"b/a/x", b"A/b", b"a\xcc\x81/b", b"b", b"../a/b", b"./a/b", b"a%2Fb", b"a\xef\xbc\x8fb", b"a\xe2\x88\x95b", b" a/b"]


@pytest.mark.parametrize("key", BEGINS_WITH_A)
def test_attack_21_what_begins_with_the_prefix_is_inside_whatever_follows(prefixes, key):
    prefixes.put(key, b"x")
    user = of(prefixes, "inside")
    assert user.get(key).body == b"x" and put(user, key, body=b"y").status == 200 and prefixes.get(key).body == b"y"
    assert user.send(user.presigned("PUT", key), b"z").status == 200 and prefixes.get(key).body == b"z"
    assert prefixes.keys() == [key], "the key is literal"
    refused = of(prefixes, "outside")
    denied(refused.get(key), RAM_DENIES)
    denied(put(refused, key), RAM_DENIES)
    denied(refused.send(refused.presigned("PUT", key), b"x"), RAM_DENIES)
    denied(refused.delete(key), RAM_DENIES)
    assert prefixes.get(key).body == b"z"


@pytest.mark.parametrize("key", ELSEWHERE)
def test_attack_21_what_does_not_begin_with_the_prefix_is_outside(prefixes, key):
    prefixes.put(key, b"x")
    user = of(prefixes, "inside")
    for answer in (user.get(key), put(user, key, body=b"y"), user.send(user.presigned("PUT", key), b"z"), user.delete(key)):
        denied(answer, DATA)
    denied(user.head(key), DATA, method="HEAD")
    assert prefixes.get(key).body == b"x"
    assert of(prefixes, "outside").get(key).body == b"x" and put(of(prefixes, "outside"), key, body=b"y").status == 200


def test_attack_21_composed_and_decomposed_letters_are_two_folders(prefixes):
    assert put(of(prefixes, "composed"), "caf\u00e9/a").status == 200
    denied(put(of(prefixes, "composed"), "cafe\u0301/a"), DATA)
    assert prefixes.keys() == ["caf\u00e9/a".encode()]


def test_action_names_are_compared_without_regard_to_case_and_keys_with_it(own):
    assert put(of(own, "shouting"), "x").status == 200
    denied(of(own, "shouting").get("x"), DATA)
    denied(put(of(own, "mixeddeny"), "x"), RAM_DENIES)
    assert of(own, "mixeddeny").get("x").status == 200
    denied(put(of(own, "capital"), "a/x"), DATA)
    assert put(of(own, "capital"), "A/x").status == 200


def test_a_question_mark_is_exactly_one_character(own):
    assert put(of(own, "question"), "abc").status == 200 and put(of(own, "question"), "a/c").status == 200
    for key in ("ac", "abbc", "abcd"):
        denied(put(of(own, "question"), key), DATA)


def test_the_bucket_and_its_objects_are_two_resources(guarded):
    bucket = Client(guarded, credentials=credentials_of("bucketname"))
    assert bucket.send(bucket.signed("GET", params=[("list-type", "2")])).status == 200
    denied(put(bucket, "x"), DATA)
    denied(bucket.send(bucket.signed("GET", bucket="uploads-2", params=[("acl", "")])), MANAGEMENT)
    objects = Client(guarded, credentials=credentials_of("objects"))
    assert put(objects, "x").status == 200 and objects.delete("x").status == 204
    denied(objects.send(objects.signed("GET", params=[("list-type", "2")])))
    denied(objects.send(objects.signed("GET", params=[("acl", "")])), MANAGEMENT)
    denied(objects.send(objects.signed("PUT", params=[("policy", "")]), b"{}"), MANAGEMENT)
    denied(objects.send(objects.signed("GET", bucket="")))


def test_what_belongs_to_another_account_or_service_is_not_meant(own):
    denied(put(of(own, "foreign"), "x"), DATA)


# Policies that are not understood

# BUCKET is the name of the test's own.
GOOD = {"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:BUCKET/a", "Principal": [SOME_ID]}


def with_statement(**changes) -> dict:
    changed = {**GOOD, **changes}
    return policy({name: value for name, value in changed.items() if value is not None})


def nested(levels: int) -> str:
    return '{"Version":"1","Statement":[' + "[" * levels + "]" * levels + "]}"


BROKEN = {
    "empty": "", "no json": "allow everything", "an array": "[]", "a text": '"1"', "null": "null", "nothing": "{}",
    "version is a number": json.dumps({"Version": 1, "Statement": [GOOD]}), "no version": json.dumps({"Statement": [GOOD]}),
    "another version": json.dumps({"Version": "2012-10-17", "Statement": [GOOD]}), "no statements": json.dumps({"Version": "1"}),
    "an empty list of statements": json.dumps({"Version": "1", "Statement": []}), "a statement that is a text": json.dumps({"Version": "1", "Statement": ["x"]}),
    "no effect": with_statement(Effect=None), "another effect": with_statement(Effect="Permit"), "effect is a list": with_statement(Effect=["Allow"]),
    "no action": with_statement(Action=None), "no actions": with_statement(Action=[]), "action is a number": with_statement(Action=1),
    "no resource": with_statement(Resource=None), "no resources": with_statement(Resource=[]), "resource is no name": with_statement(Resource="uploads/*"),
    "a principal of RAM's trust syntax": with_statement(Principal=["acs:ram::1000000000000000:user/alice"]),
    "a principal of another cloud": with_statement(Principal={"AWS": "*"}), "a principal that is a name": with_statement(Principal=["alice"]),
    "an unknown operator": with_statement(Condition={"StringMatches": {"acs:UserAgent": "x"}}),
    "an operator of another cloud": with_statement(Condition={"ForAnyValue:StringEquals": {"acs:UserAgent": "x"}}),
    "no condition key": with_statement(Condition={"StringEquals": "x"}), "a condition that is a list": with_statement(Condition=[]),
    "an unknown condition key": with_statement(Condition={"StringEquals": {"acs:Referer": "x"}}),
    "no address": with_statement(Condition={"IpAddress": {"acs:SourceIp": "300.0.0.1", "acs:SourceVpc": "vpc-1"}}),
    "no network": with_statement(Condition={"IpAddress": {"acs:SourceIp": "10.0.0.0/33", "acs:SourceVpc": "vpc-1"}}),
    "no truth": with_statement(Condition={"Bool": {"acs:SecureTransport": "maybe"}}),
    "no date": with_statement(Condition={"DateLessThan": {"acs:CurrentTime": "tomorrow"}}),
    "an effect twice": json.dumps(policy(GOOD)).replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'),
    "statements twice": json.dumps(policy(GOOD))[:-1] + ', "Statement": []}', "an operator twice": json.dumps(policy(GOOD)).replace(
        '"Effect"', '"Condition": {"Bool": {"acs:SecureTransport": "true"}, "Bool": {"acs:SecureTransport": "false"}}, "Effect"'),
    "the same name in escapes": json.dumps(policy(GOOD)).replace('"Effect": "Allow"', '"Effect": "Deny", "\\u0045ffect": "Allow"'),
    "rest": json.dumps(policy(GOOD)) + "{}", "cut": json.dumps(policy(GOOD))[:-2], "deep": nested(100_000), "deep but short": nested(7_000), "deep objects": '{"a":' * 100_000,
    "UTF-16": json.dumps(policy(GOOD)).encode("utf-16"), "bad UTF-8": json.dumps(policy(GOOD)).encode().replace(b"oss:GetObject", b"oss:\xff"),
    "huge": json.dumps(policy(*[GOOD] * 10_000)), "a huge number": json.dumps(policy(GOOD)).replace('"1"', "1" * 100_000, 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_attack_32_a_policy_that_is_not_understood_is_refused_and_the_old_one_stays(own, name):
    old = named(own, policy(GOOD))
    assert buckets.configure(own, own.bucket, "policy", old).status == 200
    broken = BROKEN[name] if isinstance(BROKEN[name], (str, bytes)) else json.dumps(BROKEN[name])
    body = (broken if isinstance(broken, bytes) else broken.encode()).replace(b"BUCKET", own.bucket.encode())
    before = time.monotonic()
    error = refusal(own.send(own.signed("PUT", params=[("policy", "")]), body))
    assert error.status == 400, error
    if name not in ("empty", "huge", "a huge number"):
        assert (error.code, error.ec) == ("InvalidPolicyDocument", "0030-00000005"), error
    assert time.monotonic() - before < 10
    assert own.send(own.signed("GET", params=[("policy", "")])).body == old.encode()


def test_a_policy_may_use_every_operator_and_key_of_the_grammar(own):
    conditions = [
        {operator: {"acs:UserAgent": ["a", "b*"]}} for operator in (
            "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike")
    ] + [
        {operator: {"oss:object-remaining-retention-days": "10"}} for operator in (
            "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals")
    ] + [
        {operator: {"acs:CurrentTime": "2030-01-01T12:00:00+08:00"}} for operator in (
            "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals")
    ] + [{"Bool": {"acs:SecureTransport": "true"}}, {"Bool": {"acs:MFAPresent": "false"}}] + [
        {operator: {"acs:SourceIp": ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]}, "StringEquals": {"acs:SourceVpc": "vpc-1"}}
        for operator in ("IpAddress", "NotIpAddress", "IpAddressIncludeBorder")
    ] + [
        {"StringEquals": {key: "x"}} for key in (
            "acs:AccessId", "oss:Prefix", "oss:Delimiter", "oss:x-oss-acl", "oss:x-oss-object-acl", "oss:BucketTag/k", "oss:ExistingObjectTag/k",
            "oss:RequestObjectTag/k")
    ]
    document = named(own, policy(*[{**GOOD, "Condition": condition} for condition in conditions]))
    answer = buckets.configure(own, own.bucket, "policy", document)
    assert answer.status == 200, answer.body


def test_a_policy_of_a_bucket_may_name_every_resource(own):
    """The reference: the grammar is the same for all policies, and `*` is a resource. It says no more than the bucket, whose policy it is."""
    own.put("a", b"x")
    assert buckets.configure(own, own.bucket, "policy", json.dumps(policy({**GOOD, "Resource": "*"}))).status == 200
    assert of(own, "none").get("a").body == b"x"


@pytest.mark.parametrize("statement", [{**GOOD, "Principal": ["*"]}, {**GOOD, "Principal": []}])
def test_while_public_access_is_blocked_nothing_public_can_be_set(own, statement):
    buckets.unblock(own, own.bucket, "true")
    error = refusal(buckets.configure(own, own.bucket, "policy", named(own, policy(statement))))
    assert (error.status, error.code) == (403, "AccessDenied")
    assert own.send(own.signed("GET", params=[("policy", "")])).status == 404
    for harmless in ({**statement, "Effect": "Deny"}, {**statement, "Principal": [SOME_ID]}):
        assert buckets.configure(own, own.bucket, "policy", named(own, policy(harmless))).status == 200


# Conditions


def test_attack_40_conditions_hear_nothing_from_forwarding_headers(own):
    for user, header in (("encrypted", ("X-Forwarded-Proto", "https")), ("encrypted", ("Forwarded", "proto=https")), ("encrypted", ("X-Forwarded-Ssl", "on")),
                         ("encrypted", ("Front-End-Https", "on")), ("elsewhere", ("X-Forwarded-For", "192.0.2.1")), ("elsewhere", ("X-Real-IP", "192.0.2.1")),
                         ("elsewhere", ("Forwarded", "for=192.0.2.1")), ("elsewhere", ("x-oss-ac-source-ip", "192.0.2.1"))):
        denied(put(of(own, user), "x"), DATA)
        denied(put(of(own, user), "x", [header]), DATA)
    assert not own.exists("x")


def test_a_missing_key_fails_positive_conditions_and_meets_negated_ones(own):
    denied(put(of(own, "absentkey"), "x"), DATA)
    denied(put(of(own, "absentnot"), "x"), RAM_DENIES)


def test_all_conditions_must_hold(own):
    denied(put(of(own, "two"), "x"), DATA)


def test_the_user_agent_is_compared_exactly(own):
    assert put(of(own, "agent"), "x", [("User-Agent", "good")]).status == 200
    for headers in ([], [("User-Agent", "Good")], [("User-Agent", "good2")], [("User-Agent", "")]):
        denied(put(of(own, "agent"), "x", headers), DATA)


def test_a_header_guarded_by_a_condition(own):
    """Presigned for a private object; what is added later is not covered by the signature, and never widens anything."""
    user = of(own, "privateonly")
    acl = "x-oss-object-acl"
    denied(put(user, "x"), DATA)
    denied(put(user, "x", [(acl, "public-read")]), DATA)
    assert put(user, "x", [(acl, "private")]).status == 200
    url = user.presigned("PUT", "y")
    denied(user.send(url, b"x"), DATA)
    assert refusal(user.send(url.with_headers((acl, "private")), b"x")).code == "SignatureDoesNotMatch"
    signed = user.presigned("PUT", "y", headers=[(acl, "private")])
    assert user.send(signed, b"x").status == 200
    twice = user.presigned("PUT", "z", headers=[(acl, "private"), (acl, "public-read")])
    assert user.send(twice, b"x").status in (400, 403)
    twice = user.presigned("PUT", "z", headers=[(acl, "public-read"), (acl, "private")])
    assert user.send(twice, b"x").status in (400, 403)
    assert not own.exists("z")


@pytest.mark.parametrize("method, params, headers, body", [
    ("POST", [("uploads", "")], [], b""), ("PUT", [("symlink", "")], [("x-oss-symlink-target", "in/a")], b""),
    ("POST", [("append", ""), ("position", "0")], [], b"x"),
])
def test_the_guarded_header_is_guarded_on_every_upload(own, method, params, headers, body):
    user = of(own, "privateonly")
    for acl, status in ((None, 403), ("public-read", 403), ("public-read-write", 403), ("default", 403), ("private", 200)):
        more = [("x-oss-object-acl", acl)] if acl else []
        answer = user.send(user.signed(method, "new", params=params, headers=headers + more), body)
        assert answer.status == status, (acl, answer.body)
    fields = forms.signed_fields(user.credentials, own.bucket)
    for acl in ("public-read", "public-read-write", "default", None):
        denied(forms.post(own, forms.body({"key": "form", **fields, "x-oss-object-acl": acl})), DATA)
    assert not own.exists("form")


def test_the_guarded_header_is_guarded_when_an_upload_is_completed(own):
    user = of(own, "privateonly")
    begun = user.send(user.signed("POST", "big", params=[("uploads", "")], headers=[("x-oss-object-acl", "private")]), b"")
    params = [("uploadId", begun.body.split(b"<UploadId>")[1].split(b"<")[0].decode())]
    etag = own.send(own.signed("PUT", "big", params=[("partNumber", "1")] + params), b"x").header("ETag")
    document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>".encode()
    for acl, status in ((None, 403), ("public-read", 403), ("private", 200)):
        headers = [("x-oss-object-acl", acl)] if acl else []
        assert user.send(user.signed("POST", "big", params=params, headers=headers), document).status == status, acl


def test_conditions_on_tags(own):
    own.put("public", b"x", [("x-oss-tagging", "stage=public")])
    own.put("secret", b"x", [("x-oss-tagging", "stage=secret&Stage=public")])
    own.put("none", b"x", [("x-oss-tagging", "other=public")])
    own.put("untagged", b"x")
    reader, writer = of(own, "tagreader"), of(own, "tagwriter")
    assert reader.get("public").body == b"x"
    for key in ("secret", "none", "untagged", "missing"):
        denied(reader.get(key), DATA)
    assert put(writer, "a", [("x-oss-tagging", "stage=public")]).status == 200
    for tags in ("stage=secret", "Stage=public", "other=public", "stage=public%20"):
        denied(put(writer, "b", [("x-oss-tagging", tags)]))
    denied(put(writer, "b"), DATA)
    assert not own.exists("b")


def test_conditions_on_the_key_and_the_time(own):
    assert put(of(own, "ownkey"), "a").status == 200 and put(of(own, "present"), "a").status == 200
    denied(put(of(own, "past"), "a"), DATA)


@pytest.mark.parametrize("user", ["lister", "notlister"])
@pytest.mark.parametrize("params", [
    [("prefix", "in/")], [("prefix", "in/a")], [("prefix", "")], [], [("prefix", "in")], [("prefix", "out/")], [("Prefix", "in/")], [("prefix", "IN/")],
    [("prefix", "in/"), ("prefix", "")], [("prefix", ""), ("prefix", "in/")], [("prefix", "in/"), ("prefix", "out/")], [("prefix", "out/"), ("prefix", "in/")],
    [("prefix", "in/"), ("start-after", "out/")], [("prefix", "out/"), ("delimiter", "/")], [("prefix", "in/../")], [("prefix", "in/\u0301")],
])
def test_the_condition_on_the_prefix_judges_the_prefix_that_is_used(own, user, params):
    for key in ("in/a", "out/b", "c"):
        own.put(key)
    client = of(own, user)
    prefixes = [value for name, value in params if name == "prefix"]
    for given in (params, params + [("list-type", "2")]):
        request = own.request("GET", "", given)
        for signed in (signing.authorize_v4(request, client.credentials), signing.presign_v4(request, client.credentials),
                       signing.authorize_v1(request, client.credentials), signing.presign_v1(request, client.credentials)):
            answer = own.send(signed)
            assert b"<Key>out/b</Key>" not in answer.body and b"<Key>c</Key>" not in answer.body
            if len(prefixes) < 2:
                allowed = bool(prefixes) and prefixes[0].startswith("in/")
                assert answer.status == (200 if allowed else 403), answer.body
            else:
                assert answer.status in (200, 400, 403)


# Keys, tokens and time


def test_attack_15_a_url_dies_with_the_key_and_with_the_right(start_server, tmp_path):
    ram = RAM(tmp_path / "ram.json")
    wide = policy(allow("oss:PutObject", OBJECTS + "*"))
    ram.user("alice", wide)
    ram.user("bob", wide)
    server = start_server(more=["--ram-file", ram.save()])
    owner = Client(server)
    urls = {name: Client(server, credentials=credentials_of(name)).presigned("PUT", "x") for name in ("alice", "bob")}
    for url in urls.values():
        assert owner.send(url, b"before").status == 200
    ram.user("alice", wide, status="Inactive")
    ram.user("bob", policy(allow("oss:PutObject", OBJECTS + "in/*")))
    ram.save()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and owner.send(urls["alice"], b"before").status == 200:
        time.sleep(0.1)
    error = refusal(owner.send(urls["alice"], b"after"))
    assert (error.status, error.code, error.ec) == (403, "InvalidAccessKeyId", "0002-00000904")
    denied(owner.send(urls["bob"], b"after"), DATA)
    assert owner.get("x").body == b"before"
    del ram.users["alice"]
    ram.user("bob", wide)
    ram.save()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and owner.send(urls["bob"], b"again").status != 200:
        time.sleep(0.1)
    assert owner.send(urls["bob"], b"again").status == 200
    error = refusal(owner.send(urls["alice"], b"after"))
    assert (error.status, error.code, error.ec) == (403, "InvalidAccessKeyId", "0002-00000902")


def test_a_broken_file_of_identities_changes_nothing(start_server, tmp_path):
    """The last good one stays: neither is everybody locked out, nor is anybody let in."""
    ram = RAM(tmp_path / "ram.json")
    ram.user("alice", policy(allow("oss:PutObject", OBJECTS + "in/*")))
    server = start_server(more=["--ram-file", ram.save()])
    alice = Client(server, credentials=credentials_of("alice"))
    assert put(alice, "in/x").status == 200
    good = ram.path.read_text()
    for broken in (good[:50], good.replace('"1"', '"2"'), "", "[]", good.replace("Allow", "Permit")):
        (tmp_path / "new").write_text(broken)
        (tmp_path / "new").chmod(0o600)
        (tmp_path / "new").rename(ram.path)
        time.sleep(1)
        assert put(alice, "in/x").status == 200
        denied(put(alice, "out/x"), DATA)
    assert server.is_alive()


@pytest.mark.parametrize("signer", ["v4", "v4 url", "v1", "v1 url"])
def test_every_carrier_of_a_signature_is_judged_alike(own, signer):
    user = of(own, "writer")
    make = {
        "v4": lambda request: signing.authorize_v4(request, user.credentials), "v4 url": lambda request: signing.presign_v4(request, user.credentials),
        "v1": lambda request: signing.authorize_v1(request, user.credentials), "v1 url": lambda request: signing.presign_v1(request, user.credentials),
    }[signer]
    assert own.send(make(own.request("PUT", "in/x")), b"x").status == 200
    denied(own.send(make(own.request("PUT", "out/x")), b"x"), DATA)
    denied(own.send(make(own.request("GET", "in/x"))), DATA)


def test_a_form_is_judged_by_the_rights_of_who_signed_it(own):
    for version in ("v1", "v4"):
        user = credentials_of("writer")
        fields = forms.signed_fields(user, own.bucket, version=version)
        for key, status in (("in/form", 204), ("out/form", 403), ("in", 403)):
            answer = forms.post(own, forms.body({"key": key, **fields}))
            assert answer.status == status, answer.body
            if status == 403:
                denied(answer, DATA)
        tags = {"x-oss-tagging": "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"}
        denied(forms.post(own, forms.body({"key": "in/tagged", **fields, **tags})))
    assert own.keys() == [b"in/form"]


def test_attack_14_a_session_is_what_it_was_made_for(guarded, own):
    assumer = credentials_of("assumer")
    role = f"acs:ram::{ACCOUNT}:role/everything"
    narrow = assume(guarded, assumer, role, policy(allow("oss:PutObject", f"acs:oss:*:*:{own.bucket}/in/*")), name="narrow")
    wide = assume(guarded, assumer, role, name="wide")
    session = "0003-00000301"
    user = Client(guarded, bucket=own.bucket, credentials=narrow)
    assert put(user, "in/x").status == 200 and user.send(user.presigned("PUT", "in/x"), b"x").status == 200
    for answer in (put(user, "out/x"), user.send(user.presigned("PUT", "out/x"), b"x"), user.get("in/x"), user.delete("in/x"),
                   user.send(user.signed("GET", params=[("acl", "")])), user.send(user.signed("GET", bucket=""))):
        assert denied(answer, session).message == "Access denied by authorizer's policy."
    # Nor with a list, nor with a bucket policy.
    own.put("out/public", b"x", [("x-oss-object-acl", "public-read-write")])
    denied(user.get("out/public"), session)
    everybody = named(own, policy(allow("oss:*", ["acs:oss:*:*:BUCKET", "acs:oss:*:*:BUCKET/*"], Principal=["*"])))
    assert buckets.configure(own, own.bucket, "policy", everybody).status == 200
    denied(put(user, "out/x"), session)
    # The narrow key with the wide token, and the reverse; a token that was changed, or left out.
    codes = ("InvalidAccessKeyId", "InvalidSecurityToken", "AccessKeyIdAndSecurityTokenNotMatch")
    middle = len(wide.token) // 2
    changed = wide.token[:middle] + ("A" if wide.token[middle] != "A" else "B") + wide.token[middle + 1:]
    for credentials in (Credentials(narrow.id, narrow.secret, wide.token), Credentials(wide.id, wide.secret, narrow.token),
                        Credentials(wide.id, wide.secret, changed), Credentials(wide.id, wide.secret, None), Credentials(wide.id, wide.secret, "x"),
                        Credentials(wide.id, wide.secret, wide.token + "A"), Credentials(wide.id, wide.secret, wide.token[:-1]),
                        Credentials(assumer.id, assumer.secret, wide.token)):
        client = Client(guarded, bucket=own.bucket, credentials=credentials)
        for request in (client.signed("PUT", "out/x"), client.presigned("PUT", "out/x")):
            error = refusal(client.send(request, b"x"))
            assert error.status == 403 and error.code in codes, error
    assert own.keys() == [b"in/x", b"out/public"]


def test_a_role_is_assumed_by_users_who_may_and_whom_it_trusts(guarded, credentials):
    for who, role in ((credentials, "everything"), (credentials_of("none"), "everything"), (credentials_of("assumer"), "trusting"),
                      (credentials_of("writer"), "trusting")):
        answer = rpc(guarded, who, Action="AssumeRole", RoleArn=f"acs:ram::{ACCOUNT}:role/{role}", RoleSessionName="table")
        assert answer.status_code == 403 and answer.json()["Code"] == "NoPermission", answer.text
        assert "Credentials" not in answer.json()


def test_a_bucket_policy_names_sessions_by_role_in_lower_case(guarded, own):
    own.put("a", b"x")
    one, two = (assume(guarded, credentials_of("assumer"), f"acs:ram::{ACCOUNT}:role/MixedCase", name=name) for name in ("one", "two"))
    clients = [Client(guarded, bucket=own.bucket, credentials=session) for session in (one, two)]
    for principal, statuses in ((f"arn:sts::{ACCOUNT}:assumed-role/mixedcase/*", [200, 200]), (f"arn:sts::{ACCOUNT}:assumed-role/mixedcase/one", [200, 403]),
                                (f"arn:sts::{ACCOUNT}:assumed-role/mixed/*", [403, 403]), ("arn:sts::9999999999999999:assumed-role/mixedcase/*", [403, 403]),
                                (SOME_ID, [403, 403])):
        document = named(own, policy({**GOOD, "Principal": [principal]}))
        assert buckets.configure(own, own.bucket, "policy", document).status == 200
        assert [client.get("a").status for client in clients] == statuses, principal


def test_a_deny_for_the_account_binds_its_own_key(own):
    own.put("a", b"x")
    document = named(own, policy({**GOOD, "Effect": "Deny", "Principal": [ACCOUNT]}))
    assert buckets.configure(own, own.bucket, "policy", document).status == 200
    denied(own.get("a"), "0003-00000101")
    assert own.head("b").status == 404
    assert buckets.configure(own, own.bucket, "policy", method="DELETE").status == 204
    assert own.get("a").status == 200


# Copies, links and deletions


@pytest.mark.parametrize("key, source, works", [
    ("in/x", "open/a", True), ("in/x", "secret/a", False), ("out/x", "open/a", False), ("in/x", "open", False), ("in/x", "open/../secret/a", None),
    ("in/x", "secret/missing", False), ("in/x", "opena", False),
])
def test_attack_22_a_copy_needs_both_rights(own, key, source, works):
    for name in ("open/a", "secret/a", "opena", "open"):
        own.put(name, name.encode())
    user = of(own, "copier")
    header = ("x-oss-copy-source", f"/{own.bucket}/{source}")
    answer = put(user, key, [header], body=b"")
    if works:
        assert answer.status == 200 and own.get(key).body == b"open/a"
    elif works is None:
        assert refusal(answer).code == "NoSuchKey", "a literal key inside open/"
    else:
        denied(answer, DATA)
        assert not own.exists(key)
    owners_upload = own.send(own.signed("POST", key, params=[("uploads", "")]), b"")
    upload = owners_upload.body.split(b"<UploadId>")[1].split(b"<")[0].decode()
    part = put(user, key, [header], b"", [("partNumber", "1"), ("uploadId", upload)])
    assert part.status == (200 if works else 404 if works is None else 403), part.body


def test_attack_22_a_copy_of_a_version_needs_the_right_to_versions(own):
    buckets.set_versioning(own, own.bucket, "Enabled")
    version = own.put("open/a", b"1").header("x-oss-version-id")
    source = f"/{own.bucket}/open/a"
    assert put(of(own, "copier"), "in/x", [("x-oss-copy-source", source)], b"").status == 200
    denied(put(of(own, "copier"), "in/y", [("x-oss-copy-source", f"{source}?versionId={version}")], b""), DATA)


def test_a_copy_from_another_bucket_needs_the_right_there(own):
    owner = Client(own.server)
    owner.put("open/other", b"1")
    owner.put("secret/other", b"1")
    assert put(of(own, "copier"), "in/x", [("x-oss-copy-source", "/uploads/open/other")], b"").status == 200
    denied(put(of(own, "copier"), "in/x", [("x-oss-copy-source", "/uploads/secret/other")], b""), DATA)
    denied(put(of(own, "copier"), "in/x", [("x-oss-copy-source", "/uploads/secret/missing")], b""), DATA)


def test_attack_06_a_presigned_put_does_not_become_a_copy(own):
    own.put("secret/a", b"secret")
    url = own.presigned("PUT", "in/x")
    assert refusal(own.send(url.with_headers(("x-oss-copy-source", f"/{own.bucket}/secret/a")), b"")).code == "SignatureDoesNotMatch"
    assert own.send(url.with_headers(("x-amz-copy-source", f"/{own.bucket}/secret/a")), b"x").status == 200
    assert own.get("in/x").body == b"x"


def test_attack_22_a_link_is_followed_with_the_reader_s_rights(own):
    own.put("secret/a", b"secret")
    own.put("in/plain", b"plain")
    user = of(own, "linker")
    for link, target in (("in/link", "secret/a"), ("in/good", "in/plain"), ("in/dangling", "secret/missing")):
        assert put(user, link, [("x-oss-symlink-target", target)], b"", [("symlink", "")]).status == 200
    assert user.get("in/good").body == b"plain" and own.get("in/link").body == b"secret"
    for link in ("in/link", "in/dangling"):
        denied(user.get(link), DATA)
        denied(user.head(link), DATA, method="HEAD")
        denied(user.send(user.presigned("GET", link)), DATA)
        denied(user.get(link, headers=[("If-None-Match", "*")]), DATA)
    assert user.send(user.signed("GET", "in/link", params=[("symlink", "")])).status == 200
    assert put(own, "public", [("x-oss-symlink-target", "secret/a"), ("x-oss-object-acl", "public-read")], b"", [("symlink", "")]).status == 200
    denied(anonymous(own, "GET", "public"))


@pytest.mark.parametrize("more", ["", "<VersionId>null</VersionId>"])
def test_many_deletions_need_the_right_for_each(own, more):
    own.put("in/a")
    own.put("in/b")
    own.put("out/a")
    user = of(own, "deleter")

    def delete(*keys, quiet="false"):
        listed = "".join(f"<Object><Key>{key}</Key>{more}</Object>" for key in keys)
        return user.send(user.signed("POST", params=[("delete", "")]), f"<Delete><Quiet>{quiet}</Quiet>{listed}</Delete>".encode())

    for keys in (("in/a", "out/a"), ("out/a", "in/a"), ("out/a",), ("in/../out/a", "out/a"), ("out/missing",)):
        denied(delete(*keys), DATA)
        denied(delete(*keys, quiet="true"), DATA)
    assert own.keys() == [b"in/a", b"in/b", b"out/a"]
    if more:
        denied(delete("in/a"), DATA)
    else:
        assert delete("in/a", "in/b").status == 200 and own.keys() == [b"out/a"]


def test_one_version_needs_the_right_to_versions(own):
    buckets.set_versioning(own, own.bucket, "Enabled")
    version = own.put("a", b"1").header("x-oss-version-id")
    own.put("a", b"2")
    of_version = [("versionId", version)]
    assert of(own, "plainreader").get("a").body == b"2"
    denied(of(own, "plainreader").get("a", params=of_version), DATA)
    denied(of(own, "versionreader").get("a"), DATA)
    assert of(own, "versionreader").get("a", params=of_version).body == b"1"
    for user, status in (("plainreader", 403), ("versionreader", 200)):
        client = of(own, user)
        assert client.send(client.signed("HEAD", "a", params=of_version)).status == status
        assert client.send(client.signed("HEAD", "a", params=of_version + [("objectMeta", "")])).status == status
    deleter = of(own, "versiondeleter")
    denied(deleter.delete("a"), DATA)
    assert deleter.send(deleter.signed("DELETE", "a", params=of_version)).status == 204
    assert own.get("a", params=of_version).status == 404 and own.get("a").body == b"2"


# Uploads in parts, tags and lists


def test_the_least_right_uploads_parts_and_does_nothing_else(own):
    user = of(own, "writer")
    begun = user.send(user.signed("POST", "in/big", params=[("uploads", "")]), b"")
    assert begun.status == 200, begun.body
    upload = begun.body.split(b"<UploadId>")[1].split(b"<")[0].decode()
    etag = put(user, "in/big", body=b"x", params=[("partNumber", "1"), ("uploadId", upload)]).header("ETag")
    denied(user.send(user.signed("GET", "in/big", params=[("uploadId", upload)])))
    denied(user.send(user.signed("DELETE", "in/big", params=[("uploadId", upload)])))
    denied(user.send(user.signed("GET", params=[("uploads", "")])))
    wider = of(own, "multipart")
    assert wider.send(wider.signed("GET", "in/big", params=[("uploadId", upload)])).status == 200
    document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>".encode()
    denied(user.send(user.signed("POST", "in/big", params=[("uploadId", upload)], headers=[("x-oss-tagging", "a=b")]), document))
    assert user.send(user.signed("POST", "in/big", params=[("uploadId", upload)]), document).status == 200
    denied(user.send(user.signed("POST", "out/big", params=[("uploads", "")]), b""), DATA)
    assert own.get("in/big").body == b"x"


def test_parts_of_a_foreign_upload_need_the_right_to_its_key(own):
    """Whether or not the upload is there."""
    begun = own.send(own.signed("POST", "out/big", params=[("uploads", "")]), b"")
    upload = begun.body.split(b"<UploadId>")[1].split(b"<")[0].decode()
    user = of(own, "multipart")
    for identifier in (upload, "0" * 32):
        params = [("uploadId", identifier)]
        denied(put(user, "out/big", params=[("partNumber", "1")] + params), DATA)
        denied(user.send(user.signed("POST", "out/big", params=params), b"<CompleteMultipartUpload/>"), DATA)
        denied(user.send(user.signed("DELETE", "out/big", params=params)))
        denied(user.send(user.signed("GET", "out/big", params=params)))
    assert refusal(put(user, "in/big", params=[("partNumber", "1"), ("uploadId", upload)])).code == "NoSuchUpload"


@pytest.mark.parametrize("method, params, headers, body", [
    ("PUT", [], [], b"x"), ("POST", [("uploads", "")], [], b""), ("PUT", [("symlink", "")], [("x-oss-symlink-target", "in/a")], b""),
    ("POST", [("append", ""), ("position", "0")], [], b"x"),
])
def test_tags_on_an_upload_need_their_own_right(own, method, params, headers, body):
    tags = [("x-oss-tagging", "a=b")]
    for user, status in (("writer", 403), ("tagger", 200)):
        client = of(own, user)
        answer = client.send(client.signed(method, "in/new", params=params, headers=headers + tags), body)
        assert answer.status == status, answer.body
        if status == 403:
            denied(answer)
            assert not own.exists("in/new")
    for user in ("writer", "tagger"):
        client = of(own, user)
        denied(client.send(client.signed("GET", "in/new", params=[("tagging", "")])))
    client = of(own, "writer")
    denied(put(client, "in/a", params=[("tagging", "")], body=b"<Tagging><TagSet/></Tagging>"))


def test_new_tags_on_a_copy_need_their_own_right(own):
    own.put("open/a")
    headers = [("x-oss-copy-source", f"/{own.bucket}/open/a"), ("x-oss-tagging-directive", "Replace"), ("x-oss-tagging", "a=b")]
    denied(put(of(own, "copier"), "in/x", headers, b""))
    assert not own.exists("in/x")


def test_a_list_on_an_upload_is_guarded_by_its_condition_alone(own):
    """The reference: the ACL header is guarded by oss:x-oss-object-acl; oss:PutObjectAcl is for PUT ?acl."""
    assert put(of(own, "writer"), "in/x", [("x-oss-object-acl", "public-read")]).status == 200
    denied(put(of(own, "writer"), "in/x", [("x-oss-object-acl", "public-read-write")], b"", [("acl", "")]))
    assert anonymous(own, "PUT", "in/x", body=b"y").status == 403


# What is told to those who may not know


@pytest.mark.parametrize("who", ["none", "writer", "anonymous"])
@pytest.mark.parametrize("method, params, headers, body", [
    ("GET", [], [], None), ("HEAD", [], [], None), ("HEAD", [("objectMeta", "")], [], None), ("GET", [], [("If-None-Match", "*")], None),
    ("GET", [], [("If-Modified-Since", "Wed, 01 Jan 2020 00:00:00 GMT")], None), ("GET", [], [("If-Match", '"x"')], None),
    ("GET", [], [("Range", "bytes=0-0")], None), ("GET", [], [("Range", "bytes=100-"), ("x-oss-range-behavior", "standard")], None),
    ("GET", [("acl", "")], [], None), ("GET", [("tagging", "")], [], None), ("GET", [("symlink", "")], [], None),
    ("GET", [("versionId", "null")], [], None), ("DELETE", [], [], None), ("DELETE", [("versionId", "null")], [], None),
    ("PUT", [("acl", "")], [("x-oss-object-acl", "private")], b""), ("POST", [("restore", "")], [], b""),
    ("POST", [("append", ""), ("position", "7")], [], b"x"), ("DELETE", [("tagging", "")], [], None),
    ("PUT", [], [("x-oss-forbid-overwrite", "true")], b"x"), ("PUT", [], [("x-oss-copy-source", "/uploads/missing")], b""),
])
def test_attack_34_whether_a_key_exists_is_not_told(own, who, method, params, headers, body):
    own.put("there", b"0123456789")
    answers = []
    for key in ("there", "missing"):
        if who == "anonymous":
            answer = anonymous(own, method, key, headers, params, body)
        else:
            client = of(own, who)
            answer = client.send(client.signed(method, key, params=params, headers=headers), body)
        error = denied(answer, method=method)
        assert answer.header("x-oss-version-id") is None and answer.header("ETag") is None
        answers.append((error.status, error.code, error.ec, error.message))
    assert answers[0] == answers[1]
    assert own.get("there").body == b"0123456789" and own.keys() == [b"there"]


def test_whoever_may_read_is_told_that_a_key_is_missing_even_if_he_may_not_list(own):
    """The reference is silent on a second right; a missing key answers NoSuchKey."""
    error = refusal(of(own, "reader").get("in/missing"))
    assert (error.status, error.code, error.ec) == (404, "NoSuchKey", "0026-00000001")


@pytest.mark.parametrize("method, params, body", [
    ("PUT", [("policy", "")], b'{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*","Principal":["*"]}]}'),
    ("DELETE", [("policy", "")], None), ("GET", [("policy", "")], None), ("GET", [("policyStatus", "")], None), ("PUT", [("acl", "")], b""),
    ("GET", [("acl", "")], None), ("PUT", [("versioning", "")], b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
    ("GET", [("bucketInfo", "")], None), ("GET", [("location", "")], None), ("GET", [("stat", "")], None), ("PUT", [("cors", "")], b"<CORSConfiguration/>"),
    ("DELETE", [], None), ("GET", [("referer", "")], None), ("PUT", [("lifecycle", "")], b"<LifecycleConfiguration/>"),
    ("PUT", [("publicAccessBlock", "")], b"<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>"),
    ("GET", [("versioning", "")], None), ("HEAD", [], None),
])
@pytest.mark.parametrize("user", ["none", "writer", "lister"])
def test_no_right_to_objects_is_a_right_to_the_bucket(own, user, method, params, body):
    client = of(own, user)
    headers = [("x-oss-acl", "public-read-write")] if params == [("acl", "")] and method == "PUT" else []
    denied(client.send(client.signed(method, params=params, headers=headers), body), MANAGEMENT, method=method)
    assert own.send(own.signed("GET", params=[("policy", "")])).status == 404


def test_a_user_without_the_right_makes_no_bucket(guarded):
    client = Client(guarded, bucket="fresh-of-nobody", credentials=credentials_of("writer"))
    denied(client.send(client.signed("PUT"), b""), MANAGEMENT)
    owner = Client(guarded, bucket="fresh-of-nobody")
    assert refusal(owner.send(owner.signed("GET", params=[("acl", "")]))).code == "NoSuchBucket"


def test_a_refusal_says_who_may_not_do_what_and_no_secret(own):
    error = denied(of(own, "none").send(of(own, "none").signed("GET", params=[("acl", "")])), MANAGEMENT)
    document = own.send(of(own, "none").signed("GET", params=[("acl", "")])).body
    assert b"<AccessDeniedDetail>" in document, error
    for element in (b"<AuthAction>oss:GetBucketAcl</AuthAction>", b"<AuthPrincipalType>SubUser</AuthPrincipalType>",
                    b"<NoPermissionType>ImplicitDeny</NoPermissionType>", f"<AuthPrincipalOwnerId>{ACCOUNT}</AuthPrincipalOwnerId>".encode()):
        assert element in document, document
    document = own.send(of(own, "mixeddeny").signed("PUT", "x"), b"x").body
    assert b"<AuthAction>oss:PutObject</AuthAction>" in document and b"<NoPermissionType>ExplicitDeny</NoPermissionType>" in document
    assert b"secret-0123456789" not in document and b"secret-0123456789" not in own.server.log().encode()


def test_another_user_s_secret_is_no_signature(own):
    mixed = Credentials(credentials_of("objects").id, credentials_of("writer").secret)
    client = Client(own.server, bucket=own.bucket, credentials=mixed)
    for request in (client.signed("PUT", "in/x"), client.presigned("PUT", "in/x")):
        assert refusal(client.send(request, b"x")).code == "SignatureDoesNotMatch"
