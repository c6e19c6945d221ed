"""alibabacloud-oss-v2: uploader, downloader and copier, which split, run in parallel and resume."""

import io
import os

import alibabacloud_oss_v2 as oss
import pytest

from support.crc import crc64
from support.sdk import sdk

PART = 100 * 1024
BODY = os.urandom(5 * PART + 17)


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "source.bin"
    path.write_bytes(BODY)
    return path


def test_the_uploader_sends_parts_in_parallel(api, client, key, file):
    uploader = api.uploader(part_size=PART, parallel_num=3)
    result = uploader.upload_file(oss.PutObjectRequest("uploads", key, content_type="image/png", metadata={"a": "b"}), str(file))
    assert result.upload_id and result.etag.endswith('-6"')
    assert result.hash_crc64 == str(crc64(BODY))
    answer = client.get(key)
    assert (answer.body, answer.header("Content-Type"), answer.header("x-oss-meta-a")) == (BODY, "image/png", "b")


def test_the_uploader_puts_a_small_file_in_one_piece(api, client, key, tmp_path):
    path = tmp_path / "small"
    path.write_bytes(b"small")
    result = api.uploader(part_size=PART).upload_file(oss.PutObjectRequest("uploads", key), str(path))
    assert result.upload_id is None
    assert client.head(key).header("x-oss-object-type") == "Normal"
    assert client.get(key).body == b"small"


def test_the_uploader_takes_a_stream(api, client, key):
    api.uploader(part_size=PART, parallel_num=2).upload_from(oss.PutObjectRequest("uploads", key), io.BytesIO(BODY))
    assert client.get(key).body == BODY


def test_the_uploader_tells_its_progress(api, key, file):
    seen = []
    request = oss.PutObjectRequest("uploads", key, progress_fn=lambda n, written, total: seen.append((n, written, total)))
    api.uploader(part_size=PART, parallel_num=1).upload_file(request, str(file))
    assert sum(n for n, _, _ in seen) == len(BODY)
    assert (seen[-1][1], seen[-1][2]) == (len(BODY), len(BODY))


def test_the_uploader_resumes_from_its_checkpoint(api, client, key, file, tmp_path):
    """The first attempt loses its third part; the second attempt sends only what is missing."""
    folder = str(tmp_path) + "/"

    class Broken(oss.Client):
        def upload_part(self, request, **more):
            if request.part_number == 3:
                raise OSError("the line was cut")
            return super().upload_part(request, **more)

    class Counting(oss.Client):
        sent = []

        def upload_part(self, request, **more):
            Counting.sent.append(request.part_number)
            return super().upload_part(request, **more)

    options = dict(part_size=PART, parallel_num=1, enable_checkpoint=True, checkpoint_dir=folder, leave_parts_on_error=True)
    config = api._client._config
    with pytest.raises(oss.uploader.UploadError):
        Broken(config).uploader(**options).upload_file(oss.PutObjectRequest("uploads", key), str(file))
    assert not client.exists(key)
    counting = Counting(config)
    Counting.sent.clear()
    counting.uploader(**options).upload_file(oss.PutObjectRequest("uploads", key), str(file))
    assert Counting.sent and 1 not in Counting.sent and 2 not in Counting.sent, Counting.sent
    assert client.get(key).body == BODY


def test_a_failed_upload_leaves_nothing_behind(api, own, file):
    class Broken(oss.Client):
        def upload_part(self, request, **more):
            raise OSError("the line was cut")

    with pytest.raises(oss.uploader.UploadError):
        Broken(api._client._config).uploader(part_size=PART).upload_file(oss.PutObjectRequest(own.bucket, "a"), str(file))
    assert not api.list_multipart_uploads(oss.ListMultipartUploadsRequest(own.bucket)).uploads


@pytest.mark.parametrize("parallel", [1, 4])
@pytest.mark.parametrize("part", [PART, 64 * 1024, 10 * PART])
def test_the_downloader_puts_ranges_together(api, client, key, tmp_path, part, parallel):
    client.put(key, BODY)
    path = tmp_path / "copy"
    downloader = api.downloader(part_size=part, parallel_num=parallel)
    assert downloader.download_file(oss.GetObjectRequest("uploads", key), str(path)).written == len(BODY)
    assert path.read_bytes() == BODY


def test_the_downloader_takes_a_range(api, client, key, tmp_path):
    client.put(key, BODY)
    path = tmp_path / "copy"
    request = oss.GetObjectRequest("uploads", key, range_header=f"bytes=0-{3 * PART}")  # the SDK's own order check fails from elsewhere
    api.downloader(part_size=PART).download_file(request, str(path))
    assert path.read_bytes() == BODY[: 3 * PART + 1]


def test_the_downloader_resumes_from_its_checkpoint(api, client, key, tmp_path):
    client.put(key, BODY)
    path, folder, ranges = tmp_path / "copy", str(tmp_path) + "/", []

    class Broken(oss.Client):
        def get_object(self, request, **more):
            if request.range_header and request.range_header.startswith(f"bytes={3 * PART}-"):
                raise OSError("the line was cut")
            return super().get_object(request, **more)

    class Counting(oss.Client):
        def get_object(self, request, **more):
            ranges.append(request.range_header)
            return super().get_object(request, **more)

    options = dict(part_size=PART, parallel_num=1, enable_checkpoint=True, checkpoint_dir=folder, verify_data=True)
    with pytest.raises(oss.downloader.DownloadError):
        Broken(api._client._config).downloader(**options).download_file(oss.GetObjectRequest("uploads", key), str(path))
    Counting(api._client._config).downloader(**options).download_file(oss.GetObjectRequest("uploads", key), str(path))
    assert path.read_bytes() == BODY
    assert len(ranges) == 3, ranges


def test_the_copier_copies_a_small_object_in_one_piece(api, client, key):
    client.put(key + "/source", b"small", [("x-oss-meta-a", "b")])
    request = oss.CopyObjectRequest("uploads", key, source_bucket="uploads", source_key=key + "/source")
    assert api.copier().copy(request).upload_id is None
    answer = client.get(key)
    assert (answer.body, answer.header("x-oss-meta-a")) == (b"small", "b")


def test_the_copier_copies_a_large_object_in_parts(api, client, key):
    client.put(key + "/source", BODY, [("Content-Type", "image/png"), ("x-oss-meta-a", "b"), ("x-oss-tagging", "c=d")])
    request = oss.CopyObjectRequest("uploads", key, source_bucket="uploads", source_key=key + "/source")
    copier = api.copier(part_size=PART, parallel_num=3, multipart_copy_threshold=PART, disable_shallow_copy=True)
    result = copier.copy(request)
    assert result.etag.endswith('-6"')
    answer = client.get(key)
    assert (answer.body, answer.header("Content-Type"), answer.header("x-oss-meta-a")) == (BODY, "image/png", "b")
    tags = api.get_object_tagging(oss.GetObjectTaggingRequest("uploads", key)).tag_set.tags
    assert [(tag.key, tag.value) for tag in tags] == [("c", "d")]
