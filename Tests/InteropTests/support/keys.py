"""Random object keys out of everything that has ever broken a client or a server."""

import random

PIECES = [
    " ", "  ", "+", "%", "%41", "%2F", "%25", "%zz", "#", "?", "&", "=", "//", "/", "a/b", "..", ".", "/../", "/./", "/..",
    "\\", "a\\..\\b", '"', "'", "<", ">", "&amp;", "]]>", "|", "^", "`", "{", "}", "[", "]", ",", ";", ":", "@", "~", "*",
    "$", "!", "(", ")", "-", "_", "A", "z", "0", "中文", "ü", "u\u0308", "é", "e\u0301", "\u0301", "\u1100\u1161", "가",
    "K", "\u212a", "ß", "İ", "ﬁ", "\u200b", "\u2028", "\u202e", "\ufeff", "\ufffd", "\U0001f4e6", "\U0001f468\u200d\U0001f467",
    "\U0010ffff", "\r\n", "\t", "\x7f", "\x80", "\x85", "\xa0", ".tmp", "?b=c", "?ACL", "?acl2", "?prefix=a", "&acl", "?uploadsx=1",
    "oss://", "http://a@b:1/", "%00", "+%20",
]
AMBIGUOUS_IN_V1 = [
    "?acl", "?uploads", "?append&position=0", "?tagging", "?symlink", "?restore", "?uploadId=1", "?x-oss-process=a",
    "?policy", "?response-content-type=a", "?x-oss-", "?cors&", "?delete=",
]


def random_key(source: random.Random, number: int) -> str:
    """A legal key: 1..1023 bytes that do not begin with a slash or a backslash."""
    pieces = source.choices(PIECES, k=source.choice([1, 2, 3, 5, 8, 13]))
    pieces.insert(source.randrange(len(pieces) + 1), chr(number % 31 + 1))
    if source.random() < 0.03:
        pieces.append("x" * 1023)
    key = "".join(pieces).lstrip("/\\") or "k"
    return key.encode()[:1023].decode("utf-8", "ignore")


def random_keys(seed: int, count: int) -> list:
    """Different keys; among them, for each one that has a letter with an accent, its twin in the other normal form."""
    import unicodedata

    source, keys = random.Random(seed), {}
    while len(keys) < count:
        key = random_key(source, len(keys))
        keys[key] = None
        for form in ("NFC", "NFD"):
            twin = unicodedata.normalize(form, key)
            if len(twin.encode()) <= 1023 and not twin.startswith(("/", "\\")):
                keys[twin] = None
    return list(keys)


def is_ambiguous_in_v1(key: str) -> bool:
    """Whether a question mark is followed by the name of a signed sub-resource, so that V1 would sign two requests alike."""
    for rest in key.split("?")[1:]:
        name = rest.replace("=", "&").split("&")[0]
        if name.startswith("x-oss-") or name in SIGNED_NAMES:
            return True
    return False


SIGNED_NAMES = frozenset(
    "acl append bucketInfo callback callback-var cname comp continuation-token cors delete encryption inventory lifecycle "
    "location logging objectMeta partNumber policy position qos referer replication response-cache-control "
    "response-content-disposition response-content-encoding response-content-language response-content-type "
    "response-expires restore security-token sequential stat symlink tagging uploadId uploads versionId versioning versions "
    "website worm".split()
)
