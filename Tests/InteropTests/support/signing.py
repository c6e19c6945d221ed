"""An independent signer, written from the description of the protocol and not from any SDK.

It signs what no SDK would send: keys as raw bytes, repeated and malformed parameters, wrong scopes. Every part of a
signature may be overridden *before* signing, so that a request can be hostile and yet correctly signed.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import NamedTuple, Optional

from . import canary

ALGORITHM = b"OSS4-HMAC-SHA256"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
V1_SUB_RESOURCES = frozenset(
    b"acl append bucketInfo callback callback-var cname comp continuation-token cors delete encryption inventory "
    b"lifecycle location logging objectMeta partNumber policy position qos referer replication response-cache-control "
    b"response-content-disposition response-content-encoding response-content-language response-content-type "
    b"publicAccessBlock regions response-expires restore security-token sequential stat symlink tagging uploadId uploads versionId versioning "
    b"versions website worm".split()
)


class Credentials(NamedTuple):
    id: str
    secret: str
    token: Optional[str] = None


def octets(value) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def escape(value, keep: bytes = b"") -> bytes:
    """Percent-encodes every byte but the unreserved ones and those in `keep`."""
    return b"".join(
        bytes([byte]) if byte in UNRESERVED or byte in keep else b"%%%02X" % byte for byte in octets(value)
    )


def iso_basic(moment: float) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))


@dataclass
class Request:
    """A request before it is signed. Parameters and headers are lists of pairs: order and repetition are kept."""

    method: str = "GET"
    bucket: str = ""
    key: bytes = b""
    params: list = field(default_factory=list)
    headers: list = field(default_factory=list)

    def with_params(self, *pairs) -> "Request":
        return replace(self, params=self.params + list(pairs))

    def with_headers(self, *pairs) -> "Request":
        return replace(self, headers=self.headers + list(pairs))

    @property
    def resource(self) -> bytes:
        if not self.bucket:
            return b"/"
        return b"/" + octets(self.bucket) + b"/" + octets(self.key)

    def path(self, style: str = "path") -> bytes:
        """The path on the wire, with every escape that is needed."""
        if style == "virtual" or not self.bucket:
            return b"/" + escape(self.key, b"/")
        return escape(self.resource, b"/")

    def target(self, style: str = "path") -> bytes:
        query = wire_query(self.params)
        return self.path(style) + (b"?" + query if query else b"")


def wire_query(params) -> bytes:
    return b"&".join(
        escape(name) if value is None else escape(name) + b"=" + escape(value) for name, value in params
    )


# V4


def canonical_query(params) -> bytes:
    pairs = sorted(
        (escape(name), escape(value or b"")) for name, value in params if octets(name) != b"x-oss-signature"
    )
    return b"&".join(name + (b"=" + value if value else b"") for name, value in pairs)


def signs_by_default(name: bytes) -> bool:
    return name.startswith(b"x-oss-") or name in (b"content-type", b"content-md5")


def canonical_headers(headers, additional=()) -> bytes:
    extra = {octets(name).lower() for name in additional}
    values = {}
    for name, value in headers:
        name = octets(name).lower()
        if signs_by_default(name) or name in extra:
            values.setdefault(name, []).append(octets(value).strip(b" \t"))
    return b"".join(name + b":" + b",".join(values[name]) + b"\n" for name in sorted(values))


def canonical_request(request: Request, additional=(), additional_line=None) -> bytes:
    payload = b"UNSIGNED-PAYLOAD"
    for name, value in request.headers:
        if octets(name).lower() == b"x-oss-content-sha256":
            payload = octets(value)
    names = sorted(octets(name).lower() for name in additional)
    line = b";".join(names) if additional_line is None else octets(additional_line)
    return b"\n".join(
        [
            octets(request.method),
            escape(request.resource, b"/"),
            canonical_query(request.params),
            canonical_headers(request.headers, additional),
            line,
            payload,
        ]
    )


def v4_signature(secret: str, date: str, scope: str, canonical: bytes) -> str:
    digest = hashlib.sha256(canonical).hexdigest()
    string_to_sign = b"\n".join([ALGORITHM, octets(date), octets(scope), octets(digest)])
    key = b"aliyun_v4" + octets(secret)
    for part in octets(scope).split(b"/"):
        key = hmac.new(key, part, hashlib.sha256).digest()
    signature = hmac.new(key, string_to_sign, hashlib.sha256).hexdigest()
    canary.remember(signature, secret)
    return signature


def v4_scope(day: str, region: str, product: str = "oss") -> str:
    return f"{day}/{region}/{product}/aliyun_v4_request"


def presign_v4(
    request: Request,
    credentials: Credentials,
    *,
    region: str = "cn-hangzhou",
    at: Optional[float] = None,
    expires="900",
    additional=(),
    date=None,
    scope=None,
    credential=None,
    version="OSS4-HMAC-SHA256",
    additional_line=None,
    more=(),
) -> Request:
    """The request with the query parameters of a V4 presigned URL; a parameter given as None is left out."""
    date = iso_basic(time.time() if at is None else at) if date is None else date
    scope = v4_scope(str(date)[:8], region) if scope is None else scope
    credential = f"{credentials.id}/{scope}" if credential is None else credential
    line = ";".join(sorted(name.lower() for name in additional)) if additional_line is None else additional_line
    pairs = [
        ("x-oss-signature-version", version),
        ("x-oss-date", date),
        ("x-oss-expires", expires),
        ("x-oss-credential", credential),
    ]
    if line:
        pairs.append(("x-oss-additional-headers", line))
    if credentials.token:
        pairs.append(("x-oss-security-token", credentials.token))
    request = request.with_params(*[pair for pair in pairs if pair[1] is not None], *more)
    canonical = canonical_request(request, additional, line)
    signature = v4_signature(credentials.secret, date or "", scope, canonical)
    return request.with_params(("x-oss-signature", signature))


def authorize_v4(
    request: Request,
    credentials: Credentials,
    *,
    region: str = "cn-hangzhou",
    at: Optional[float] = None,
    additional=(),
    date=None,
    scope=None,
    credential=None,
    layout="{algorithm} Credential={credential},{additional}Signature={signature}",
    additional_line=None,
    payload="UNSIGNED-PAYLOAD",
) -> Request:
    """The request with a V4 Authorization header."""
    date = iso_basic(time.time() if at is None else at) if date is None else date
    scope = v4_scope(str(date)[:8], region) if scope is None else scope
    credential = f"{credentials.id}/{scope}" if credential is None else credential
    request = request.with_headers(("x-oss-date", date), ("x-oss-content-sha256", payload))
    if credentials.token:
        request = request.with_headers(("x-oss-security-token", credentials.token))
    line = ";".join(sorted(name.lower() for name in additional)) if additional_line is None else additional_line
    signature = v4_signature(credentials.secret, date, scope, canonical_request(request, additional, line))
    value = layout.format(
        algorithm=ALGORITHM.decode(),
        credential=credential,
        additional=f"AdditionalHeaders={line}," if line else "",
        signature=signature,
    )
    return request.with_headers(("Authorization", value))


# V1


def v1_string_to_sign(request: Request, date) -> bytes:
    headers = {}
    for name, value in request.headers:
        headers[octets(name).lower()] = octets(value).strip(b" \t")
    signed = sorted(
        (octets(name), octets(value or b""))
        for name, value in request.params
        if octets(name) in V1_SUB_RESOURCES or octets(name).startswith(b"x-oss-")
    )
    resource = request.resource
    if signed:
        resource += b"?" + b"&".join(name + (b"=" + value if value else b"") for name, value in signed)
    own = b"".join(name + b":" + headers[name] + b"\n" for name in sorted(headers) if name.startswith(b"x-oss-"))
    return b"\n".join(
        [
            octets(request.method),
            headers.get(b"content-md5", b""),
            headers.get(b"content-type", b""),
            octets(date),
            own + resource,
        ]
    )


def v1_signature(secret: str, string_to_sign: bytes) -> str:
    signature = base64.b64encode(hmac.new(octets(secret), string_to_sign, hashlib.sha1).digest()).decode()
    canary.remember(signature, secret)
    return signature


def presign_v1(request: Request, credentials: Credentials, *, expires=None) -> Request:
    """The request with the query parameters of a V1 presigned URL; `expires` is an absolute second."""
    expires = int(time.time()) + 900 if expires is None else expires
    if credentials.token:
        request = request.with_params(("security-token", credentials.token))
    signature = v1_signature(credentials.secret, v1_string_to_sign(request, expires))
    return request.with_params(
        ("OSSAccessKeyId", credentials.id), ("Expires", expires), ("Signature", signature)
    )


def authorize_v1(request: Request, credentials: Credentials, *, date=None) -> Request:
    """The request with a V1 Authorization header."""
    date = formatdate(usegmt=True) if date is None else date
    if credentials.token:
        request = request.with_headers(("x-oss-security-token", credentials.token))
    signature = v1_signature(credentials.secret, v1_string_to_sign(request, date))
    return request.with_headers(("Date", date), ("Authorization", f"OSS {credentials.id}:{signature}"))


def replaced(request: Request, name: str, value) -> Request:
    """The request with one parameter changed after signing; None removes it."""
    params = [
        (own, value if own == name else old) for own, old in request.params if not (own == name and value is None)
    ]
    return replace(request, params=params)
