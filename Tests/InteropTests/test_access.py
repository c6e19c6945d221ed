"""Access without a signature: lists of access on buckets and objects, the block on public access, and referers."""

import pytest
import requests

from support import buckets
from support.answers import check_wire, refusal

BUCKET_ACL = "You have no right to access this object because of bucket acl."


def anonymous(client, method, key="a", body=None, headers=(), params=()):
    return client.send(client.request(method, key, list(params), list(headers)), body)


def put(client, key="a", acl=None):
    client.put(key, b"x", [("x-oss-object-acl", acl)] if acl else [])


# The bucket's list, and the object's above it


@pytest.mark.parametrize("bucket_acl, object_acl, reads, writes", [
    ("private", None, False, False), ("private", "default", False, False), ("private", "public-read", True, False),
    ("private", "public-read-write", True, True), ("private", "private", False, False),
    ("public-read", None, True, False), ("public-read", "private", False, False), ("public-read", "public-read-write", True, True),
    ("public-read-write", None, True, True), ("public-read-write", "private", False, False), ("public-read-write", "public-read", True, False),
])
def test_the_object_s_list_beats_the_bucket_s(make_bucket, bucket_acl, object_acl, reads, writes):
    own = make_bucket(acl=bucket_acl)
    put(own, acl=object_acl)
    for method in ("GET", "HEAD"):
        answer = anonymous(own, method)
        assert (answer.status == 200) == reads, (method, answer.status)
        if not reads:
            assert refusal(answer, method).status == 403
    answer = anonymous(own, "PUT", body=b"changed")
    assert (answer.status == 200) == writes, answer.body
    assert own.get("a").body == (b"changed" if writes else b"x")
    put(own, acl=object_acl)
    assert (anonymous(own, "DELETE").status == 204) == writes
    assert own.exists("a") != writes


@pytest.mark.parametrize("acl, creates", [("private", False), ("public-read", False), ("public-read-write", True)])
def test_a_new_object_follows_the_bucket(make_bucket, acl, creates):
    own = make_bucket(acl=acl)
    answer = anonymous(own, "PUT", "new", b"x")
    assert (answer.status == 200) == creates
    assert own.exists("new") == creates


def test_a_refusal_says_which_list_it_was(make_bucket):
    private = make_bucket()
    put(private)
    error = refusal(anonymous(private, "GET"))
    assert (error.status, error.code) == (403, "AccessDenied")
    assert (error.message, error.ec) in [(BUCKET_ACL, "0003-00000001"), ("Anonymous user has no right to access this bucket.", "0003-00000905")]
    public = make_bucket(acl="public-read")
    put(public, acl="private")
    error = refusal(anonymous(public, "GET"))
    assert (error.message, error.ec) == ("You do not have read permission on this object.", "0003-00000005")


@pytest.mark.parametrize("method, params", [
    ("GET", ()), ("GET", [("list-type", "2")]), ("GET", [("versions", "")]), ("GET", [("uploads", "")]), ("GET", [("acl", "")]), ("GET", [("bucketInfo", "")]),
    ("GET", [("stat", "")]), ("GET", [("cors", "")]), ("PUT", [("acl", "")]), ("PUT", [("versioning", "")]), ("DELETE", ()), ("DELETE", [("cors", "")]),
    ("PUT", [("publicAccessBlock", "")]), ("GET", [("referer", "")]), ("PUT", [("lifecycle", "")]),
])
def test_a_public_bucket_is_neither_listed_nor_configured_by_everybody(make_bucket, method, params):
    own = make_bucket(acl="public-read-write")
    error = refusal(anonymous(own, method, "", b"" if method == "PUT" else None, params=params))
    assert (error.status, error.code) == (403, "AccessDenied")


def test_what_is_written_to_an_object_needs_the_right_to_write(make_bucket):
    own = make_bucket(acl="public-read")
    put(own)
    for method, params, body in (("PUT", [("tagging", "")], b"<Tagging><TagSet/></Tagging>"), ("DELETE", [("tagging", "")], None),
                                 ("POST", [("append", ""), ("position", "0")], b"x"), ("POST", [("uploads", "")], b""), ("PUT", [("symlink", "")], b""),
                                 ("PUT", [("acl", "")], b""), ("POST", [("restore", "")], b"")):
        headers = [("x-oss-symlink-target", "a"), ("x-oss-object-acl", "public-read")]
        assert refusal(anonymous(own, method, "a", body, headers, params)).status == 403


def test_a_copy_needs_the_right_to_read_its_source(make_bucket):
    public, private = make_bucket(acl="public-read-write"), make_bucket()
    put(private, "secret")
    put(public, "open")
    assert refusal(anonymous(public, "PUT", "stolen", b"", [("x-oss-copy-source", f"/{private.bucket}/secret")])).status == 403
    assert not public.exists("stolen")
    assert anonymous(public, "PUT", "copied", b"", [("x-oss-copy-source", f"/{public.bucket}/open")]).status == 200


def test_overrides_are_for_signed_requests(make_bucket):
    own = make_bucket(acl="public-read")
    put(own)
    error = refusal(anonymous(own, "GET", params=[("response-content-type", "text/html")]))
    assert (error.status, error.code) == (400, "InvalidRequest")
    assert error.message == "Request specific response headers cannot be used for anonymous GET requests."


def test_many_deletions_need_the_right_for_each(make_bucket):
    own = make_bucket(acl="public-read-write")
    put(own, "open")
    put(own, "closed", "private")
    body = b"<Delete><Object><Key>open</Key></Object><Object><Key>closed</Key></Object></Delete>"
    error = refusal(anonymous(own, "POST", "", body, params=[("delete", "")]))
    assert (error.status, error.code) == (403, "AccessDenied")
    assert own.exists("closed") and own.exists("open")
    body = b"<Delete><Object><Key>open</Key></Object></Delete>"
    assert anonymous(own, "POST", "", body, params=[("delete", "")]).status == 200
    assert not own.exists("open")


# The block on public access


@pytest.mark.parametrize("acl", ["public-read", "public-read-write"])
def test_a_new_bucket_cannot_be_made_public(own, acl):
    put(own)
    for answer in (
        buckets.configure(own, own.bucket, "acl", headers=[("x-oss-acl", acl)]),
        own.send(own.signed("PUT", "a", params=[("acl", "")], headers=[("x-oss-object-acl", acl)]), b""),
        own.send(own.signed("PUT", "b", headers=[("x-oss-object-acl", acl)]), b"x"),
    ):
        error = refusal(answer)
        assert (error.status, error.code) == (403, "AccessDenied")
    assert not own.exists("b")
    buckets.unblock(own, own.bucket)
    assert buckets.configure(own, own.bucket, "acl", headers=[("x-oss-acl", acl)]).status == 200


def test_the_block_makes_public_lists_count_for_nothing(make_bucket):
    own = make_bucket(acl="public-read")
    put(own)
    put(own, "b", "public-read")
    assert anonymous(own, "GET").status == 200
    buckets.unblock(own, own.bucket, "true")
    assert refusal(anonymous(own, "GET")).status == 403
    assert refusal(anonymous(own, "GET", "b")).status == 403
    assert own.get("a").status == 200, "the owner's requests are signed"
    buckets.unblock(own, own.bucket, "false")
    assert anonymous(own, "GET").status == 200


# Referers


def refer(own, referers=("http://good.example.com", "https://*.example.org"), empty="false", blacklist=()):
    listed = "".join(f"<Referer>{referer}</Referer>" for referer in referers)
    black = "".join(f"<Referer>{referer}</Referer>" for referer in blacklist)
    document = f"<RefererConfiguration><AllowEmptyReferer>{empty}</AllowEmptyReferer><RefererList>{listed}</RefererList>"
    document += (f"<RefererBlacklist>{black}</RefererBlacklist>" if black else "") + "</RefererConfiguration>"
    assert buckets.configure(own, own.bucket, "referer", document).status == 200


@pytest.mark.parametrize("referer, status", [
    ("http://good.example.com", 200), ("http://good.example.com/page", 200), ("https://a.example.org", 200), ("http://a.example.org", 403),
    ("http://evil.example.com", 403), (None, 403), ("", 403),
])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_presigned_request_is_subject_to_the_referers(own, method, referer, status):
    put(own)
    refer(own)
    request = own.presigned(method, "a").with_headers(*([("Referer", referer)] if referer is not None else []))
    answer = own.send(request, b"y" if method == "PUT" else None)
    assert answer.status == status
    if status == 403:
        error = refusal(answer)
        assert (error.code, error.message) == ("AccessDenied", "You are denied by bucket referer policy.")
        assert own.get("a").body == b"x"


def test_a_signature_in_the_header_skips_the_referers(own):
    refer(own)
    assert own.send(own.signed("PUT", "a").with_headers(("Referer", "http://evil.example.com")), b"x").status == 200


def test_an_empty_referer_may_be_allowed(own):
    put(own)
    refer(own, empty="true")
    assert own.send(own.presigned("GET", "a")).status == 200
    assert own.send(own.presigned("GET", "a").with_headers(("Referer", "http://evil.example.com"))).status == 403


def test_an_empty_list_lets_everything_pass(own):
    put(own)
    refer(own, referers=())
    for headers in ((), [("Referer", "http://anything.example.com")]):
        assert own.send(own.presigned("GET", "a").with_headers(*headers)).status == 200


def test_an_anonymous_request_is_subject_to_the_referers(make_bucket):
    own = make_bucket(acl="public-read")
    put(own)
    refer(own)
    assert anonymous(own, "GET", headers=[("Referer", "http://good.example.com")]).status == 200
    assert refusal(anonymous(own, "GET")).message == "You are denied by bucket referer policy."


def test_a_browser_reads_a_public_object(server, make_bucket):
    own = make_bucket(acl="public-read")
    own.put("page.css", b"a {}", [("Content-Type", "text/css")])
    answer = requests.get(f"{server.endpoint}/{own.bucket}/page.css")
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (200, "a {}", "text/css")
    check_wire(anonymous(own, "HEAD", "page.css"))
