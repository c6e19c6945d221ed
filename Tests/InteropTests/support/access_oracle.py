"""An independent model of who may do what, written from the order in which OSS decides and from nothing else.

It is slow, obvious and small: policies are the dictionaries that are put as JSON, patterns are matched by trying every split. Where the
documentation leaves the error cause open, an outcome holds each that would be right, and says that it is open.
"""

import functools
import ipaddress
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

ACCOUNT = "1000000000000000"

SESSION, RAM, BUCKET, BOTH = "0003-00000301", "0003-00000201", "0003-00000101", "0003-00000203"
NOTHING_ALLOWS, BUCKET_ACL, OBJECT_ACL, ANONYMOUS = "0003-00000202", "0003-00000001", "0003-00000005", "0003-00000905"
UNKNOWN_KEY, DISABLED_KEY = "0002-00000902", "0002-00000904"

MESSAGES = {
    SESSION: ["Access denied by authorizer's policy."],
    BUCKET: ["Access denied by bucket policy."],
    BUCKET_ACL: ["You have no right to access this object because of bucket acl."],
    OBJECT_ACL: [f"You do not have {right} permission on this object." for right in ("read", "write", "read acl", "write acl")],
    ANONYMOUS: [
        "Anonymous user has no right to access this bucket.", "Anonymous access is forbidden for this operation.", "You are forbidden to list buckets.",
    ],
    UNKNOWN_KEY: ["The OSS Access Key Id you provided does not exist in our records."],
}


class Outcome(NamedTuple):
    """What the service answers. Of `ecs` each would be right; more than one means that the documentation leaves it open."""

    status: int
    code: str = ""
    ecs: frozenset = frozenset([""])

    @property
    def is_open(self) -> bool:
        return len(self.ecs) > 1


ALLOWED = Outcome(200)


def denied(*ecs: str, code: str = "AccessDenied") -> Outcome:
    return Outcome(403, code, frozenset(ecs))


@dataclass(frozen=True)
class Identity:
    """`kind` is owner, user, session, anonymous, disabled or unknown; `id` are the digits by which a bucket policy names a user."""

    name: str
    kind: str
    id: str = ""
    policies: tuple = ()
    session: Optional[dict] = None
    role: str = ""
    session_name: str = "table"

    def __hash__(self):
        return hash(self.name)


@dataclass(frozen=True)
class Place:
    """A bucket."""

    name: str
    acl: str = "private"
    policy: Optional[dict] = None
    blocked: bool = False

    def __hash__(self):
        return hash(self.name)


@dataclass(frozen=True)
class Need:
    """One thing that a request must be allowed. `rule` says what decides when no policy does: management, owner (data that no ACL gives),
    read or write. `resource` is what stands behind the fourth colon; `acl` the object's own list."""

    action: str
    resource: str
    rule: str
    acl: str = "default"
    context: dict = field(default_factory=dict)


# Patterns and statements


@functools.lru_cache(maxsize=None)
def matches(pattern: str, text: str) -> bool:
    """`*` is any run of characters, `?` is one; by trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matches(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and matches(pattern[1:], text[1:])


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def resource_matches(pattern: str, resource: str) -> bool:
    if pattern == "*":
        return True
    acs, service, region, owner, relative = pattern.split(":", 4)
    return acs == "acs" and service == "oss" and region == "*" and owner in ("*", ACCOUNT) and matches(relative, resource)


def names(principals: list, identity: Identity) -> bool:
    """Whether one of the principals is this identity; nobody in particular is only ever "*"."""
    for principal in principals or ["*"]:
        if principal == "*":
            return True
        if identity.kind == "owner" and principal == ACCOUNT or identity.kind == "user" and principal == identity.id:
            return True
        head, _, session = principal.rpartition("/")
        if identity.kind == "session" and head == f"arn:sts::{ACCOUNT}:assumed-role/{identity.role}" and session in ("*", identity.session_name):
            return True
    return False


def everybody(statement: dict) -> bool:
    return "Principal" in statement and "*" in (statement["Principal"] or ["*"])


def binds(statement: dict, identity: Identity) -> bool:
    """A bucket policy's statement: whom it is about."""
    if "NotPrincipal" in statement:
        return not names(statement["NotPrincipal"], identity)
    if identity.kind == "owner" and everybody(statement) and not statement.get("Condition") and ACCOUNT not in statement["Principal"]:
        return False
    return names(statement["Principal"], identity)


def holds(operator: str, key: str, values: list, context: dict) -> bool:
    negated = "Not" in operator
    if key not in context:
        return negated
    actual = context[key]
    tests = {
        "StringEquals": lambda value: value == actual, "StringNotEquals": lambda value: value == actual,
        "StringLike": lambda value: matches(value, actual), "StringNotLike": lambda value: matches(value, actual),
        "Bool": lambda value: value == actual,
        "IpAddress": lambda value: ipaddress.ip_address(actual) in ipaddress.ip_network(value),
        "NotIpAddress": lambda value: ipaddress.ip_address(actual) in ipaddress.ip_network(value),
    }
    return any(map(tests[operator], values)) != negated


def applies(statement: dict, need: Need, context: dict) -> bool:
    return (
        any(matches(action.lower(), need.action.lower()) for action in listed(statement["Action"]))
        and any(resource_matches(resource, need.resource) for resource in listed(statement["Resource"]))
        and all(
            holds(operator, key, listed(values), {**context, **need.context})
            for operator, keys in statement.get("Condition", {}).items() for key, values in keys.items()
        )
    )


# The order


def decide(identity: Identity, place: Optional[Place], need: Need, context: dict) -> Outcome:
    if identity.kind == "unknown":
        return denied(UNKNOWN_KEY, code="InvalidAccessKeyId")
    if identity.kind == "disabled":
        return denied(DISABLED_KEY, code="InvalidAccessKeyId")

    def effects(statements):
        return {statement["Effect"] for statement in statements if applies(statement, need, context)}

    # 1: the session policy narrows everything that follows.
    if identity.session is not None and effects(identity.session["Statement"]) != {"Allow"}:
        return denied(SESSION)

    # 2, with 7: statements for everybody allow nothing while public access is blocked.
    ram = effects(statement for policy in identity.policies for statement in policy["Statement"])
    bucket = effects(
        statement for statement in (place.policy or {"Statement": []})["Statement"]
        if binds(statement, identity) and not (place.blocked and statement["Effect"] == "Allow" and everybody(statement))
    ) if place else set()

    # 3
    if "Deny" in ram | bucket:
        return denied(BOTH if "Deny" in ram & bucket else BUCKET if "Deny" in bucket else RAM)
    # 4
    if "Allow" in ram | bucket or identity.kind == "owner":
        return ALLOWED
    # 5
    if need.rule == "management":
        return denied(ANONYMOUS if identity.kind == "anonymous" else NOTHING_ALLOWS)
    # 6
    if need.rule == "owner":
        return denied(ANONYMOUS) if identity.kind == "anonymous" else denied(BUCKET_ACL, OBJECT_ACL)
    return by_lists(identity, place, need)


def gives(acl: str, rule: str) -> bool:
    return acl == "public-read-write" or acl == "public-read" and rule == "read"


def by_lists(identity: Identity, place: Place, need: Need) -> Outcome:
    bucket = "private" if place.blocked else place.acl
    own = "private" if place.blocked and need.acl.startswith("public") else need.acl
    if gives(bucket if own == "default" else own, need.rule):
        return ALLOWED
    anonymous = {ANONYMOUS} if identity.kind == "anonymous" else set()
    if own == "private" and bucket != "private":
        # "private object in a public bucket 0003-00000005"; whether that or the line for anonymous requests counts for them is not said.
        return denied(OBJECT_ACL, *anonymous)
    if own == "public-read":
        # Which line is meant for a public-read object that is written is not said.
        return denied(OBJECT_ACL, BUCKET_ACL, *anonymous)
    if anonymous:
        # "Anonymous user has no right to access this bucket" is not true of a public bucket that gives less; yet anonymous is 0003-00000905.
        return denied(ANONYMOUS) if bucket == "private" else denied(ANONYMOUS, BUCKET_ACL)
    return denied(BUCKET_ACL)


def outcome(identity: Identity, place: Optional[Place], needs: list, context: dict, allowed: Outcome) -> Outcome:
    """A request that needs several rights: which of the missing ones is reported is not said."""
    answers = [decide(identity, place, need, context) for need in needs]
    refusals = [answer for answer in answers if answer.status != 200]
    if not refusals:
        return allowed
    return Outcome(403, refusals[0].code, frozenset().union(*(refusal.ecs for refusal in refusals)))
