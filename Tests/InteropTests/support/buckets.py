"""Buckets of a test's own: made, opened to the public and wiped with signed raw requests, whatever client is under test."""

import itertools
import os
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote_to_bytes

from .client import Client

_numbers = itertools.count(1)
_run = os.urandom(3).hex()


def fresh_name() -> str:
    return f"own-{_run}-{next(_numbers)}"


def configure(client: Client, name: str, sub_resource: str, document: str = "", headers=(), method: str = "PUT"):
    """Sends a bucket's configuration; the answer."""
    request = client.signed(method, bucket=name, params=[(sub_resource, "")], headers=list(headers))
    return client.send(request, document.encode() if method in ("PUT", "POST") else None)


def make(client: Client, name: str, acl: str = None, versioning: str = None, storage_class: str = None) -> Client:
    """A client for a new bucket."""
    body = f"<CreateBucketConfiguration><StorageClass>{storage_class}</StorageClass></CreateBucketConfiguration>" if storage_class else ""
    answer = client.send(client.signed("PUT", bucket=name), body.encode())
    assert answer.status == 200, answer.body
    if acl:
        unblock(client, name)
        assert configure(client, name, "acl", headers=[("x-oss-acl", acl)]).status == 200
    if versioning:
        set_versioning(client, name, versioning)
    return Client(client.server, bucket=name, credentials=client.credentials)


def unblock(client: Client, name: str, blocked: str = "false"):
    """Switches the block on public access off, which every new bucket has on."""
    document = f"<PublicAccessBlockConfiguration><BlockPublicAccess>{blocked}</BlockPublicAccess></PublicAccessBlockConfiguration>"
    answer = configure(client, name, "publicAccessBlock", document)
    assert answer.status == 200, answer.body


def set_versioning(client: Client, name: str, status: str):
    answer = configure(client, name, "versioning", f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>")
    assert answer.status == 200, answer.body


def wipe(client: Client, name: str):
    """Removes a bucket with all that is in it; a bucket that has already gone is fine."""
    _each(client, name, "versions", ("Version", "DeleteMarker"), "VersionId", "versionId")
    _each(client, name, "uploads", ("Upload",), "UploadId", "uploadId")
    answer = client.send(client.signed("GET", bucket=name, params=[("max-keys", "1000")]))
    if answer.status == 200:
        for key in ElementTree.fromstring(answer.body).iterfind("Contents/Key"):
            client.send(client.signed("DELETE", key.text, bucket=name))
    client.send(client.signed("DELETE", bucket=name))


def _each(client, name, listing, elements, identifier, parameter):
    for _ in range(20):
        params = [(listing, ""), ("encoding-type", "url")]
        answer = client.send(client.signed("GET", bucket=name, params=params))
        if answer.status != 200:
            return
        root = ElementTree.fromstring(answer.body)
        for entry in (found for element in elements for found in root.iterfind(element)):
            key = unquote_to_bytes(entry.findtext("Key"))
            client.send(client.signed("DELETE", key, bucket=name, params=[(parameter, entry.findtext(identifier))]))
        if root.findtext("IsTruncated") != "true":
            return
