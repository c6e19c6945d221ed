"""Identities of a server under test: the file that `waybill serve --ram-file` reads, and sessions of roles."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import time
import urllib.parse
import uuid
from pathlib import Path

import requests

from . import buckets, canary
from .access_oracle import ACCOUNT
from .client import Client
from .server import Server
from .signing import Credentials, escape


def credentials_of(name: str) -> Credentials:
    return Credentials(f"LTAI{name}", f"{name}-secret-0123456789")


def statement(effect: str, actions, resources, condition=None, **more) -> dict:
    made = {"Effect": effect, "Action": actions, "Resource": resources, **more}
    return {**made, "Condition": condition} if condition else made


def policy(*statements: dict) -> dict:
    return {"Version": "1", "Statement": list(statements)}


def allow(actions, resources="*", condition=None, **more) -> dict:
    return statement("Allow", actions, resources, condition, **more)


def deny(actions, resources="*", condition=None, **more) -> dict:
    return statement("Deny", actions, resources, condition, **more)


class RAM:
    """What the file says. `save` replaces it in one step, as a careful editor does."""

    def __init__(self, path):
        self.path = Path(path)
        self.users, self.roles, self.policies = {}, {}, {}

    def user(self, name: str, *policies, id: str = None, status: str = "Active") -> Credentials:
        """A user with one key. Policies are documents, which get names, or names of system policies."""
        attached = [self._named(f"{name}-{number}", document) for number, document in enumerate(policies, 1)]
        credentials = credentials_of(name)
        key = {"id": credentials.id, "secret": credentials.secret, "status": status}
        self.users[name] = {"name": name, "policies": attached, "access_keys": [key], **({"id": id} if id else {})}
        return credentials

    def role(self, name: str, *policies, **more) -> str:
        """A role; its ARN."""
        attached = [self._named(f"role-{name}-{number}", document) for number, document in enumerate(policies, 1)]
        self.roles[name] = {"name": name, "policies": attached, **more}
        return f"acs:ram::{ACCOUNT}:role/{name}"

    def _named(self, name: str, document) -> str:
        if isinstance(document, str):
            return document
        self.policies[name] = {"name": name, "document": document}
        return name

    def save(self) -> str:
        document = {
            "version": 1, "account": ACCOUNT, "users": list(self.users.values()), "roles": list(self.roles.values()),
            "policies": list(self.policies.values()),
        }
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps(document))
        os.chmod(temporary, 0o600)
        os.replace(temporary, self.path)
        return str(self.path)


def rpc(server, credentials: Credentials, **parameters) -> requests.Response:
    """A request of the RPC style, signed with version 1.0 of its signature."""
    full = {
        "Format": "JSON", "Version": "2015-04-01", "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "AccessKeyId": credentials.id,
        "SignatureNonce": uuid.uuid4().hex, "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **parameters,
    }
    if credentials.token:
        full["SecurityToken"] = credentials.token
    canonical = "&".join(f"{escape(name).decode()}={escape(full[name]).decode()}" for name in sorted(full))
    to_sign = "POST&%2F&" + escape(canonical).decode()
    code = hmac.new(f"{credentials.secret}&".encode(), to_sign.encode(), hashlib.sha1).digest()
    signature = base64.b64encode(code).decode()
    canary.remember(signature, credentials.secret, credentials.token)
    body = urllib.parse.urlencode({**full, "Signature": signature})
    return requests.post(server.endpoint + "/", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}, timeout=20)


def assume(server, credentials: Credentials, role: str, session_policy: dict = None, name: str = "table", seconds: int = 3600) -> Credentials:
    """The credentials of a session of this role."""
    narrowed = {"Policy": json.dumps(session_policy, separators=(",", ":"))} if session_policy else {}
    answer = rpc(server, credentials, Action="AssumeRole", RoleArn=role, RoleSessionName=name, DurationSeconds=str(seconds), **narrowed)
    assert answer.status_code == 200, f"AssumeRole: {answer.status_code} {answer.text}"
    given = answer.json()["Credentials"]
    canary.remember(None, given["AccessKeySecret"], given["SecurityToken"])
    return Credentials(given["AccessKeyId"], given["AccessKeySecret"], given["SecurityToken"])


@contextlib.contextmanager
def serving(ram: RAM, credentials: Credentials, names=("uploads",)):
    """A server with these identities, which must be alive when everything has been done to it."""
    server = Server(credentials, buckets=names, more=["--ram-file", ram.save()])
    try:
        yield server
        assert server.is_alive(), server.log()[-2000:]
    finally:
        server.discard()


@contextlib.contextmanager
def open_bucket(server: Server):
    """The owner's client for a fresh bucket that is open to public lists and policies. It is wiped with the owner's power, once its policy has gone."""
    owner = Client(server)
    client = buckets.make(owner, buckets.fresh_name())
    buckets.unblock(client, client.bucket)
    yield client
    buckets.configure(client, client.bucket, "policy", method="DELETE")
    buckets.wipe(owner, client.bucket)
