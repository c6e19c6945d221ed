"""curl uploads with URLs of our command line, in every framing that curl knows."""

import os

import pytest

from support import cli
from support.crc import crc64
from support.curl import curl


@pytest.fixture
def url(server, key) -> str:
    return cli.presign(server, key)


@pytest.fixture
def file(tmp_path):
    def make(content: bytes):
        path = tmp_path / "upload.bin"
        path.write_bytes(content)
        return str(path)

    return make


def test_a_file_is_uploaded_with_its_length(url, file, client, key):
    answer = curl("-T", file(b"hello oss"), url)
    assert answer.status == 200 and answer.body == b""
    assert answer.header("x-oss-hash-crc64ecma") == "15021467531229347219"
    assert client.get(key).body == b"hello oss"


def test_an_upload_answers_with_the_digests_of_its_bytes(url, file):
    import base64
    import hashlib

    answer = curl("-T", file(b"hello oss"), url)
    digest = hashlib.md5(b"hello oss").digest()
    assert answer.header("ETag") == f'"{digest.hex().upper()}"'
    assert answer.header("Content-MD5") == base64.b64encode(digest).decode()
    assert answer.header("x-oss-version-id") is None


def test_a_stream_is_uploaded_in_chunks(url, client, key):
    body = os.urandom(300_000)
    answer = curl("-T", "-", url, stdin=body)
    assert answer.status == 200
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(body))
    assert client.get(key).body == body


def test_an_empty_file_is_an_empty_object(url, file, client, key):
    assert curl("-T", file(b""), url).header("x-oss-hash-crc64ecma") == "0"
    answer = client.get(key)
    assert (answer.status, answer.body, answer.header("Content-Length")) == (200, b"", "0")
    assert answer.header("ETag") == '"D41D8CD98F00B204E9800998ECF8427E"'


def test_an_empty_chunked_body_is_an_empty_object(url, client, key):
    assert curl("-T", "-", url, stdin=b"").status == 200
    assert client.get(key).body == b""


def test_a_big_file_arrives_whole(url, file, client, key):
    body = os.urandom(1 << 20) * 20
    answer = curl("-T", file(body), url)
    assert answer.status == 200
    assert answer.header("x-oss-hash-crc64ecma") == str(crc64(body))
    assert curl(cli.presign(client.server, key, "--method", "GET")).body == body


def test_an_empty_content_type_header_makes_data_binary_work(url, client, key):
    assert curl("-X", "PUT", "--data-binary", "a=b", "-H", "Content-Type:", url).status == 200
    assert client.get(key).body == b"a=b"


def test_signed_headers_are_demanded_and_stored(server, client, key):
    presigned = cli.presign_json(
        server, key, "--content-type", "image/jpeg", "--metadata", "author=alice", "-H", "x-oss-meta-Tag: two words"
    )
    headers = [part for name, value in presigned["signed_headers"].items() for part in ("-H", f"{name}: {value}")]
    assert len(headers) == 6
    assert curl("-T", "-", presigned["url"], *headers, stdin=b"x").status == 200
    answer = client.head(key)
    assert answer.header("Content-Type") == "image/jpeg"
    assert answer.header("x-oss-meta-author") == "alice"
    assert answer.header("x-oss-meta-tag") == "two words"


def test_unsigned_presentation_headers_are_stored_and_sent_back(url, client, key):
    wanted = {
        "Cache-Control": "max-age=60",
        "Content-Disposition": 'attachment; filename="a b.txt"',
        "Content-Encoding": "gzip",
        "Expires": "Wed, 21 Oct 2026 07:28:00 GMT",
    }
    headers = [part for name, value in wanted.items() for part in ("-H", f"{name}: {value}")]
    assert curl("-T", "-", *headers, url, stdin=b"x").status == 200
    answer = client.get(key)
    assert {name: answer.header(name) for name in wanted} == wanted
    assert answer.header("Content-Type") == "application/octet-stream"


def test_a_signed_length_admits_exactly_that_length(server, client, key, file):
    url = cli.presign(server, key, "-H", "Content-Length: 5", "--additional-header", "content-length")
    assert curl("-T", file(b"123456"), url).status == 403
    assert curl("-T", file(b"1234"), url).status == 403
    assert not client.exists(key)
    assert curl("-T", file(b"12345"), url).status == 200
    assert curl("-T", "-", url, stdin=b"12345").status == 400, "a signed Content-Length that is absent"


def test_a_second_upload_replaces_the_first(url, client, key):
    assert curl("-T", "-", "-H", "Cache-Control: no-store", url, stdin=b"one").status == 200
    assert curl("-T", "-", url, stdin=b"two").status == 200
    answer = client.get(key)
    assert answer.body == b"two"
    assert answer.header("Cache-Control") is None
