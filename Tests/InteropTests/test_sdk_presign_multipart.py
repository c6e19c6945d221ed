"""alibabacloud-oss-v2: a multipart upload with nothing but presigned URLs."""

import datetime
import hashlib
import xml.etree.ElementTree as ElementTree

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support.sdk import sdk

BODY = b"0123456789" * 15_000
LIFE = {"expires": datetime.timedelta(minutes=5)}


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def sent(result, body=None):
    return requests.request(result.method, result.url, headers=dict(result.signed_headers), data=body)


@pytest.fixture
def upload(api, key):
    answer = sent(api.presign(oss.InitiateMultipartUploadRequest("uploads", key, metadata={"a": "b"}), **LIFE))
    assert answer.status_code == 200, answer.text
    return ElementTree.fromstring(answer.content).findtext("UploadId")


def document(*etags):
    parts = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in enumerate(etags, 1))
    return f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"


def test_presigned_parts_are_completed_with_a_presigned_list(api, client, key, upload):
    etags = []
    for number, body in ((1, BODY), (2, b"last")):
        answer = sent(api.presign(oss.UploadPartRequest("uploads", key, number, upload), **LIFE), body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["ETag"] == f'"{hashlib.md5(body).hexdigest().upper()}"'
        etags.append(answer.headers["ETag"])
    answer = sent(api.presign(oss.CompleteMultipartUploadRequest("uploads", key, upload), **LIFE), document(*etags))
    assert answer.status_code == 200, answer.text
    assert ElementTree.fromstring(answer.content).findtext("Key") == key
    stored = client.get(key)
    assert (stored.body, stored.header("x-oss-meta-a")) == (BODY + b"last", "b")


def test_presigned_parts_are_completed_as_a_whole(api, client, key, upload):
    sent(api.presign(oss.UploadPartRequest("uploads", key, 1, upload), **LIFE), BODY)
    result = api.presign(oss.CompleteMultipartUploadRequest("uploads", key, upload, complete_all="yes"), **LIFE)
    assert result.signed_headers["x-oss-complete-all"] == "yes"
    assert sent(result).status_code == 200
    assert client.get(key).body == BODY


def test_a_presigned_abort_works_even_with_a_body(api, key, upload):
    result = api.presign(oss.AbortMultipartUploadRequest("uploads", key, upload), **LIFE)
    assert sent(result, b"some clients send one").status_code == 204
    assert sent(result).status_code == 404


def test_a_presigned_part_is_good_for_its_number_only(api, key, upload):
    url = api.presign(oss.UploadPartRequest("uploads", key, 1, upload), **LIFE).url
    assert requests.put(url.replace("partNumber=1", "partNumber=2"), data=b"x").status_code == 403
    assert requests.put(url, data=b"x").status_code == 200
