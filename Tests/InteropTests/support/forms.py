"""Browser forms (PostObject): policies, their signatures of both versions, and bodies of multipart/form-data.

Written from the description of the protocol. Every field may be replaced, removed (None) or added before the body is made.
"""

import base64
import hashlib
import hmac
import json
import time

from . import canary
from .raw import Answer, Connection, head
from .answers import check_wire
from .signing import Credentials, iso_basic, octets, v4_scope

BOUNDARY = b"----waybill-form-boundary"


def policy_json(bucket: str, *conditions, seconds: float = 600, expiration: str = None) -> str:
    expiration = expiration or time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + seconds))
    return json.dumps({"expiration": expiration, "conditions": [{"bucket": bucket}, *conditions]})


def sign_v1(credentials: Credentials, policy: str) -> dict:
    encoded = base64.b64encode(policy.encode()).decode()
    signature = base64.b64encode(hmac.new(octets(credentials.secret), encoded.encode(), hashlib.sha1).digest()).decode()
    canary.remember(signature, credentials.secret, credentials.token)
    fields = {"OSSAccessKeyId": credentials.id, "policy": encoded, "Signature": signature}
    return {**fields, "x-oss-security-token": credentials.token} if credentials.token else fields


def v4_conditions(credentials: Credentials, region: str = "cn-hangzhou", at: float = None, scope: str = None, date: str = None) -> list:
    """What a policy of version 4 must say; the form says the same."""
    date = date or iso_basic(time.time() if at is None else at)
    credential = f"{credentials.id}/{scope or v4_scope(date[:8], region)}"
    return [{"x-oss-signature-version": "OSS4-HMAC-SHA256"}, {"x-oss-credential": credential}, {"x-oss-date": date}]


def sign_v4(credentials: Credentials, policy: str, conditions: list) -> dict:
    fields = {name: value for condition in conditions for name, value in condition.items()}
    encoded = base64.b64encode(policy.encode()).decode()
    key = b"aliyun_v4" + octets(credentials.secret)
    for part in fields["x-oss-credential"].split("/", 1)[1].split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, encoded.encode(), hashlib.sha256).hexdigest()
    canary.remember(signature, credentials.secret, credentials.token)
    return {**fields, "policy": encoded, "x-oss-signature": signature}


def signed_fields(credentials: Credentials, bucket: str, *conditions, version: str = "v4", **policy) -> dict:
    """The fields of a signed form but `key` and `file`."""
    if version == "v1":
        return sign_v1(credentials, policy_json(bucket, *conditions, **policy))
    own = v4_conditions(credentials)
    return sign_v4(credentials, policy_json(bucket, *own, *conditions, **policy), own)


def part(name, value, filename=None, content_type=None) -> bytes:
    disposition = b'form-data; name="' + octets(name) + b'"'
    if filename is not None:
        disposition += b'; filename="' + octets(filename) + b'"'
    lines = [b"--" + BOUNDARY, b"Content-Disposition: " + disposition]
    if content_type:
        lines.append(b"Content-Type: " + octets(content_type))
    return b"\r\n".join(lines) + b"\r\n\r\n" + octets(value) + b"\r\n"


def body(fields, file=b"content", filename="a.txt", content_type="text/plain", after=()) -> bytes:
    """The form's body; `fields` is a dictionary or a list of pairs, `after` stands behind the file."""
    pairs = fields.items() if isinstance(fields, dict) else fields
    parts = [part(name, value) for name, value in pairs if value is not None]
    if file is not None:
        parts.append(part("file", file, filename, content_type))
    return b"".join(parts + [part(name, value) for name, value in after]) + b"--" + BOUNDARY + b"--\r\n"


def post(client, data: bytes, bucket=None, key="", content_type=None, headers=(), query="") -> Answer:
    """Sends a form's body over a bare socket."""
    content_type = content_type or "multipart/form-data; boundary=" + BOUNDARY.decode()
    target = f"/{bucket or client.bucket}/{key}" + (f"?{query}" if query else "")
    lines = [("Host", client.host), ("Content-Type", content_type), *headers]
    if not any(name == "Transfer-Encoding" for name, _ in lines):
        lines.append(("Content-Length", len(data)))
    with Connection(client.port) as connection:
        connection.offer(head("POST", target, lines) + data)
        return check_wire(connection.answer("POST"))


def submit(client, key, *conditions, version="v4", file=b"content", filename="a.txt", part_type="text/plain", after=(), policy=None, **changes) -> Answer:
    """A signed form with this key; `changes` replace, add or (None) remove fields after signing."""
    fields = {"key": key, **signed_fields(client.credentials, client.bucket, *conditions, version=version, **(policy or {}))}
    fields.update({name.replace("__", "-"): value for name, value in changes.items()})
    return post(client, body(fields, file, filename, part_type, after))
