"""XML that is malformed, endless, or asks for entities, at every operation that reads a document."""

import pytest

from support import buckets
from support.answers import refusal

OPERATIONS = {
    "delete": ("POST", "", "delete", "Delete"),
    "complete": ("POST", "kept", "uploadId", "CompleteMultipartUpload"),
    "bucket": ("PUT", "", None, "CreateBucketConfiguration"),
    "cors": ("PUT", "", "cors", "CORSConfiguration"),
    "lifecycle": ("PUT", "", "lifecycle", "LifecycleConfiguration"),
    "referer": ("PUT", "", "referer", "RefererConfiguration"),
    "versioning": ("PUT", "", "versioning", "VersioningConfiguration"),
    "block": ("PUT", "", "publicAccessBlock", "PublicAccessBlockConfiguration"),
    "bucket-tags": ("PUT", "", "tagging", "Tagging"),
    "tags": ("PUT", "kept", "tagging", "Tagging"),
    "restore": ("POST", "kept", "restore", "RestoreRequest"),
}
DOCUMENTS = {
    "no-xml": "hello", "open": "<{root}>", "crossed": "<{root}><a></{root}></a>", "other-root": "<Other/>", "two-roots": "<{root}/><{root}/>",
    "entity": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><{root}><Key>&e;</Key></{root}>',
    "laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><{root}>&b;</{root}>',
    "unknown-entity": "<{root}>&nothing;</{root}>", "bad-reference": "<{root}>&#0;</{root}>", "huge-reference": "<{root}>&#x110000;</{root}>",
    "deep": "<{root}>" + "<a>" * 5000 + "</a>" * 5000 + "</{root}>", "attribute-twice": '<{root} a="1" a="2"/>', "nul": "<{root}>\0</{root}>",
    "wide": "<{root}>" + "<a/>" * 100_000 + "</{root}>", "long-name": "<" + "a" * 100_000 + "/>", "latin-1": None, "utf-16": None, "bom-only": None,
}


def body(name, root) -> bytes:
    if name == "latin-1":
        return f'<?xml version="1.0" encoding="UTF-8"?><{root}><Key>ü</Key></{root}>'.encode("latin-1")
    if name == "utf-16":
        return f"<{root}/>".encode("utf-16")
    if name == "bom-only":
        return b"\xef\xbb\xbf"
    return DOCUMENTS[name].replace("{root}", root).encode()


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_hostile_document_is_refused(hostile, operation, document):
    method, key, parameter, root = OPERATIONS[operation]
    if operation == "bucket":
        request = hostile.signed(method, bucket="hostile-new-bucket")
    elif parameter == "uploadId":
        answer = hostile.send(hostile.signed("POST", "kept", params=[("uploads", "")]), b"")
        assert answer.status == 200, answer.body
        upload = answer.body.split(b"<UploadId>")[1].split(b"</UploadId>")[0].decode()
        request = hostile.signed(method, key, params=[("uploadId", upload)])
    else:
        request = hostile.signed(method, key, params=[(parameter, "")])
    try:
        error = refusal(hostile.send(request, body(document, root)))
        assert error.status == 400
        assert error.code in ("MalformedXML", "InvalidArgument", "EntityTooLarge", "InvalidTag", "OperationNotSupported")
        assert "root:" not in str(error.fields), "a file of the machine was read"
    finally:
        if parameter == "uploadId":
            hostile.send(hostile.signed("DELETE", key, params=[("uploadId", upload)]))
        if operation == "bucket":
            made = hostile.send(hostile.signed("GET", bucket="hostile-new-bucket"))
            buckets.wipe(hostile, "hostile-new-bucket")
    assert operation != "bucket" or made.status == 404, "a bucket was made"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_endless_document_is_refused_early(hostile, operation):
    method, key, parameter, root = OPERATIONS[operation]
    name = "hostile-new-bucket" if operation == "bucket" else None
    params = [(parameter, "0" * 32 if parameter == "uploadId" else "")] if parameter else []
    data = f"<{root}><!--".encode() + b"x" * (8 << 20) + f"--></{root}>".encode()
    assert refusal(hostile.send(hostile.signed(method, key, params=params, bucket=name), data)).status in (400, 404)


@pytest.mark.parametrize("document", [
    "<VersioningConfiguration/>", "<VersioningConfiguration><Status/></VersioningConfiguration>",
    "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
])
def test_versioning_needs_a_status(own, document):
    answer = own.send(own.signed("PUT", params=[("versioning", "")]), document.encode())
    assert refusal(answer).status == 400


@pytest.mark.parametrize("document", [
    "<Delete/>", "<Delete><Object/></Delete>", "<Delete><Object><Key/></Object></Delete>", "<Delete><Quiet>perhaps</Quiet><Object><Key>a</Key></Object></Delete>",
    "<Delete><Object><Key>" + "k" * 1024 + "</Key></Object></Delete>",
])
def test_a_deletion_names_its_keys(hostile, document):
    assert refusal(hostile.send(hostile.signed("POST", params=[("delete", "")]), document.encode())).status == 400


def test_a_deletion_with_a_wrong_digest_deletes_nothing(hostile):
    headers = [("Content-MD5", "XrY7u+Ae7tCTyyK7j1rNww==")]
    request = hostile.signed("POST", params=[("delete", "")], headers=headers)
    assert refusal(hostile.send(request, b"<Delete><Object><Key>kept</Key></Object></Delete>")).code == "InvalidDigest"
    assert hostile.exists("kept")
