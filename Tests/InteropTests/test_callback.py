"""The upload callback: what the application server receives, and what the uploader gets back."""

import base64
import hashlib
import json

import alibabacloud_oss_v2 as oss
import pytest
import requests

from support import buckets, forms, signing
from support.answers import check_wire, refusal
from support.client import Client
from support.crc import crc64
from support.receiver import Receiver, encoded
from support.sdk import oss2_bucket, sdk
from support.server import Server

BODY = b"hello oss"
MD5 = hashlib.md5(BODY)
ETAG = MD5.hexdigest().upper()


@pytest.fixture(scope="module")
def calling(credentials):
    server = Server(credentials, more=("--callback-allow", "127.0.0.1/32"))
    yield server
    server.discard()


@pytest.fixture
def client(calling):
    return Client(calling)


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


def callback(receiver, body="bucket=${bucket}&object=${object}", path="/callback", **more):
    return {"callbackUrl": receiver.url + path, "callbackBody": body, **more}


def put(client, key, configuration, variables=None, body=BODY):
    headers = [("x-oss-callback", encoded(configuration)), ("Content-Type", "text/x-a")]
    if variables is not None:
        headers.append(("x-oss-callback-var", encoded(variables)))
    return client.send(client.signed("PUT", key, headers=headers), body)


def failed(client, answer, key, ec):
    """A failed callback: 203, and the object is stored all the same."""
    assert answer.status == 203
    check_wire(answer)
    assert answer.header("x-oss-ec") == ec
    assert b"<Code>CallbackFailed</Code>" in answer.body and f"<EC>{ec}</EC>".encode() in answer.body
    assert answer.header("ETag") == f'"{ETAG}"'
    assert answer.header("Content-MD5") == base64.b64encode(MD5.digest()).decode()
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(BODY))
    assert client.get(key).body == BODY
    return answer


def test_the_answer_of_the_application_is_passed_through(client, key, receiver):
    receiver.body = b'{"stored": true}'
    answer = put(client, key, callback(receiver))
    assert (answer.status, answer.body, answer.header("Content-Type")) == (200, b'{"stored": true}', "application/json")
    assert answer.header("ETag") == f'"{ETAG}"'
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(BODY))
    assert client.get(key).body == BODY


def test_the_request_is_what_the_documentation_shows(client, key, receiver):
    answer = put(client, key, callback(receiver, path="/a%20b/c?d=e%2Ff"))
    request = receiver.only()
    assert request.path == "/a%20b/c?d=e%2Ff"
    assert request.headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["User-Agent"] == "aliyun-oss-callback"
    assert request.headers["Connection"].lower() == "close"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.headers["Content-MD5"] == base64.b64encode(hashlib.md5(request.body).digest()).decode()
    assert request.headers["Content-Length"] == str(len(request.body))
    assert request.headers["Date"].endswith(" GMT")
    assert request.headers["x-oss-bucket"] == "uploads"
    assert request.headers["x-oss-request-id"] == answer.header("x-oss-request-id")
    assert request.headers["x-oss-requester"]
    assert request.headers["x-oss-signature-version"] == "1.0"
    assert request.headers["x-oss-tag"] == "CALLBACK"
    assert request.form == {"bucket": "uploads", "object": key}


@pytest.mark.parametrize("path", ["/", "/callback", "/a%20b?c=d", "/%E4%B8%AD/x?q=%2F&r"])
def test_the_signature_is_verified_with_the_published_key(client, key, receiver, path):
    put(client, key, callback(receiver, path=path))
    request = receiver.only()
    assert request.is_signed()
    request.body += b"x"
    assert not request.is_signed()


def test_the_key_is_public_and_always_the_same(client, key, receiver):
    put(client, key, callback(receiver))
    put(client, key, callback(receiver))
    first, second = receiver.received
    assert first.key_url == second.key_url
    answer = requests.get(first.key_url)
    assert answer.text.startswith("-----BEGIN PUBLIC KEY-----")
    head = requests.head(first.key_url)
    assert (head.status_code, head.content) == (200, b"")
    for header in ("Content-Type", "Content-Length"):
        assert head.headers[header] == answer.headers[header]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_place_of_the_key_hides_no_object(client, method):
    """In virtual-hosted style the same path is an object's, and needs a signature."""
    name = "_waybill/callback_pub_key_v1.pem"
    client.put(name, BODY)
    virtual = {"target": b"/" + name.encode(), "host": f"uploads.localhost:{client.port}"}
    answer = client.send(client.signed(method, name), **virtual)
    assert (answer.status, answer.header("ETag")) == (200, f'"{ETAG}"')
    assert answer.body == (BODY if method == "GET" else b"")
    assert client.send(client.request(method, name), **virtual).status == 403
    assert client.delete(name).status == 204
    assert client.send(client.signed(method, name), **virtual).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS"])
def test_the_key_can_only_be_read(client, method):
    answer = client.send(client.request(method, ""), target=b"/_waybill/callback_pub_key_v1.pem")
    error = refusal(answer)
    assert (error.status, error.code) == (400, "InvalidBucketName")


def test_all_variables_are_filled_in(client, key, receiver):
    names = ["bucket", "object", "etag", "size", "mimeType", "crc64", "contentMd5", "clientIp", "reqId", "operation", "vpcId",
             "imageInfo.height", "imageInfo.width", "imageInfo.format", "x:own", "x:missing", "rubbish"]
    key += "/a b&c=d+中"
    answer = put(client, key, callback(receiver, "&".join(f"{name}=${{{name}}}" for name in names)), {"x:own": "a&b=c"})
    assert answer.status == 200, answer.body
    form = receiver.only().form
    assert (form["bucket"], form["object"], form["size"], form["mimeType"]) == ("uploads", key, "9", "text/x-a")
    assert form["etag"].strip('"') == ETAG
    assert (form["crc64"], form["contentMd5"]) == (str(crc64(BODY)), base64.b64encode(MD5.digest()).decode())
    assert (form["clientIp"], form["operation"], form["reqId"]) == ("127.0.0.1", "PutObject", answer.header("x-oss-request-id"))
    assert form["x:own"] == "a&b=c"
    assert (form["x:missing"], form["rubbish"], form["vpcId"], form["imageInfo.height"]) == ("", "", "", "")


def test_a_json_body_quotes_what_it_fills_in(client, key, receiver):
    key += '/a"b\\c\n中'
    template = '{"bucket":${bucket},"object":${object},"size":${size},"mine":${x:mine},"fixed":"x"}'
    answer = put(client, key, callback(receiver, template, callbackBodyType="application/json"), {"x:mine": 'q"uo\\te'})
    assert answer.status == 200, answer.body
    request = receiver.only()
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {"bucket": "uploads", "object": key, "size": 9, "mine": 'q"uo\\te', "fixed": "x"}
    assert request.is_signed()


def test_the_host_may_be_another_one(client, key, receiver):
    put(client, key, callback(receiver, callbackHost="app.example.com"))
    assert receiver.only().headers["Host"] == "app.example.com"


@pytest.mark.parametrize("sign", ["presign", "authorize", "v1"])
def test_the_query_carries_it_too(client, key, receiver, sign):
    params = [("callback", encoded(callback(receiver, "own=${x:own}"))), ("callback-var", encoded({"x:own": "1"}))]
    request = client.request("PUT", key, params)
    signer = {"presign": signing.presign_v4, "authorize": signing.authorize_v4, "v1": signing.presign_v1}[sign]
    answer = client.send(signer(request, client.credentials), BODY)
    assert (answer.status, answer.body) == (200, b'{"Status":"OK"}')
    assert receiver.only().form == {"own": "1"}


def test_both_carriers_are_one_too_many(client, key, receiver):
    value = encoded(callback(receiver))
    request = client.signed("PUT", key, params=[("callback", value)], headers=[("x-oss-callback", value)])
    error = refusal(client.send(request, BODY))
    assert (error.status, error.code) == (400, "InvalidArgument")
    assert error.message == "Either the callback query string parameter or the x-oss-callback header should be specified, not both."
    assert not receiver.received and not client.exists(key)


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_a_form_carries_it_too(client, key, receiver, version):
    configuration = callback(receiver, "o=${object}&op=${operation}&own=${x:own}&s=${size}")
    answer = forms.submit(client, key, version=version, callback=encoded(configuration), **{"x:own": "1"})
    assert (answer.status, answer.body) == (200, b'{"Status":"OK"}')
    assert receiver.only().form == {"o": key, "op": "PostObject", "own": "1", "s": "7"}


def test_a_policy_fixes_the_callback(client, key, receiver):
    value = encoded(callback(receiver))
    assert forms.submit(client, key, ["eq", "$callback", value], callback=value).status == 200
    other = encoded(callback(receiver, "else=1"))
    assert forms.submit(client, key, ["eq", "$callback", value], callback=other).status == 403
    assert len(receiver.received) == 1


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_completion_calls_back(calling, client, key, receiver, version):
    api = sdk(calling, version)
    upload = api.initiate_multipart_upload(oss.InitiateMultipartUploadRequest("uploads", key)).upload_id
    api.upload_part(oss.UploadPartRequest("uploads", key, 1, upload, body=BODY))
    result = api.complete_multipart_upload(
        oss.CompleteMultipartUploadRequest(
            "uploads", key, upload, complete_all="yes", callback=encoded(callback(receiver, "op=${operation}&size=${size}&etag=${etag}"))
        )
    )
    assert json.loads(result.callback_result) == {"Status": "OK"}
    form = receiver.only().form
    assert (form["op"], form["size"]) == ("CompleteMultipartUpload", "9")
    assert form["etag"].strip('"').endswith("-1")


@pytest.mark.parametrize("version", ["v4", "v1"])
def test_the_sdks_call_back(calling, client, key, receiver, version):
    configuration = encoded(callback(receiver, "own=${x:own}"))
    result = sdk(calling, version).put_object(
        oss.PutObjectRequest("uploads", key, body=BODY, callback=configuration, callback_var=encoded({"x:own": "1"}))
    )
    assert json.loads(result.callback_result) == {"Status": "OK"}
    done = oss2_bucket(calling, version).put_object(
        key, BODY, headers={"x-oss-callback": configuration, "x-oss-callback-var": encoded({"x:own": "2"})}
    )
    assert json.loads(done.resp.read()) == {"Status": "OK"}
    assert [request.form for request in receiver.received] == [{"own": "1"}, {"own": "2"}]


@pytest.mark.parametrize("status", [201, 204, 301, 302, 400, 404, 500])
def test_another_status_than_200_is_a_failure(client, key, receiver, status):
    receiver.status = status
    receiver.headers = {"Location": receiver.url + "/elsewhere", "Content-Type": "application/json"}
    receiver.body = b"" if status == 204 else b"{}"
    answer = failed(client, put(client, key, callback(receiver)), key, "0007-00000203")
    assert f"Error status : {status}.".encode() in answer.body
    assert receiver.only().path == "/callback", "a redirect is not followed"


@pytest.mark.parametrize("body", [b"", b"not json", b"{", b"\xef\xbb\xbf{}", b'{"a":1} trailing', b"\xff\xfe"])
def test_an_answer_that_is_not_json_is_a_failure(client, key, receiver, body):
    receiver.body = body
    answer = failed(client, put(client, key, callback(receiver)), key, "0007-00000205")
    assert b"Response body is not valid json format." in answer.body


def test_an_answer_that_is_too_large_is_a_failure(client, key, receiver):
    receiver.body = b'"' + b"x" * (4 << 20) + b'"'
    assert put(client, key, callback(receiver)).status == 203
    assert client.get(key).body == BODY


def test_a_closed_port_is_a_failure(client, key):
    receiver = Receiver()
    receiver.close()
    answer = failed(client, put(client, key, callback(receiver)), key, "0007-00000202")
    assert b"Error status : -1.OSS can not connect to your callbackUrl, please check it." in answer.body


def test_a_slow_application_is_given_up(client, key, receiver):
    receiver.delay = 8
    failed(client, put(client, key, callback(receiver)), key, "0007-00000202")


def test_the_second_address_is_tried_when_the_first_fails(client, key, receiver):
    closed = Receiver()
    closed.close()
    configuration = {"callbackUrl": f"{closed.url}/first;{receiver.url}/second", "callbackBody": "a=b"}
    assert put(client, key, configuration).status == 200
    assert receiver.only().path == "/second"


def test_the_second_address_is_left_alone_when_the_first_answers(client, key, receiver):
    configuration = {"callbackUrl": f"{receiver.url}/first;{receiver.url}/second", "callbackBody": "a=b"}
    assert put(client, key, configuration).status == 200
    assert receiver.only().path == "/first"


def test_an_upload_that_fails_calls_nobody(client, key, receiver):
    client.put(key, b"before")
    headers = [("x-oss-callback", encoded(callback(receiver))), ("x-oss-forbid-overwrite", "true")]
    assert client.send(client.signed("PUT", key, headers=headers), BODY).status == 409
    headers = [("x-oss-callback", encoded(callback(receiver))), ("Content-MD5", base64.b64encode(b"0" * 16).decode())]
    assert client.send(client.signed("PUT", key, headers=headers), BODY).status == 400
    assert not receiver.received


def test_a_versioned_bucket_tells_the_version(client, receiver):
    name = buckets.fresh_name()
    own = buckets.make(client, name, versioning="Enabled")
    assert put(own, "a", callback(receiver)).header("x-oss-version-id")
    receiver.status = 500
    answer = put(own, "a", callback(receiver))
    assert answer.status == 203 and answer.header("x-oss-version-id")
