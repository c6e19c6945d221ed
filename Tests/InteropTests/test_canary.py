"""The search for secrets itself: it finds what is planted, in every form and place, and a server that leaks makes a run fail."""

import base64
import json
import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

from support import canary, forms
from support.client import Client
from support.server import most_verbose
from support.signing import Credentials, Request, authorize_v1, authorize_v4, presign_v1, presign_v4

HERE = Path(__file__).parent
OWN = Credentials("LTAI5tPlanted", "Planted+Secret/0123456789", "PlantedToken" + "+/ab" * 20)


def made() -> dict:
    request = Request("PUT", "uploads", b"a")
    v4, v1 = presign_v4(request, OWN), presign_v1(request, OWN)
    in_query = dict(v1.params)["Signature"]
    canary.remember(None, OWN.secret, OWN.token)
    return {
        "V4 signature": dict(v4.params)["x-oss-signature"], "V4 URL": v4.target().decode(), "V1 signature": in_query,
        "V1 signature escaped": urllib.parse.quote(in_query, safe=""), "V1 signature behind a path": "key=/a/b" + in_query,
        "V1 signature in JSON": json.dumps(in_query).replace("/", "\\/"), "V1 URL": v1.target().decode(),
        "V4 header": dict(authorize_v4(request, OWN).headers)["Authorization"], "V1 header": dict(authorize_v1(request, OWN).headers)["Authorization"],
        "form signature V4": forms.signed_fields(OWN, "uploads")["x-oss-signature"], "form signature V1": forms.signed_fields(OWN, "uploads", version="v1")["Signature"],
        "secret": OWN.secret, "secret escaped": urllib.parse.quote(OWN.secret, safe=""), "secret in JSON": json.dumps(OWN.secret).replace("/", "\\/"),
        "token": OWN.token, "token escaped": urllib.parse.quote(OWN.token, safe=""),
        "a V4 URL of somebody": "x-oss-signature=" + "ab" * 32, "a V1 URL of somebody": "?Expires=1&Signature=" + "A" * 26 + "%3D",
        "an Authorization of somebody": "OSS4-HMAC-SHA256 Credential=a/b, Signature=" + "0a" * 32, "a token of somebody": "x-oss-security-token=CAIS" + "a" * 40,
    }


@pytest.mark.parametrize("surroundings", [" 2026 info request {} status=200\n", '{{"m":"{}"}}', "{}", "a={}&b"])
@pytest.mark.parametrize("name", made())
def test_what_opens_a_door_is_found(name, surroundings):
    data = b"first line\n" * 100 + surroundings.format(made()[name]).encode() + b"\nlast line"
    with pytest.raises(canary.Leak) as raised:
        canary.search("planted", data)
    assert made()[name] not in str(raised.value), "the report repeats what it found"


@pytest.mark.parametrize("harmless", [
    "request_id=0123456789ABCDEF01234567 method=PUT key=a%2Fb status=403 ec=0002-00000201", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "ETag: 781E5E245D69B566979B86E28D23F2C7 1B2M2Y8AsgTpgAmY7PhCfg==", "?x-oss-signature=…&x-oss-credential=a", "?Signature=&Expires=1", "Signature=REDACTED",
    base64.b64encode(b"x" * 60).decode(), "security-token=", "LTAI5tPlanted",
])
def test_what_opens_none_is_left_alone(harmless):
    made()
    canary.search("harmless", harmless.encode())


@pytest.mark.parametrize("file, kind, found", [
    ("refusals.jsonl", "V4 URL", True), ("server.json", "secret", True), ("identities.changes", "token", True), ("catalogue.sqlite", "V4 signature", True),
    ("catalogue.sqlite-wal", "V1 signature", True), ("catalogue.sqlite", "secret", False), ("credentials", "secret", False), ("blobs/ab/x", "V4 URL", False),
    ("sub/folder/file", "V1 header", True),
])
def test_a_data_folder_is_searched(tmp_path, file, kind, found):
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0\1\2" + made()[kind].encode() + b"\0")
    if found:
        with pytest.raises(canary.Leak):
            canary.search_folder("folder", tmp_path)
    else:
        canary.search_folder("folder", tmp_path)


@pytest.mark.parametrize("planted, into, fails", [
    ("signature", "stderr", True), ("url", "stdout", True), ("secret", "stderr", True), ("nothing", "stderr", False), ("signature", "access.log", True),
])
def test_a_server_that_leaks_fails_the_run(planted, into, fails):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(HERE / "canary_probe.py")], cwd=HERE, capture_output=True, timeout=60,
        env={**os.environ, "PLANTED": planted, "INTO": into})
    assert (done.returncode == 1 and b"support.canary.Leak" in done.stdout) if fails else done.returncode == 0, done.stdout[-2000:]


def test_attack_35_every_server_of_these_tests_is_searched_at_its_most_verbose(start_server):
    """All carriers, accepted and refused; what there is besides the log is looked at too."""
    server = start_server()
    client = Client(server)
    assert most_verbose() in ("trace", "debug")
    for sign in (presign_v4, presign_v1, authorize_v4, authorize_v1):
        for method, params in (("PUT", []), ("GET", []), ("HEAD", []), ("POST", [("uploads", "")]), ("DELETE", []), ("GET", [("acl", "")]), ("GET", [("bad", "\x1b")])):
            good = sign(client.request(method, "a", params), server.credentials)
            client.send(good, b"x" if method in ("PUT", "POST") else None)
            client.send(good.with_headers(("x-oss-meta-b", "1")), b"x" if method in ("PUT", "POST") else None)
            client.send(sign(client.request(method, "a", params), OWN), b"x" if method in ("PUT", "POST") else None)
    for version in ("v4", "v1"):
        assert forms.submit(client, "form", version=version).status == 204
        forms.submit(client, "form", version=version, policy={"seconds": -5})
    before = canary.searched["pieces"]
    data = next(server.temporary.glob("waybill-*"))
    names = {path.name for path in data.iterdir()}
    assert {"refusals.jsonl", "catalogue.sqlite", "server.json"} <= names, "these are what is searched"
    assert server.stop() == 0
    assert canary.searched["pieces"] >= before + 5
    assert "request_id=" in server.log() and canary.known()[0] > 50
