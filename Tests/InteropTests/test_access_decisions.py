"""Who may do what: identity, operation, lists, bucket policy, session policy and the block on public access, all against each other.

Each row is answered by a real server. What it must answer is computed by `support/access_oracle.py`, an independent model of the order in
which OSS decides; the rows in `SENTENCES` are written by hand from the documentation, so that the model is checked as well.
"""

import json
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import buckets, sdk
from support.access_oracle import ACCOUNT, MESSAGES, Outcome
from support.access_table import ACLS, IDENTITIES, OBJECT_ACLS, OPERATIONS, PLACES, POLICIES, ROLES, ROWS, Row, Target, expected
from support.client import Client
from support.ram import RAM, allow, assume, credentials_of, policy
from support.server import Server
from support.signing import Credentials

# (the sentence, row, status, code, error cause). Sections are those of the server reference.
UNKNOWN = "14.1: identity := verify(request) | anonymous, 403 on failure"
SESSION = '14.1, 1: STS session policy present? Deny, or no matching Allow -> 403 "Access denied by authorizer\'s policy." EC 0003-00000301'
DENY = "14.1, 3: any Deny matches -> 403: bucket policy 0003-00000101 | RAM side 0003-00000201 | both 0003-00000203"
ALLOW = "14.1, 4: any Allow matches -> allow"
MANAGEMENT = "14.1, 5: management API -> 403 (no match at all: EC 0003-00000202)"
OWNER = "14.1, 5: in reality the owner manages its own buckets -> allow it"
EFFECTIVE = "14.1, 6: effective ACL := object ACL, or bucket ACL when the object ACL is default or the object is absent"
PRIVATE = "14.1, 6: private -> only the owner account's own key; a RAM user needs an Allow from 4"
READS = "14.1, 6: public-read -> reads for everybody"
WRITES = "14.1, 6: public-read-write -> reads and writes for everybody"
IN_PUBLIC = "14.1, 6: private object in a public bucket 0003-00000005"
NOBODY = "10.1: Neither: anonymous (ACL and bucket policy decide; EC 0003-00000905 when refused)"
BLOCK = "14.1, 7: public ACLs and public policy statements are ignored"
LISTING = 'Public ACLs never give anonymous listing; a bucket policy with Principal "*" can'
STAR = 'Principal "*" without Condition does not bind the owner; with Condition it binds everyone, the owner included'
ROLE = "A role of the bucket owner's account behaves like a RAM user of that account"
INTERSECTION = "The right of an STS key = role policies intersected with the session policy"
BEATS = "An object's ACL beats the bucket's (a private object inside a public-read bucket is private; and the reverse)"

FORBIDDEN = (403, "AccessDenied")
SENTENCES = [
    (UNKNOWN, Row("unknown", "GetObject", bucket_acl="public-read"), 403, "InvalidAccessKeyId", "0002-00000902"),
    (UNKNOWN, Row("unknown", "ListBuckets"), 403, "InvalidAccessKeyId", "0002-00000902"),
    (UNKNOWN, Row("disabled", "PutObject"), 403, "InvalidAccessKeyId", "0002-00000904"),
    (UNKNOWN, Row("disabled", "GetObject", "public-read-write", "public-read-write"), 403, "InvalidAccessKeyId", "0002-00000904"),
    (SESSION, Row("role-session-denies", "PutObject"), *FORBIDDEN, "0003-00000301"),
    (SESSION, Row("role-session-reads", "PutObject"), *FORBIDDEN, "0003-00000301"),
    (SESSION, Row("role-session-reads", "PutObject", "public-read-write", "public-read-write"), *FORBIDDEN, "0003-00000301"),
    (SESSION, Row("role-session-reads", "PutObject", policy="allow-everything-to-all"), *FORBIDDEN, "0003-00000301"),
    (SESSION, Row("role-session-reads", "ListBuckets"), *FORBIDDEN, "0003-00000301"),
    (INTERSECTION, Row("empty-role-session-allows", "GetObject"), *FORBIDDEN, "0003-00000001"),
    (INTERSECTION, Row("empty-role-session-allows", "GetBucketAcl"), *FORBIDDEN, "0003-00000202"),
    (INTERSECTION, Row("reading-role-session-allows", "GetObject"), 200, "", ""),
    (INTERSECTION, Row("reading-role-session-allows", "PutObject"), *FORBIDDEN, "0003-00000001"),
    (INTERSECTION, Row("role-session-reads", "GetObject"), 200, "", ""),
    (ROLE, Row("role", "PutObject"), 200, "", ""),
    (ROLE, Row("role", "GetBucketAcl"), 200, "", ""),
    (ALLOW, Row("empty-role-session-allows", "GetObject", policy="allow-role"), 200, "", ""),
    (DENY, Row("allowed", "GetObject", policy="deny-users"), *FORBIDDEN, "0003-00000101"),
    (DENY, Row("plain", "GetObject", "public-read", "public-read", "deny-users"), *FORBIDDEN, "0003-00000101"),
    (DENY, Row("denied", "GetObject"), *FORBIDDEN, "0003-00000201"),
    (DENY, Row("both", "PutObject"), *FORBIDDEN, "0003-00000201"),
    (DENY, Row("both", "PutObject", policy="deny-users"), *FORBIDDEN, "0003-00000203"),
    (DENY, Row("denied", "GetObject", policy="allow-users"), *FORBIDDEN, "0003-00000201"),
    (DENY, Row("denied", "GetObject", "public-read", "public-read"), *FORBIDDEN, "0003-00000201"),
    (DENY, Row("both", "GetBucketAcl", policy="allow-users"), *FORBIDDEN, "0003-00000201"),
    (DENY, Row("anonymous", "GetObject", "public-read", "public-read", "deny-all"), *FORBIDDEN, "0003-00000101"),
    (ALLOW, Row("both", "GetObject"), 200, "", ""),
    (ALLOW, Row("plain", "PutObject", policy="allow-users"), 200, "", ""),
    (ALLOW, Row("plain", "GetBucketAcl", policy="allow-users"), 200, "", ""),
    (ALLOW, Row("allowed", "ListBuckets"), 200, "", ""),
    (MANAGEMENT, Row("plain", "GetBucketAcl"), *FORBIDDEN, "0003-00000202"),
    (MANAGEMENT, Row("plain", "PutBucketAcl", bucket_acl="public-read-write"), *FORBIDDEN, "0003-00000202"),
    (MANAGEMENT, Row("plain", "ListBuckets"), *FORBIDDEN, "0003-00000202"),
    (MANAGEMENT, Row("inside", "GetBucketStat"), *FORBIDDEN, "0003-00000202"),
    (OWNER, Row("owner", "GetBucketAcl"), 200, "", ""),
    (OWNER, Row("owner", "ListBuckets"), 200, "", ""),
    (PRIVATE, Row("owner", "GetObject", "private"), 200, "", ""),
    (PRIVATE, Row("plain", "GetObject"), *FORBIDDEN, "0003-00000001"),
    (PRIVATE, Row("plain", "GetObject", "absent"), *FORBIDDEN, "0003-00000001"),
    (PRIVATE, Row("allowed", "GetObject", "private"), 200, "", ""),
    (PRIVATE, Row("inside", "PutObject"), 200, "", ""),
    (PRIVATE, Row("inside", "PutObject", where="out"), *FORBIDDEN, "0003-00000001"),
    (READS, Row("plain", "GetObject", bucket_acl="public-read"), 200, "", ""),
    (READS, Row("anonymous", "HeadObject", bucket_acl="public-read"), 200, "", ""),
    (READS, Row("plain", "PutObject", bucket_acl="public-read"), *FORBIDDEN, "0003-00000001"),
    (WRITES, Row("plain", "PutObject", bucket_acl="public-read-write"), 200, "", ""),
    (WRITES, Row("anonymous", "DeleteObject", bucket_acl="public-read-write"), 200, "", ""),
    (EFFECTIVE, Row("anonymous", "PutObject", "absent", "public-read-write"), 200, "", ""),
    (EFFECTIVE, Row("anonymous", "GetObject", "absent", "public-read"), 404, "NoSuchKey", "0026-00000001"),
    (BEATS, Row("anonymous", "GetObject", "public-read"), 200, "", ""),
    (BEATS, Row("plain", "PutObject", "public-read-write"), 200, "", ""),
    (IN_PUBLIC, Row("plain", "GetObject", "private", "public-read"), *FORBIDDEN, "0003-00000005"),
    (IN_PUBLIC, Row("plain", "PutObject", "private", "public-read-write"), *FORBIDDEN, "0003-00000005"),
    (NOBODY, Row("anonymous", "GetObject"), *FORBIDDEN, "0003-00000905"),
    (NOBODY, Row("anonymous", "PutObject"), *FORBIDDEN, "0003-00000905"),
    (NOBODY, Row("anonymous", "GetBucketAcl", bucket_acl="public-read-write"), *FORBIDDEN, "0003-00000905"),
    (LISTING, Row("anonymous", "ListObjectsV2", bucket_acl="public-read-write"), *FORBIDDEN, "0003-00000905"),
    (LISTING, Row("anonymous", "ListObjectsV2", policy="allow-all"), 200, "", ""),
    (STAR, Row("owner", "GetObject", policy="deny-all"), 200, "", ""),
    (STAR, Row("allowed", "GetObject", policy="deny-all"), *FORBIDDEN, "0003-00000101"),
    (STAR, Row("owner", "GetObject", policy="deny-all-if"), *FORBIDDEN, "0003-00000101"),
    (STAR, Row("owner", "GetBucketAcl", policy="deny-all-if"), *FORBIDDEN, "0003-00000101"),
    (STAR, Row("owner", "GetObject", policy="deny-all-unless"), 200, "", ""),
    (BLOCK, Row("anonymous", "GetObject", "public-read", "public-read", blocked=True), *FORBIDDEN, "0003-00000905"),
    (BLOCK, Row("plain", "GetObject", bucket_acl="public-read-write", blocked=True), *FORBIDDEN, "0003-00000001"),
    (BLOCK, Row("anonymous", "GetObject", policy="allow-everything-to-all", blocked=True), *FORBIDDEN, "0003-00000905"),
    (BLOCK, Row("plain", "GetObject", policy="allow-users", blocked=True), 200, "", ""),
    (BLOCK, Row("owner", "GetObject", blocked=True), 200, "", ""),
]

# The rows of both tables have objects of their own, since some change what they find.
SENTENCES = [(sentence, replace(row, by_hand=True), *answer) for sentence, row, *answer in SENTENCES]
ALL_ROWS = list(dict.fromkeys([row for _, row, *_ in SENTENCES] + ROWS))
NUMBERS = {row: number for number, row in enumerate(ALL_ROWS)}
CONTENT = b"0123456789"


class World:
    """One server with a bucket for each combination of list, policy and block, and an object for each row that changes one."""

    def __init__(self, folder, owner: Credentials):
        ram = RAM(folder / "ram.json")
        self.credentials = {"owner": owner, "unknown": credentials_of("unknown")}
        for identity in IDENTITIES.values():
            if identity.kind == "user":
                self.credentials[identity.name] = ram.user(identity.name, *identity.policies, id=identity.id)
        self.credentials["disabled"] = ram.user("disabled", *IDENTITIES["allowed"].policies, status="Inactive")
        self.assumer = ram.user("assumer", policy(allow("sts:AssumeRole")))
        for name, document in ROLES.items():
            ram.role(name, *[document] if document else [])
        self.server = Server(owner, buckets=[place.name for place in PLACES.values()], more=["--ram-file", ram.save()])
        self.client = Client(self.server)
        self.http = requests.Session()
        self._apis = {}
        owner_api = self.api("owner")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda place: buckets.unblock(self.client, place.name), PLACES.values()))
            self._targets = {row: target_of(row) for row in ALL_ROWS}
            objects = {(target.bucket, target.key): (target, OPERATIONS[row.operation]) for row, target in self._targets.items()
                       if not OPERATIONS[row.operation].service}
            list(pool.map(lambda found: arrange(owner_api, *found), objects.values()))
            list(pool.map(self._restrict, PLACES.values()))

    def _restrict(self, place):
        """The bucket's list, its policy, and the block: last, since it refuses to set what is public, but before a policy that binds the owner."""
        assert buckets.configure(self.client, place.name, "acl", headers=[("x-oss-acl", place.acl)]).status == 200
        only_denies = place.policy and all(statement["Effect"] == "Deny" for statement in place.policy["Statement"])
        if place.blocked and only_denies:
            buckets.unblock(self.client, place.name, "true")
        if place.policy:
            answer = buckets.configure(self.client, place.name, "policy", json.dumps(place.policy))
            assert answer.status == 200, answer.body
        if place.blocked and not only_denies:
            buckets.unblock(self.client, place.name, "true")

    def api(self, name: str) -> oss.Client:
        if name not in self._apis:
            if name == "anonymous":
                anonymous = oss.credentials.AnonymousCredentialsProvider()
                self._apis[name] = sdk.sdk(self.server, credentials=self.credentials["owner"], credentials_provider=anonymous)
            else:
                self._apis[name] = sdk.sdk(self.server, credentials=self.credentials.get(name) or self._session(IDENTITIES[name]))
        return self._apis[name]

    def target(self, row: Row) -> Target:
        return self._targets[row]

    def _session(self, identity) -> Credentials:
        return assume(self.server, self.assumer, f"acs:ram::{ACCOUNT}:role/{identity.role}", identity.session, identity.session_name)

    def answer(self, row: Row) -> tuple:
        """Status, code, error cause and message."""
        target, api = self._targets[row], self.api(row.identity)
        if row.operation in ("PutObject", "GetObject"):
            return self._by_url(row, target, api)
        try:
            return OPERATIONS[row.operation].send(api, target).status_code, "", "", ""
        except oss.exceptions.OperationError as failure:
            error = failure.unwrap()
            assert isinstance(error, oss.exceptions.ServiceError), repr(error)
            return error.status_code, error.code, error.ec or "", error.message

    def _by_url(self, row: Row, target: Target, api: oss.Client) -> tuple:
        method, request = ("PUT", oss.PutObjectRequest) if row.operation == "PutObject" else ("GET", oss.GetObjectRequest)
        url = f"{self.server.endpoint}/{target.bucket}/{target.key}"
        if row.identity != "anonymous":
            url = api.presign(request(target.bucket, target.key)).url
        answer = self.http.request(method, url, data=b"changed" if method == "PUT" else None, timeout=20)
        if answer.status_code < 400:
            assert method == "PUT" or answer.content == CONTENT
            return answer.status_code, "", "", ""
        root = ElementTree.fromstring(answer.content)
        assert (root.findtext("EC") or "") == answer.headers.get("x-oss-ec", "")
        return answer.status_code, root.findtext("Code"), root.findtext("EC") or "", root.findtext("Message")


def target_of(row: Row) -> Target:
    own = f"{NUMBERS[row]:04}" if OPERATIONS[row.operation].changes else "shared"
    return Target(row.place.name, f"{row.where}/{row.object_acl}-{own}", row.object_acl, row.place.acl)


def arrange(api: oss.Client, target: Target, operation):
    """What a row finds: its object, or none, and an upload that has begun."""
    if target.acl != "absent":
        acl = None if target.acl == "default" else target.acl
        api.put_object(oss.PutObjectRequest(target.bucket, target.key, acl=acl, body=CONTENT))
    if operation.has_upload:
        target.upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(target.bucket, target.key)).upload_id
        target.etag = api.upload_part(oss.UploadPartRequest(target.bucket, target.key, upload_id=target.upload, part_number=1, body=CONTENT)).etag


@pytest.fixture(scope="module")
def world(tmp_path_factory, credentials):
    made = World(tmp_path_factory.mktemp("decisions"), credentials)
    yield made
    try:
        assert made.server.is_alive(), made.server.log()[-2000:]
    finally:
        made.server.discard()


def check(answer: tuple, want: Outcome):
    status, code, ec, message = answer
    status = 200 if status == 204 else status
    assert (status, code) == (want.status, want.code) and ec in want.ecs, f"{answer}, expected {want.status} {want.code} {sorted(want.ecs)}"
    if ec in MESSAGES:
        assert message in MESSAGES[ec]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_combination_is_decided_in_the_documented_order(world, row):
    check(world.answer(row), expected(row, world.target(row)))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("sentence, row, status, code, ec", SENTENCES, ids=[f"{number}-{row.id}" for number, (_, row, *_) in enumerate(SENTENCES)])
def test_each_sentence_of_the_documentation_holds(world, sentence, row, status, code, ec):
    check(world.answer(row), Outcome(status, code, frozenset([ec])))


@pytest.mark.parametrize("sentence, row, status, code, ec", SENTENCES, ids=[f"{number}-{row.id}" for number, (_, row, *_) in enumerate(SENTENCES)])
def test_the_model_says_what_each_sentence_says(sentence, row, status, code, ec):
    want = expected(row, target_of(row))
    assert (want.status, want.code) == (status, code) and ec in want.ecs


def test_the_table_is_large_enough():
    """Each identity, operation, list and policy is met, and most rows have exactly one right answer."""
    assert len(ROWS) >= 300 and len(SENTENCES) >= 40
    for attribute, values in (("identity", IDENTITIES), ("operation", OPERATIONS), ("object_acl", OBJECT_ACLS), ("bucket_acl", ACLS), ("policy", POLICIES)):
        assert {getattr(row, attribute) for row in ROWS} == set(values)
    answers = [expected(row, target_of(row)) for row in ROWS]
    assert sum(not answer.is_open for answer in answers) > len(ROWS) * 3 // 4
    assert {ec for answer in answers for ec in answer.ecs} >= {*MESSAGES, "0003-00000201", "0003-00000202", "0003-00000203", "0002-00000904"}
