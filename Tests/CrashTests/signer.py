"""OSS V4 signatures, made without any of the server's code: in the Authorization header or in the query.

Time is an argument, as `YYYYMMDDTHHMMSSZ`.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote

ALGORITHM = "OSS4-HMAC-SHA256"


def escape(text, keeping=""):
    return quote(text, safe=keeping)


def wire_path(bucket, key):
    return f"/{bucket}/{escape(key, keeping='/')}"


def wire_query(parameters):
    """Names and values as they stand in the URL; an empty value leaves its `=` out."""
    return "&".join(escape(name) + (f"={escape(value)}" if value else "") for name, value in parameters)


class Signer:
    def __init__(self, access_key_id, secret, region):
        self.access_key_id = access_key_id
        self._secret = secret
        self._region = region
        self._keys = {}

    def header_fields(self, method, bucket, key, parameters, fields, time):
        """The request's header fields and those that sign it."""
        fields = {**fields, "x-oss-date": time, "x-oss-content-sha256": "UNSIGNED-PAYLOAD"}
        signature = self._signature(method, bucket, key, parameters, fields, time)
        credential = f"{self.access_key_id}/{self._scope(time)}"
        fields["Authorization"] = f"{ALGORITHM} Credential={credential},Signature={signature}"
        return fields

    def presigned_parameters(self, method, bucket, key, parameters, fields, time, expires):
        """The request's parameters and those that sign it."""
        parameters = list(parameters) + [
            ("x-oss-signature-version", ALGORITHM), ("x-oss-date", time), ("x-oss-expires", str(expires)),
            ("x-oss-credential", f"{self.access_key_id}/{self._scope(time)}"),
        ]
        signature = self._signature(method, bucket, key, parameters, fields, time)
        return parameters + [("x-oss-signature", signature)]

    def form_fields(self, bucket, key, fields, time, expiration):
        """The fields of a PostObject form but the file. Its policy names the bucket and every field."""
        fields = {
            "key": key, **fields, "x-oss-signature-version": ALGORITHM, "x-oss-date": time,
            "x-oss-credential": f"{self.access_key_id}/{self._scope(time)}",
        }
        conditions = [{"bucket": bucket}] + [{name: value} for name, value in fields.items()]
        policy = base64.b64encode(json.dumps({"expiration": expiration, "conditions": conditions}).encode())
        signature = hmac.new(self._key(time[:8]), policy, hashlib.sha256).hexdigest()
        return {**fields, "policy": policy.decode(), "x-oss-signature": signature}

    def _signature(self, method, bucket, key, parameters, fields, time):
        request = canonical_request(method, bucket, key, parameters, fields)
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join([ALGORITHM, time, self._scope(time), digest])
        return hmac.new(self._key(time[:8]), text.encode(), hashlib.sha256).hexdigest()

    def _scope(self, time):
        return f"{time[:8]}/{self._region}/oss/aliyun_v4_request"

    def _key(self, day):
        if day not in self._keys:
            key = b"aliyun_v4" + self._secret.encode()
            for part in [day, self._region, "oss", "aliyun_v4_request"]:
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            self._keys[day] = key
        return self._keys[day]


def canonical_request(method, bucket, key, parameters, fields):
    query = sorted((escape(name), escape(value)) for name, value in parameters)
    signed = sorted((name.lower(), value.strip()) for name, value in fields.items() if _is_signed(name.lower()))
    return "\n".join([
        method, wire_path(bucket, key), "&".join(name + (f"={value}" if value else "") for name, value in query),
        "".join(f"{name}:{value}\n" for name, value in signed), "", "UNSIGNED-PAYLOAD",
    ])


def _is_signed(name):
    return name.startswith("x-oss-") or name in ("content-type", "content-md5")
