"""Looks through everything that servers and commands write for what opens doors: secrets, tokens, signatures, presigned URLs.

The signers of this folder remember each signature that they make and each secret that they are given. `Server` hands over what it wrote when it
stops. Signatures that other programs made are found by their form. What is found is an error at once, in the test whose server it was.
With WAYBILL_CANARY=DIR, what was looked through is kept in that folder, with a count of it, for a second look.
"""

import atexit
import os
import re
import threading
import urllib.parse
from pathlib import Path

# Shorter ones are words of tests ("x", "wrong") that stand in a log for other reasons.
SHORTEST = 12
# In these files of a data folder secrets belong: the catalogue keeps identities, the others the server's own keys.
SECRETS_BELONG = ("catalogue.sqlite", "credentials", "callback_key.pem", "setup.lock")
# Bytes of objects: whatever clients put there.
BYTES_OF_OBJECTS = ("blobs", "staging")

_HEX = re.compile(rb"(?<![0-9A-Fa-f])[0-9a-f]{64}(?![0-9A-Fa-f])")
# Where 28 characters of base64 end, escaped or not. It is found from its end: from its beginning, keys of a kibibyte would take minutes.
_BASE64_END = re.compile(rb"=(?<=[A-Za-z0-9+/%]{27}=)|%3[Dd](?<=[A-Za-z0-9+/%]{27}%3[Dd])")
_ESCAPED_BASE64 = 27 * 3
# What a secret or a token stands in, escaped or not. Most lines repeat the words of others.
_WORD = re.compile(rb"[A-Za-z0-9+/=%%._~-]{%d,}" % SHORTEST)
# What a signature, a token or an authorization looks like where it stands, whoever made it.
_FORMS = {
    "a V4 signature in a query": re.compile(rb"x-oss-signature(?:=|%3[Dd])[0-9a-f]{64}", re.IGNORECASE),
    "a V1 signature in a query": re.compile(rb"[?&]Signature(?:=|%3[Dd])[A-Za-z0-9+/%]{27}"),
    "an Authorization": re.compile(rb"(?:OSS4-HMAC-SHA256 [^\n]{0,400}Signature=[0-9a-f]{64}|OSS [A-Za-z0-9]{8,}:[A-Za-z0-9+/]{27}=)"),
    "a security token": re.compile(rb"security-token(?:=|%3[Dd])[A-Za-z0-9+/%_.-]{24}", re.IGNORECASE),
}

_signatures, _secrets, _lock = set(), set(), threading.Lock()
searched = {"pieces": 0, "bytes": 0, "unanswered": 0}


class Leak(AssertionError):
    """Something that opens a door was written where somebody reads it."""


def remember(signature: str = None, secret: str = None, token: str = None):
    """Says what must not be seen again. A signature is 64 hexadecimal digits or 28 characters of base64."""
    with _lock:
        if signature:
            _signatures.add(signature.encode())
        for value in (secret, token):
            if value and len(value) >= SHORTEST:
                _secrets.add(value.encode())


def known() -> tuple:
    """How many signatures and how many secrets are remembered."""
    return len(_signatures), len(_secrets)


def leaks(data: bytes, secrets_belong: bool = False) -> list:
    """What is in these bytes, in words that do not repeat it."""
    data = data.replace(b"\\/", b"/")
    found = [f"a V4 signature at {match.start()}" for match in _HEX.finditer(data) if match[0] in _signatures]
    for match in _BASE64_END.finditer(data):
        begin = max(match.start() - _ESCAPED_BASE64, 0)
        if urllib.parse.unquote_to_bytes(data[begin:match.start()])[-27:] + b"=" in _signatures:
            found.append(f"a V1 signature at {begin}")
    found += [f"{name} at {match.start()}" for name, form in _FORMS.items() for match in form.finditer(data)]
    if not secrets_belong:
        found += [f"a secret or token at {data.index(form)}" for form in _secrets_in(data)]
    return found


def _secrets_in(data: bytes) -> list:
    with _lock:
        secrets = list(_secrets)
    words = b"\n".join(set(_WORD.findall(data)))
    forms = {form for secret in secrets for form in (secret, urllib.parse.quote_from_bytes(secret, safe="").encode())}
    return [form for form in forms if form in (words if _WORD.fullmatch(form) else data)]


def search(source: str, data: bytes, secrets_belong: bool = False):
    """
    - Throws: Leak, with some of what stands around the first one.
    """
    searched["pieces"] += 1
    searched["bytes"] += len(data)
    _keep(source, data)
    if found := leaks(data, secrets_belong):
        position = int(found[0].rpartition(" ")[2])
        raise Leak(f"{source}: {len(found)} leaks, the first is {found[0]}, behind {data[max(position - 120, 0):position]!r}")


def search_error(document: bytes):
    """An error document repeats what was sent, the signature among it, and never a secret."""
    with _lock:
        secrets = list(_secrets)
    if any(secret in document for secret in secrets):
        raise Leak("a secret or token in an error document")


def search_folder(source: str, folder: Path):
    """Searches every file of a data folder but the bytes of objects."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if inside.parts[0] in BYTES_OF_OBJECTS:
            continue
        try:
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except (FileNotFoundError, PermissionError):
            continue  # a file that went while we looked
        if data:
            search(f"{source}/{inside}", data, inside.name.startswith(SECRETS_BELONG))


def _keep(source: str, data: bytes):
    if folder := os.environ.get("WAYBILL_CANARY"):
        name = f"{os.getpid()}-{searched['pieces']:06}-" + re.sub("[^A-Za-z0-9.-]+", "_", source)[-80:]
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


@atexit.register
def _report():
    if (folder := os.environ.get("WAYBILL_CANARY")) and searched["pieces"]:
        signatures, secrets = known()
        (Path(folder) / f"{os.getpid()}-count").write_text(f"{searched['pieces']} {searched['bytes']} {signatures} {secrets} {searched['unanswered']}\n")
