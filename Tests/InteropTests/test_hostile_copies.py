"""Sources of copies, metadata, tags and links that no client would send."""

import pytest

from support.answers import refusal

SOURCES = ["", "/", "hostile", "/hostile", "/hostile/", "//hostile/kept", "/hostile//kept", "/UPPER/kept", "/no-such-bucket/kept", "/hostile/missing",
           "/hostile/%zz", "/hostile/%", "/hostile/%ff", "/hostile/kept?versionId=", "/hostile/kept?versionId=rubbish", "/hostile/" + "k" * 1024,
           "http://example.com/hostile/kept", "/hostile/../hostile/kept", "/hostile/kept?acl", "\\hostile\\kept"]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("part", [False, True], ids=["copy", "part"])
def test_a_source_that_leads_nowhere_is_refused(hostile, source, part):
    params = [("partNumber", "1"), ("uploadId", "0" * 32)] if part else []
    request = hostile.signed("PUT", "copied", params=params, headers=[("x-oss-copy-source", source)])
    assert refusal(hostile.send(request, b"")).status in (400, 404)
    assert not hostile.exists("copied")


@pytest.mark.parametrize("source", ["/hostile/kept", "hostile/kept", "/hostile/%6Bept", "/hostile%2Fkept"])
def test_a_source_is_taken_with_and_without_a_slash(hostile, source):
    answer = hostile.send(hostile.signed("PUT", "copied", headers=[("x-oss-copy-source", source)]), b"")
    assert answer.status in (200, 400)
    if source != "/hostile%2Fkept":
        assert answer.status == 200, answer.body
    hostile.delete("copied")


def test_a_copy_needs_no_length(hostile):
    """OpenDAL sends neither Content-Length nor a body."""
    assert hostile.send(hostile.signed("PUT", "copied", headers=[("x-oss-copy-source", "/hostile/kept")])).status == 200
    hostile.delete("copied")


@pytest.mark.parametrize("headers", [
    [("x-oss-metadata-directive", "MERGE")], [("x-oss-metadata-directive", "")], [("x-oss-tagging-directive", "Merge")],
    [("x-oss-copy-source-if-modified-since", "yesterday")], [("x-oss-storage-class", "Lukewarm")], [("x-oss-object-acl", "everybody")],
], ids=str)
def test_a_directive_that_is_unknown_is_refused(hostile, headers):
    answer = hostile.send(hostile.signed("PUT", "copied", headers=[("x-oss-copy-source", "/hostile/kept"), *headers]), b"")
    if headers[0][0].endswith("since"):
        assert answer.status in (200, 400)
    else:
        assert refusal(answer).status == 400
    hostile.delete("copied")


def test_an_unsigned_source_never_turns_a_put_into_a_copy(hostile):
    request = hostile.presigned("PUT", "refused").with_headers(("x-oss-copy-source", "/hostile/kept"))
    assert refusal(hostile.send(request, b"x")).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=10-20", "bytes=-5", "bytes=0-", "bytes=a-b", "rubbish", "bytes=0-99999999999999999999", "bytes=0-10"])
def test_a_range_of_a_part_must_lie_in_the_source(hostile, wanted):
    """The object has ten bytes; a range that is not understood copies the whole of it, or is refused, but never something else."""
    started = hostile.send(hostile.signed("POST", "copied", params=[("uploads", "")]), b"")
    upload = started.body.split(b"<UploadId>")[1].split(b"</UploadId>")[0].decode()
    params = [("partNumber", "1"), ("uploadId", upload)]
    headers = [("x-oss-copy-source", "/hostile/kept"), ("x-oss-copy-source-range", wanted)]
    answer = hostile.send(hostile.signed("PUT", "copied", params=params, headers=headers), b"")
    assert answer.status in (200, 400, 416)
    hostile.send(hostile.signed("DELETE", "copied", params=[("uploadId", upload)]))


@pytest.mark.parametrize("target", ["", "/", "/leading", "\\leading", "%zz", "%ff", "k" * 1024])
def test_a_link_needs_a_good_target(hostile, target):
    request = hostile.signed("PUT", "link", params=[("symlink", "")], headers=[("x-oss-symlink-target", target)])
    assert refusal(hostile.send(request, b"")).status == 400
    assert not hostile.exists("link")


def test_a_link_needs_a_target(hostile):
    assert refusal(hostile.send(hostile.signed("PUT", "link", params=[("symlink", "")]), b"")).status == 400


@pytest.mark.parametrize("value", [b"a\x00b", b"a\x01b", b"a\x7fb", b"\x1b[31m", b"a\tb", b"\xff\xfe"])
@pytest.mark.parametrize("name", [b"x-oss-meta-a", b"Cache-Control", b"x-oss-tagging"])
def test_control_bytes_in_headers_never_come_back_as_anything_else(hostile, name, value):
    answer = hostile.send(hostile.signed("PUT", "metadata", headers=[(name, value)]), b"x")
    assert answer.status in (200, 400)
    if answer.status == 200:
        got = hostile.head("metadata")
        if name != b"x-oss-tagging":
            assert got.header(name.decode()).encode("latin-1") == value.strip(b" \t")
        hostile.delete("metadata")


@pytest.mark.parametrize("name", ["x-oss-meta-", "x-oss-meta-a_b", "x-oss-meta-a.b", "x-oss-meta-ü"])
def test_a_name_of_metadata_has_letters_digits_and_hyphens(hostile, name):
    answer = hostile.send(hostile.signed("PUT", "metadata", headers=[(name, "v")]), b"x")
    assert answer.status in (200, 400)
    hostile.delete("metadata")


def test_metadata_has_eight_kilobytes_in_total(hostile):
    def put(total):
        headers = [(f"x-oss-meta-{n}", "v" * (total // 4 - len(f"{n}"))) for n in range(4)]
        return hostile.send(hostile.signed("PUT", "metadata", headers=headers), b"x")

    assert put(8000).status == 200
    error = refusal(put(9000))
    assert (error.status, error.code) == (400, "InvalidArgument")
    hostile.delete("metadata")
