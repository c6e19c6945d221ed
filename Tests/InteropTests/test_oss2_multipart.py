"""oss2: uploads and downloads in parts."""

import os

import oss2
import pytest
import requests

from support.sdk import oss2_bucket

PART = 102_400
BODY = os.urandom(3 * PART + 5)


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


@pytest.fixture
def bucket(server, version):
    return oss2_bucket(server, version)


@pytest.fixture
def key(request):
    return f"tests/oss2 + parts/{request.node.name}/中.bin"


def test_parts_are_joined(bucket, client, key):
    upload = bucket.init_multipart_upload(key, headers={"Content-Type": "image/png", "x-oss-meta-a": "b"}).upload_id
    parts = []
    for number in range(1, 5):
        piece = BODY[(number - 1) * PART : number * PART]
        result = bucket.upload_part(key, upload, number, piece)
        parts.append(oss2.models.PartInfo(number, result.etag, size=len(piece), part_crc=result.crc))
    done = bucket.complete_multipart_upload(key, upload, parts)
    assert done.etag.endswith("-4")
    answer = client.get(key)
    assert (answer.body, answer.header("Content-Type"), answer.header("x-oss-meta-a")) == (BODY, "image/png", "b")


def test_completion_of_everything(bucket, client, key):
    upload = bucket.init_multipart_upload(key).upload_id
    bucket.upload_part(key, upload, 1, BODY)
    bucket.complete_multipart_upload(key, upload, None, headers={"x-oss-complete-all": "yes"})
    assert client.get(key).body == BODY


def test_parts_are_copied(bucket, client, key):
    bucket.put_object(key + "/source", BODY)
    upload = bucket.init_multipart_upload(key).upload_id
    first = bucket.upload_part_copy("uploads", key + "/source", (0, 2 * PART - 1), key, upload, 1)
    second = bucket.upload_part_copy("uploads", key + "/source", (2 * PART, len(BODY) - 1), key, upload, 2)
    bucket.complete_multipart_upload(key, upload, [oss2.models.PartInfo(1, first.etag), oss2.models.PartInfo(2, second.etag)])
    assert client.get(key).body == BODY


def test_iterators_walk_over_pages(server, version, own):
    bucket = oss2_bucket(server, version, name=own.bucket)
    uploads = {name: bucket.init_multipart_upload(name).upload_id for name in ("a", "b/1", "b/2", "中")}
    found = [(entry.key, entry.upload_id) for entry in oss2.MultipartUploadIterator(bucket, max_uploads=1)]
    assert found == list(uploads.items())
    grouped = [(entry.key, entry.is_prefix()) for entry in oss2.MultipartUploadIterator(bucket, delimiter="/")]
    assert ("b/", True) in grouped and ("a", False) in grouped
    for number in (1, 2, 5):
        bucket.upload_part("a", uploads["a"], number, b"x" * number)
    parts = [(part.part_number, part.size) for part in oss2.PartIterator(bucket, "a", uploads["a"], max_parts=2)]
    assert parts == [(1, 1), (2, 2), (5, 5)]
    bucket.init_multipart_upload("a")
    assert len(list(oss2.ObjectUploadIterator(bucket, "a", max_uploads=1))) == 2
    bucket.abort_multipart_upload("a", uploads["a"])
    with pytest.raises(oss2.exceptions.NoSuchUpload):
        bucket.list_parts("a", uploads["a"])


@pytest.mark.parametrize("threads", [1, 3])
def test_resumable_upload_and_download(bucket, client, key, tmp_path, threads):
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(BODY)
    store = oss2.ResumableStore(root=str(tmp_path))
    result = oss2.resumable_upload(bucket, key, str(source), store=store, multipart_threshold=PART, part_size=PART, num_threads=threads)
    assert result.status == 200
    assert client.get(key).body == BODY
    downloads = oss2.ResumableDownloadStore(root=str(tmp_path))
    oss2.resumable_download(
        bucket, key, str(copy), store=downloads, multiget_threshold=PART, part_size=PART, num_threads=threads
    )
    assert copy.read_bytes() == BODY


def test_a_resumable_upload_goes_on_where_it_stopped(server, version, client, key, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(BODY)
    store = oss2.ResumableStore(root=str(tmp_path))
    options = dict(store=store, multipart_threshold=PART, part_size=PART, num_threads=1)
    sent = []

    class Watched(oss2.Bucket):
        cut = True

        def upload_part(self, key, upload_id, part_number, *rest, **more):
            if self.cut and part_number == 3:
                raise OSError("the line was cut")
            sent.append(part_number)
            return super().upload_part(key, upload_id, part_number, *rest, **more)

    plain = oss2_bucket(server, version)
    bucket = Watched(plain.auth, server.endpoint, "uploads", region=server.region)
    with pytest.raises(OSError):
        oss2.resumable_upload(bucket, key, str(source), **options)
    bucket.cut = False
    oss2.resumable_upload(bucket, key, str(source), **options)
    assert sent == [1, 2, 3, 4]
    assert client.get(key).body == BODY


def test_signed_urls_upload_parts(bucket, client, key):
    upload = bucket.init_multipart_upload(key).upload_id
    url = bucket.sign_url("PUT", key, 300, params={"partNumber": "1", "uploadId": upload}, slash_safe=True)
    assert requests.put(url, data=b"part").status_code == 200
    url = bucket.sign_url("POST", key, 300, params={"uploadId": upload}, headers={"x-oss-complete-all": "yes"}, slash_safe=True)
    assert requests.post(url, headers={"x-oss-complete-all": "yes"}).status_code == 200
    assert client.get(key).body == b"part"
