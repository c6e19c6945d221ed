"""Attack cases 10, 19, 20 and 43: one parser for a key at every entrance, and no key that is read as anything else.

CVE-2026-54917, CVE-2026-55874, CVE-2026-58372: `..` in a URL, a copy source and a deletion of many crossed buckets. GHSA-8v25-v8p6-qf7v: `GET /bucket/../file`.
CVE-2026-42882: the encoded path was authorised, the decoded one acted on. CVE-2026-26187: traversal and sibling prefixes. CVE-2024-40120: SQL in a key.
"""

import urllib.parse
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape as xml_escape

import pytest

from support import cli, forms
from support.answers import check_wire, refusal
from support.signing import authorize_v1, escape, presign_v1

ILLEGAL = {
    "empty": b"", "1024 bytes": b"x" * 1024, "a leading slash": b"/a", "two leading slashes": b"//a", "a leading backslash": b"\\a", "NUL": b"a\0b",
    "bad UTF-8": b"a\xffb", "an overlong slash": b"a\xc0\xafb", "an overlong dot": b"\xc0\xae\xc0\xae/b", "a surrogate": b"a\xed\xa0\x80b",
}
TRAVERSING = [b"../second/target", b"..%2fsecond/target", b"%2e%2e/second/target", b"%252e%252e/second/target", b"a/../../second/target", b"..\\second\\target",
              b"..;/second/target", b".../target", b"./kept", b"a/./kept", b"hostile/../kept", b"....//kept", b"~/kept", b"$HOME", b"C:\\kept", b"file:///etc/passwd",
              b".tmp", b"catalogue.sqlite", b"blobs/ab", b"lock"]
SQL = ["'; DROP TABLE objects; --", "' OR '1'='1", "\" OR 1=1 --", "a' UNION SELECT name FROM sqlite_master --", "'||(SELECT 1)||'", "a%", "_", "%", "a\\", "a\\'b",
       "x'00'", "?1", ":name", "@p", "$1", "a;b", "a/*", "*/", "a--", "NULL", "0x41"]


@pytest.mark.parametrize("name", ILLEGAL)
def test_attack_20_an_illegal_copy_source_is_refused(hostile, name):
    source = b"/hostile/" + escape(ILLEGAL[name])
    for params in ([], [("partNumber", "1"), ("uploadId", "0" * 32)]):
        error = refusal(hostile.send(hostile.signed("PUT", "copied", params=params, headers=[("x-oss-copy-source", source)]), b""))
        assert error.status in (400, 404)


@pytest.mark.parametrize("name", ILLEGAL)
def test_attack_20_an_illegal_symlink_target_is_refused(hostile, name):
    request = hostile.signed("PUT", "link", params=[("symlink", "")], headers=[("x-oss-symlink-target", escape(ILLEGAL[name]))])
    assert refusal(hostile.send(request, b"")).status == 400


@pytest.mark.parametrize("name", ILLEGAL)
def test_attack_20_an_illegal_key_in_a_deletion_is_refused(hostile, name):
    """Nothing of the list is deleted, not even what comes first. A NUL and bad UTF-8 make the document itself malformed."""
    document = b"<Delete><Object><Key>kept</Key></Object><Object><Key>" + ILLEGAL[name] + b"</Key></Object></Delete>"
    error = refusal(hostile.send(hostile.signed("POST", params=[("delete", "")]), document))
    assert error.status == 400 and hostile.exists("kept")


@pytest.mark.parametrize("name", ILLEGAL)
def test_attack_20_CVE_2023_28434_an_illegal_key_in_a_form_is_refused(hostile, name):
    """The form goes by the rules of every other upload."""
    fields = [("key", ILLEGAL[name]), *forms.signed_fields(hostile.credentials, "hostile").items()]
    assert refusal(forms.post(hostile, forms.body(fields))).status == 400


@pytest.mark.parametrize("filename", ["../../second/target", "..\\..\\second", "/etc/passwd", "", "a" * 1100, "${filename}", "x\r\nContent-Type: text/html", "a\"b", "%2e%2e%2fx"])
def test_attack_20_a_file_name_in_a_key_stays_a_name(hostile, filename):
    answer = forms.submit(hostile, "in/${filename}", filename=filename)
    keys = hostile.keys()
    assert all(key == b"kept" or key.startswith(b"in/") for key in keys), keys
    assert check_wire(answer).status in (204, 400)
    for key in keys:
        if key != b"kept":
            hostile.delete(key)
    assert hostile.keys(bucket="second") == []


@pytest.mark.parametrize("key", TRAVERSING, ids=repr)
def test_attack_19_CVE_2026_54917_GHSA_8v25_v8p6_qf7v_a_path_never_leaves_its_bucket(hostile, key):
    """Sent as it is, unescaped where HTTP allows it, it names one object of this bucket."""
    assert hostile.put(key, b"mine").status == 200
    assert hostile.keys() == sorted([b"kept", key]) and hostile.keys(bucket="second") == []
    request = hostile.presigned("GET", key)
    raw = b"/hostile/" + b"".join(bytes([byte]) if 0x21 <= byte < 0x7F and byte not in b"%?#\"<>\\^`{|}" else b"%%%02X" % byte for byte in key)
    assert hostile.send(request, target=raw + b"?" + request.target().partition(b"?")[2]).body == b"mine"
    assert hostile.delete(key).status == 204


@pytest.mark.parametrize("key", TRAVERSING, ids=repr)
def test_attack_20_CVE_2026_55874_a_copy_source_never_leaves_its_bucket(hostile, key):
    hostile.put(key, b"mine")
    for source in (b"/hostile/" + escape(key), b"hostile/" + escape(key, b"/")):
        answer = hostile.send(hostile.signed("PUT", "copied", headers=[("x-oss-copy-source", source)]), b"")
        assert answer.status == 200 and hostile.get("copied").body == b"mine"
    for name in ("copied", key):
        hostile.delete(name)


@pytest.mark.parametrize("source", ["/hostile/../second/target", "/hostile/%2e%2e/second/target", "/hostile%2f..%2fsecond/target", "/./second/../hostile/kept",
                                    "/second/..%2fhostile/kept", "/hostile/..", "hostile/../../etc/passwd"])
def test_attack_20_CVE_2026_55874_dots_in_a_source_are_letters_of_a_key(hostile, source):
    error = refusal(hostile.send(hostile.signed("PUT", "copied", headers=[("x-oss-copy-source", source)]), b""))
    assert error.status in (400, 404) and error.code in ("InvalidArgument", "NoSuchKey", "InvalidBucketName", "NoSuchBucket", "InvalidObjectName")


@pytest.mark.parametrize("key", TRAVERSING, ids=repr)
def test_attack_20_CVE_2026_58372_a_deletion_of_many_never_leaves_its_bucket(hostile, client, key):
    hostile.put(key, b"mine")
    client.put("target", b"theirs")
    document = b"<Delete><Object><Key>" + xml_escape(key.decode()).encode() + b"</Key></Object></Delete>"
    assert hostile.send(hostile.signed("POST", params=[("delete", "")]), document).status == 200
    assert hostile.keys() == [b"kept"] and client.get("target").body == b"theirs"
    client.delete("target")


@pytest.mark.parametrize("twice", [b"a%2Fb", b"%61", b"a%252Fb", b"%2525", b"a%00b", b"%3Facl", b"a%3Fversions"])
def test_attack_19_CVE_2026_42882_a_path_is_decoded_once(hostile, twice):
    """The key is these bytes. What one more decoding would make of them is another object, which is not there."""
    hostile.put(twice, b"mine")
    decoded = urllib.parse.unquote_to_bytes(twice)
    assert hostile.get(twice).body == b"mine"
    if b"\0" not in decoded:
        assert refusal(hostile.get(decoded)).code == "NoSuchKey"
    hostile.delete(twice)


@pytest.mark.parametrize("sibling", ["a", "ab", "ab/", "a0", "a-", "a.", "A/", "a%2F"])
def test_attack_43_CVE_2026_26187_a_prefix_is_no_sibling(own, sibling):
    own.put("a/in", b"x")
    own.put(sibling, b"x")
    assert own.keys(b"a/") == [b"a/in"]


@pytest.mark.parametrize("text", SQL)
def test_attack_43_CVE_2024_40120_a_key_is_no_sql(own, text):
    others = ["plain", "axb", "a", "b'", "NUL", "x"]
    for other in others:
        own.put(other, b"theirs")
    own.put(text, b"mine")
    assert own.get(text).body == b"mine" and own.exists(text)
    expected = sorted({name.encode() for name in others + [text]})
    assert own.keys() == expected
    assert own.keys(text.encode()) == sorted(name for name in expected if name.startswith(text.encode()))
    assert own.delete(text).status == 204
    assert own.keys() == sorted({name.encode() for name in others} - {text.encode()})


@pytest.mark.parametrize("text", SQL)
@pytest.mark.parametrize("parameter", ["marker", "start-after", "delimiter", "key-marker", "upload-id-marker", "version-id-marker", "continuation-token"])
def test_attack_43_a_parameter_of_a_list_is_no_sql(own, parameter, text):
    own.put("a", b"x")
    listing = {"start-after": [("list-type", "2")], "continuation-token": [("list-type", "2")], "upload-id-marker": [("uploads", "")],
               "key-marker": [("versions", "")], "version-id-marker": [("versions", ""), ("key-marker", "a")]}.get(parameter, [])
    answer = own.send(own.signed("GET", params=listing + [(parameter, text)]))
    assert answer.status in (200, 400)
    assert b"sqlite" not in answer.body.lower().replace(escape(text).lower(), b"").replace(xml_escape(text).encode().lower(), b"")
    if answer.status == 200:
        ElementTree.fromstring(answer.body)
    assert own.get("a").body == b"x"


@pytest.mark.parametrize("text", SQL[:8] + ["../x", "0" * 31, "0" * 33, "0" * 2000, "", "\0", "ü"])
def test_attack_20_an_upload_id_is_no_sql_and_no_path(hostile, text):
    for method, params in (("PUT", [("partNumber", "1")]), ("POST", []), ("DELETE", []), ("GET", [])):
        request = hostile.signed(method, "kept", params=[("uploadId", text), *params])
        error = refusal(hostile.send(request, b"x" if method in ("PUT", "POST") else None))
        assert error.status in (400, 404) and error.code in ("NoSuchUpload", "InvalidArgument", "MalformedXML", "MissingArgument"), error


AMBIGUOUS = ["k?acl", "k?acl=", "k?acl&x", "k?uploads", "k?append&position=0", "k?tagging", "k?symlink", "k?restore", "?acl", "k?x-oss-process=a", "k?x-oss-anything",
             "k?uploadId=1", "k?response-content-type=a", "k?versionId=x", "k?delete", "a?b?acl"]
CLEAR = ["a?b=c", "k?aclx", "k?ACL", "k?", "?", "k??", "k?b&c", "k?a&acl", "k?a=b&x-oss-c", "a\nb", "a\tb", "k?prefix=a", "k?max-keys"]


@pytest.mark.parametrize("key", AMBIGUOUS)
@pytest.mark.parametrize("sign", [presign_v1, authorize_v1])
def test_attack_10_a_key_that_v1_signs_like_another_request_is_refused(own, key, sign):
    error = refusal(own.send(sign(own.request("PUT", key), own.credentials), b"x"))
    assert error.status == 403
    assert own.keys() == []
    assert own.put(key, b"v4").status == 200 and own.get(key).body == b"v4"


@pytest.mark.parametrize("key", CLEAR)
def test_attack_10_no_other_key_is_refused_in_v1(own, key):
    assert own.send(presign_v1(own.request("PUT", key), own.credentials), b"x").status == 200
    assert own.get(key).body == b"x"


@pytest.mark.parametrize("value", ["a&response-expires=1", "text/html&tagging", "a&x-oss-process=b", "a&versionId=c", "x&uploads"])
def test_attack_10_a_value_that_hides_a_second_parameter_is_refused_in_v1(own, value):
    own.put("a", b"x")
    error = refusal(own.send(presign_v1(own.request("GET", "a", [("response-content-type", value)]), own.credentials)))
    assert error.status == 403
    # The same string to sign, read the other way: there is something to refuse.
    name, _, rest = value.partition("&")
    split = own.request("GET", "a", [("response-content-type", name), tuple(rest.split("=")) if "=" in rest else (rest, None)])
    hidden, open_ = (presign_v1(request, own.credentials, expires=4_102_444_800) for request in (own.request("GET", "a", [("response-content-type", value)]), split))
    assert hidden.params[-1] == open_.params[-1]


@pytest.mark.parametrize("key", AMBIGUOUS)
def test_attack_10_our_signer_refuses_to_make_such_a_url(server, key):
    done = cli.presign_process(server, key, "--sign-version", "v1")
    assert done.returncode == 1 and b"V4" in done.stderr.upper() and done.stdout == b""
    assert cli.presign_process(server, key).returncode == 0
