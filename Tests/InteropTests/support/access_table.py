"""The rows of the table of access: identities, buckets, operations, and the combinations of them that are tried."""

import itertools
import random
from dataclasses import dataclass
from typing import Callable

import alibabacloud_oss_v2 as oss

from .access_oracle import ALLOWED, ANONYMOUS, Identity, Need, Outcome, Place, denied, outcome
from .ram import allow, deny, policy

PLAIN, ALLOWED_USER, DENIED, BOTH, INSIDE, READER = (f"2000000000000000{number:02}" for number in range(1, 7))
EVERYTHING = policy(allow("oss:*"))
NOTHING = policy(deny("oss:*"))
SOME_DENIED = policy(allow("oss:*"), deny(["oss:PutObject", "oss:Delete*", "oss:GetBucketAcl"]))
INSIDE_ONLY = policy(allow(["oss:GetObject", "oss:PutObject", "oss:DeleteObject"], "acs:oss:*:*:*/in/*"))
READ_ONLY = policy(allow(["oss:Get*", "oss:List*"]))

SESSION_ALLOWS = policy(allow("oss:*"))
SESSION_READS = policy(allow("oss:GetObject"))
SESSION_DENIES = policy(allow("oss:*"), deny(["oss:PutObject", "oss:ListObjects"]))

IDENTITIES = {identity.name: identity for identity in [
    Identity("owner", "owner"),
    Identity("plain", "user", PLAIN),
    Identity("allowed", "user", ALLOWED_USER, (EVERYTHING,)),
    Identity("denied", "user", DENIED, (NOTHING,)),
    Identity("both", "user", BOTH, (SOME_DENIED,)),
    Identity("inside", "user", INSIDE, (INSIDE_ONLY,)),
    Identity("reader", "user", READER, (READ_ONLY,)),
    Identity("disabled", "disabled"),
    Identity("unknown", "unknown"),
    Identity("role", "session", policies=(EVERYTHING,), role="wide"),
    Identity("role-session-allows", "session", policies=(EVERYTHING,), session=SESSION_ALLOWS, role="wide"),
    Identity("role-session-reads", "session", policies=(EVERYTHING,), session=SESSION_READS, role="wide"),
    Identity("role-session-denies", "session", policies=(EVERYTHING,), session=SESSION_DENIES, role="wide"),
    Identity("empty-role-session-allows", "session", session=SESSION_ALLOWS, role="empty"),
    Identity("reading-role-session-allows", "session", policies=(READ_ONLY,), session=SESSION_ALLOWS, role="reading"),
    Identity("anonymous", "anonymous"),
]}
ROLES = {"wide": EVERYTHING, "empty": None, "reading": READ_ONLY}

ACLS = ("private", "public-read", "public-read-write")
OBJECT_ACLS = ("default", "private", "public-read", "public-read-write", "absent")


def bucket_statements(name: str, bucket: str) -> list:
    both = [f"acs:oss:*:*:{bucket}", f"acs:oss:*:*:{bucket}/*"]
    owned = [f"acs:oss:*:1000000000000000:{bucket}", f"acs:oss:*:1000000000000000:{bucket}/*"]
    plain_http = {"Bool": {"acs:SecureTransport": "false"}}
    return {
        "none": [],
        "allow-users": [allow("oss:*", owned, Principal=[PLAIN, DENIED, BOTH])],
        "deny-users": [deny("oss:*", both, Principal=[PLAIN, ALLOWED_USER, DENIED, BOTH])],
        "deny-users-some": [deny(["oss:GetObject", "oss:PutBucketAcl"], both, Principal=[ALLOWED_USER, BOTH])],
        "allow-role": [allow("oss:*", both, Principal=["arn:sts::1000000000000000:assumed-role/empty/*"])],
        "allow-all": [allow(["oss:GetObject", "oss:ListObjects"], both, Principal=["*"])],
        "allow-everything-to-all": [allow("oss:*", both, Principal=[])],
        "deny-all": [deny("oss:*", both, Principal=["*"])],
        "deny-all-if": [deny("oss:*", both, plain_http, Principal=["*"])],
        "deny-all-unless": [deny("oss:*", both, {"Bool": {"acs:SecureTransport": "true"}}, Principal=["*"])],
        "deny-others": [deny(["oss:PutObject", "oss:GetObject"], both, NotPrincipal=[ALLOWED_USER])],
        "allow-and-deny": [allow("oss:*", both, Principal=["*"]), deny("oss:PutObject", both, Principal=[PLAIN, INSIDE])],
    }[name]


POLICIES = (
    "none", "allow-users", "deny-users", "deny-users-some", "allow-role", "allow-all", "allow-everything-to-all", "deny-all", "deny-all-if",
    "deny-all-unless", "deny-others", "allow-and-deny",
)


def make_place(acl: str, policy_name: str, blocked: bool) -> Place:
    name = f"t{ACLS.index(acl)}-{POLICIES.index(policy_name):02}-{'blocked' if blocked else 'open'}"
    statements = bucket_statements(policy_name, name)
    return Place(name, acl, policy(*statements) if statements else None, blocked)


PLACES = {
    (acl, policy_name, blocked): make_place(acl, policy_name, blocked)
    for acl, policy_name, blocked in itertools.product(ACLS, POLICIES, (False, True))
}


# Operations


@dataclass
class Target:
    """What one row works on: an object of its own where the operation changes it."""

    bucket: str
    key: str
    acl: str
    bucket_acl: str
    upload: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Operation:
    """`needs` gives the rights, `send` does it through the SDK. `missing` says that an absent object is 404 once it is allowed."""

    name: str
    needs: Callable
    send: Callable
    changes: bool = False
    missing: bool = False
    has_upload: bool = False
    service: bool = False


def object_need(action: str, rule: str):
    return lambda t: [Need(f"oss:{action}", f"{t.bucket}/{t.key}", rule, "default" if t.acl == "absent" else t.acl)]


def bucket_need(action: str, rule: str, **context):
    return lambda t: [Need(f"oss:{action}", t.bucket, rule, context={name.replace("_", ":"): value for name, value in context.items()})]


def copy_needs(t: Target) -> list:
    return object_need("GetObject", "read")(t) + [Need("oss:PutObject", f"{t.bucket}/{t.key}-copy", "write")]


def complete(api, t: Target):
    parts = oss.CompleteMultipartUpload(parts=[oss.UploadPart(part_number=1, etag=t.etag)])
    return api.complete_multipart_upload(oss.CompleteMultipartUploadRequest(t.bucket, t.key, upload_id=t.upload, complete_multipart_upload=parts))


OPERATIONS = {operation.name: operation for operation in [
    Operation("PutObject", object_need("PutObject", "write"), None, changes=True),
    Operation("GetObject", object_need("GetObject", "read"), None, missing=True),
    Operation("HeadObject", object_need("GetObject", "read"), lambda api, t: api.head_object(oss.HeadObjectRequest(t.bucket, t.key)), missing=True),
    Operation(
        "GetObjectMeta", object_need("GetObject", "read"), lambda api, t: api.get_object_meta(oss.GetObjectMetaRequest(t.bucket, t.key)), missing=True,
    ),
    Operation(
        "ListObjectsV2", bucket_need("ListObjects", "owner", oss_Prefix="in/"),
        lambda api, t: api.list_objects_v2(oss.ListObjectsV2Request(t.bucket, prefix="in/", max_keys=2)),
    ),
    Operation(
        "DeleteObject", object_need("DeleteObject", "write"), lambda api, t: api.delete_object(oss.DeleteObjectRequest(t.bucket, t.key)), changes=True,
    ),
    Operation("GetBucketAcl", bucket_need("GetBucketAcl", "management"), lambda api, t: api.get_bucket_acl(oss.GetBucketAclRequest(t.bucket))),
    Operation(
        "PutBucketAcl", bucket_need("PutBucketAcl", "management"),
        lambda api, t: api.put_bucket_acl(oss.PutBucketAclRequest(t.bucket, acl=t.bucket_acl)), changes=True,
    ),
    Operation("GetBucketStat", bucket_need("GetBucketStat", "management"), lambda api, t: api.get_bucket_stat(oss.GetBucketStatRequest(t.bucket))),
    Operation(
        "ListBuckets", lambda t: [Need("oss:ListBuckets", "*", "management")],
        lambda api, t: api.list_buckets(oss.ListBucketsRequest(max_keys=1)), service=True,
    ),
    Operation(
        "CopyObject", copy_needs,
        lambda api, t: api.copy_object(oss.CopyObjectRequest(t.bucket, f"{t.key}-copy", source_bucket=t.bucket, source_key=t.key)),
        changes=True, missing=True,
    ),
    Operation(
        "InitiateMultipartUpload", object_need("PutObject", "write"),
        lambda api, t: api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest(t.bucket, t.key)), changes=True,
    ),
    Operation(
        "UploadPart", object_need("PutObject", "write"),
        lambda api, t: api.upload_part(oss.UploadPartRequest(t.bucket, t.key, upload_id=t.upload, part_number=2, body=b"x")), changes=True, has_upload=True,
    ),
    Operation("CompleteMultipartUpload", object_need("PutObject", "write"), complete, changes=True, has_upload=True),
    Operation(
        "ListParts", object_need("ListParts", "owner"),
        lambda api, t: api.list_parts(oss.ListPartsRequest(t.bucket, t.key, upload_id=t.upload)), changes=True, has_upload=True,
    ),
    Operation(
        "AbortMultipartUpload", object_need("AbortMultipartUpload", "owner"),
        lambda api, t: api.abort_multipart_upload(oss.AbortMultipartUploadRequest(t.bucket, t.key, upload_id=t.upload)), changes=True, has_upload=True,
    ),
]}


@dataclass(frozen=True)
class Row:
    identity: str
    operation: str
    object_acl: str = "default"
    bucket_acl: str = "private"
    policy: str = "none"
    blocked: bool = False
    where: str = "in"
    by_hand: bool = False

    @property
    def place(self) -> Place:
        return PLACES[self.bucket_acl, self.policy, self.blocked]

    @property
    def id(self) -> str:
        blocked = "blocked" if self.blocked else "open"
        return "|".join([self.identity, self.operation, self.object_acl, self.bucket_acl, self.policy, blocked, self.where])


def is_possible(row: Row) -> bool:
    # While public access is blocked, a public ACL cannot be put, whoever asks: another question. And it is not said whether the right
    # to write, which a list gives, is the right to list or abort an upload.
    if row.operation in ("ListParts", "AbortMultipartUpload") and "public-read-write" in (row.bucket_acl, row.object_acl):
        return False
    return not (row.operation == "PutBucketAcl" and row.blocked and row.bucket_acl != "private")


def combinations() -> list:
    rows = {}

    def add(identities=IDENTITIES, operations=OPERATIONS, objects=("default",), buckets=("private",), policies=("none",), blocked=(False,), where=("in",)):
        for values in itertools.product(identities, operations, objects, buckets, policies, blocked, where):
            row = Row(*values)
            if is_possible(row):
                rows[row] = None

    # Lists alone: who reads and writes what, of every bucket and object.
    add(["owner", "plain", "allowed", "role", "role-session-reads", "empty-role-session-allows", "anonymous"], ["PutObject", "GetObject"], OBJECT_ACLS, ACLS)
    # Policies alone: every identity under every bucket policy.
    add(operations=["PutObject", "GetBucketAcl"], policies=POLICIES)
    add(["plain", "both", "empty-role-session-allows", "anonymous"], ["GetObject", "ListObjectsV2"], policies=POLICIES)
    # Every operation, where nobody and where everybody is let in by lists.
    add()
    add(["plain", "role-session-reads", "anonymous"], buckets=["public-read-write"])
    # The block on public access against lists and statements for everybody.
    add(["owner", "plain", "allowed", "role-session-reads", "anonymous"], ["PutObject", "GetObject", "ListObjectsV2"], ["default", "public-read-write"],
        ["private", "public-read-write"], ["none", "allow-everything-to-all", "deny-all", "allow-users"], [True])
    # Inside a folder and outside.
    add(["inside", "plain", "reader"], ["PutObject", "GetObject", "DeleteObject", "CopyObject"], where=["in", "out"])
    # And any others, the same ones in every run.
    chance = random.Random(20251123)
    while len(rows) < 1200:
        add(*([chance.choice(list(values))] for values in (IDENTITIES, OPERATIONS, OBJECT_ACLS, ACLS, POLICIES, (False, True), ("in", "out"))))
    return list(rows)


ROWS = combinations()


def expected(row: Row, target: Target) -> Outcome:
    operation = OPERATIONS[row.operation]
    allowed = Outcome(404, "NoSuchKey", frozenset(["0026-00000001"])) if operation.missing and row.object_acl == "absent" else ALLOWED
    context = {"acs:SecureTransport": "false", "acs:SourceIp": "127.0.0.1"}
    place = None if operation.service else row.place
    answer = outcome(IDENTITIES[row.identity], place, operation.needs(target), context, allowed)
    if operation.service and row.identity == "anonymous":
        return denied(ANONYMOUS, "")
    return answer
