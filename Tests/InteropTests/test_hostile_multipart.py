"""Multipart uploads with numbers, lists and names that no client would send."""

import hashlib

import pytest

from support.answers import document, refusal

LEAST = 100 * 1024
PART_NUMBER = "Part number must be an integer between 1 and 10000, inclusive."
ETAG = hashlib.md5(b"x").hexdigest().upper()
HUGE = ["-1", "1001", "99999999999999999999", "18446744073709551616", "1e3", "0x10", "+5", " 5", "ten", "5.0", "٣"]


@pytest.fixture
def upload(hostile):
    answer = hostile.send(hostile.signed("POST", "multi", params=[("uploads", "")]), b"")
    upload = document(answer, "InitiateMultipartUploadResult").findtext("UploadId")
    yield upload
    hostile.send(hostile.signed("DELETE", "multi", params=[("uploadId", upload)]))


def put(client, upload, number, body=b"x", key="multi", headers=()):
    return client.send(client.signed("PUT", key, params=[("partNumber", number), ("uploadId", upload)], headers=list(headers)), body)


def complete(client, upload, body, headers=()):
    body = body if isinstance(body, bytes) else body.encode()
    return client.send(client.signed("POST", "multi", params=[("uploadId", upload)], headers=list(headers)), body)


def listing(*parts):
    inner = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in parts)
    return f"<CompleteMultipartUpload>{inner}</CompleteMultipartUpload>"


def parts(client, upload):
    root = document(client.send(client.signed("GET", "multi", params=[("uploadId", upload)])), "ListPartsResult")
    return [int(number.text) for number in root.iterfind("Part/PartNumber")]


@pytest.mark.parametrize("number", ["0", "-1", "10001", "99999999999999999999", "18446744073709551617", "", "1a", "1.0", "0x1", " 1", "+1", "١"])
def test_a_part_number_out_of_range_is_refused(hostile, upload, number):
    error = refusal(put(hostile, upload, number))
    assert (error.status, error.code, error.message) == (400, "InvalidArgument", PART_NUMBER)
    assert error["ArgumentName"] == "partNumber"
    assert parts(hostile, upload) == []


@pytest.mark.parametrize("number", ["1", "10000"])
def test_the_first_and_the_last_number_are_taken(hostile, upload, number):
    assert put(hostile, upload, number).status == 200


@pytest.mark.parametrize("unknown", ["", "0" * 32, "F" * 32, "rubbish", "../../etc/passwd", "%00", "x" * 5000, "中"])
def test_an_unknown_upload_is_404(hostile, unknown):
    for answer in (put(hostile, unknown, "1"), complete(hostile, unknown, listing((1, ETAG))),
                   hostile.send(hostile.signed("GET", "multi", params=[("uploadId", unknown)])),
                   hostile.send(hostile.signed("DELETE", "multi", params=[("uploadId", unknown)]))):
        error = refusal(answer)
        assert error.status in ((404,) if unknown else (400, 404))
        if unknown:
            assert error.code == "NoSuchUpload"


@pytest.mark.parametrize("present", ["partNumber", "uploadId"])
def test_half_a_part_is_refused_and_never_a_put(hostile, upload, present):
    params = {"partNumber": "1", "uploadId": upload}
    error = refusal(hostile.send(hostile.signed("PUT", "multi", params=[(present, params[present])]), b"x"))
    assert error.status in (400, 501)
    assert not hostile.exists("multi")


def test_parts_that_are_not_in_order_are_refused(hostile, upload):
    for number in ("1", "2"):
        put(hostile, upload, number, b"x" * LEAST)
    etag = hashlib.md5(b"x" * LEAST).hexdigest()
    for order in ((2, 1), (1, 1), (1, 2, 2), (2, 2)):
        error = refusal(complete(hostile, upload, listing(*((number, etag) for number in order))))
        assert (error.status, error.code, error.message) == (400, "InvalidPartOrder", "The list of parts was not in ascending order.")


@pytest.mark.parametrize("part", [(1, "0" * 32), (1, ""), (1, "rubbish"), (1, ETAG + "0"), (2, ETAG)])
def test_a_part_that_is_not_there_is_an_invalid_part(hostile, upload, part):
    put(hostile, upload, "1")
    error = refusal(complete(hostile, upload, listing(part)))
    assert (error.status, error.code) == (400, "InvalidPart")
    assert error.message == (
        "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag."
    )
    assert parts(hostile, upload) == [1], "the upload goes on"


def test_a_part_before_the_last_has_a_least_size(hostile, upload):
    sizes = {"1": LEAST - 1, "2": 1}
    for number, size in sizes.items():
        put(hostile, upload, number, b"x" * size)
    named = listing(*((number, hashlib.md5(b"x" * size).hexdigest()) for number, size in sizes.items()))
    for answer in (complete(hostile, upload, named), complete(hostile, upload, b"", [("x-oss-complete-all", "yes")])):
        error = refusal(answer)
        assert (error.status, error.code) == (400, "EntityTooSmall")
        assert error.message == "Your proposed upload smaller than the minimum allowed size."
    assert not hostile.exists("multi")


def test_both_ways_of_completion_are_one_too_many(hostile, upload):
    put(hostile, upload, "1")
    error = refusal(complete(hostile, upload, listing((1, ETAG)), [("x-oss-complete-all", "yes")]))
    assert (error.status, error.code, error.ec) == (400, "InvalidArgument", "0042-00000216")
    assert error.message == "Should not speficy both complete all header and http body."
    assert (error["ArgumentName"], error["ArgumentValue"]) == ("x-oss-complete-all", "yes")


def test_an_empty_completion_is_malformed(hostile, upload):
    put(hostile, upload, "1")
    error = refusal(complete(hostile, upload, b""))
    assert (error.status, error.code, error.ec) == (400, "MalformedXML", "0042-00000205")


def test_completing_an_upload_without_parts_is_refused(hostile, upload):
    assert refusal(complete(hostile, upload, b"", [("x-oss-complete-all", "yes")])).status == 400
    assert refusal(complete(hostile, upload, listing())).status == 400


@pytest.mark.parametrize("number", ["0", "-1", "10001", "99999999999999999999", "", "x"])
def test_a_number_in_the_list_is_checked(hostile, upload, number):
    put(hostile, upload, "1")
    assert refusal(complete(hostile, upload, listing((number, ETAG)))).status == 400


def test_more_parts_than_there_can_be_are_refused(hostile, upload):
    put(hostile, upload, "1")
    assert refusal(complete(hostile, upload, listing(*((number, ETAG) for number in range(1, 10_002))))).status == 400


@pytest.mark.parametrize("value", HUGE)
@pytest.mark.parametrize("name", ["max-parts", "part-number-marker"])
def test_numbers_of_the_list_of_parts_are_checked(hostile, upload, name, value):
    if name == "part-number-marker" and value == "1001":
        value = "-5"
    error = refusal(hostile.send(hostile.signed("GET", "multi", params=[("uploadId", upload), (name, value)])))
    assert (error.status, error.code, error["ArgumentName"]) == (400, "InvalidArgument", name)


@pytest.mark.parametrize("params", [[("uploads", ""), ("max-uploads", value)] for value in HUGE] + [[("versions", ""), ("max-keys", value)] for value in HUGE]
                         + [[("max-keys", value)] for value in HUGE], ids=lambda params: "-".join(params[-1]) + params[0][0])
def test_numbers_of_the_other_lists_are_checked(hostile, params):
    error = refusal(hostile.send(hostile.signed("GET", params=params)))
    assert (error.status, error.code, error["ArgumentName"]) == (400, "InvalidArgument", params[-1][0])


@pytest.mark.parametrize("value", ["", "URL", "base64", "utf-8", "x" * 5000])
@pytest.mark.parametrize("params", [[("uploads", "")], [("versions", "")], [("list-type", "2")], []], ids=str)
def test_another_encoding_type_than_url_is_refused(hostile, params, value):
    answer = hostile.send(hostile.signed("GET", params=params + [("encoding-type", value)]))
    if value == "":
        assert answer.status in (200, 400)
    else:
        assert refusal(answer).code == "InvalidArgument"


@pytest.mark.parametrize("encoded", [True, False])
def test_keys_with_control_characters_come_back(hostile, encoded):
    """Without encoding-type=url the document cannot name them, but it must be well-formed XML all the same."""
    key = "a\x01\x1fb"
    params = [("encoding-type", "url")] if encoded else []
    started = hostile.send(hostile.signed("POST", key, params=[("uploads", ""), *params]), b"")
    root = document(started, "InitiateMultipartUploadResult")
    listed = document(hostile.send(hostile.signed("GET", params=[("uploads", ""), ("prefix", "a"), *params])), "ListMultipartUploadsResult")
    if encoded:
        assert root.findtext("Key") == listed.findtext("Upload/Key") == "a%01%1Fb"
    assert len(listed.findall("Upload")) == 1
    assert hostile.send(hostile.signed("DELETE", key, params=[("uploadId", root.findtext("UploadId"))])).status == 204


@pytest.mark.parametrize("position", ["-1", "", "x", "1.0", "0x0", "+0", " 0", "99999999999999999999", "18446744073709551616"])
def test_a_position_that_is_no_number_is_refused(hostile, position):
    error = refusal(hostile.send(hostile.signed("POST", "log", params=[("append", ""), ("position", position)]), b"x"))
    assert (error.status, error.code) == (400, "InvalidArgument")


def test_a_position_is_required(hostile):
    assert refusal(hostile.send(hostile.signed("POST", "log", params=[("append", "")]), b"x")).status == 400


def test_the_wire_of_a_completion_has_a_location(hostile, upload):
    put(hostile, upload, "1")
    root = document(complete(hostile, upload, listing((1, f'"{ETAG}"'))), "CompleteMultipartUploadResult")
    assert root.findtext("Location").endswith("multi")
    assert [child.tag for child in root if child.tag != "EncodingType"] == ["Location", "Bucket", "Key", "ETag"]
    hostile.delete("multi")
