"""OpenDAL's OSS service, whose core is written in Rust and signs by itself."""

import asyncio
import os

import opendal
import pytest
import requests


@pytest.fixture
def options(server, own):
    return dict(
        bucket=own.bucket, endpoint=server.endpoint, access_key_id=server.credentials.id, access_key_secret=server.credentials.secret,
        addressing_style="path", presign_addressing_style="path", root="/base/",
    )


@pytest.fixture
def operator(options):
    return opendal.Operator("oss", **options)


def test_a_file_is_written_read_and_deleted(operator, own):
    operator.check()
    operator.write("a b+c/中.txt", b"hello", content_type="text/x-a", cache_control="max-age=3", content_disposition="attachment")
    assert bytes(operator.read("a b+c/中.txt")) == b"hello"
    stat = operator.stat("a b+c/中.txt")
    assert (stat.content_length, stat.content_type, stat.content_disposition) == (5, "text/x-a", "attachment")
    assert stat.etag and stat.content_md5
    assert own.get("base/a b+c/中.txt").body == b"hello"
    operator.delete("a b+c/中.txt")
    assert not operator.exists("a b+c/中.txt")
    operator.delete("a b+c/中.txt")


def test_ranges_are_read(operator):
    operator.write("a", b"0123456789")
    assert bytes(operator.read("a", offset=3, size=4)) == b"3456"
    with operator.open("a", "rb") as file:
        file.seek(5)
        assert file.read(2) == b"56"


def test_what_is_missing_is_not_found(operator):
    with pytest.raises(opendal.exceptions.NotFound):
        operator.read("missing")
    with pytest.raises(opendal.exceptions.NotFound):
        operator.stat("missing")


def test_conditions_are_judged(operator):
    operator.write("a", b"x")
    etag = operator.stat("a").etag
    assert bytes(operator.read("a", if_match=etag)) == b"x"
    with pytest.raises(opendal.exceptions.ConditionNotMatch):
        operator.read("a", if_match='"other"')
    with pytest.raises(opendal.exceptions.ConditionNotMatch):
        operator.read("a", if_none_match=etag)


def test_a_file_is_not_written_twice_when_it_must_not(operator):
    operator.write("a", b"x", if_not_exists=True)
    with pytest.raises(opendal.exceptions.ConditionNotMatch):
        operator.write("a", b"y", if_not_exists=True)
    assert bytes(operator.read("a")) == b"x"


def test_folders_are_listed(operator):
    for name in ("a", "dir/b", "dir/sub/c", "dir+ 中/d"):
        operator.write(name, b"x")
    operator.create_dir("empty/")
    assert {entry.path for entry in operator.list("")} - {"/"} == {"a", "dir/", "dir+ 中/", "empty/"}
    assert {entry.path for entry in operator.list("dir/")} - {"dir/"} == {"dir/b", "dir/sub/"}
    everything = {entry.path for entry in operator.list("", recursive=True)} - {"/"}
    assert everything == {"a", "dir/b", "dir/sub/c", "dir+ 中/d", "empty/"}
    assert {entry.path for entry in operator.list("", recursive=True, limit=1)} - {"/"} == everything, "in pages of one"
    assert "a" not in {entry.path for entry in operator.list("", recursive=True, start_after="a")}


def test_whole_folders_are_removed(operator):
    for number in range(25):
        operator.write(f"dir/{number}", b"x")
    operator.write("stays", b"x")
    operator.remove_all("dir/")
    assert {entry.path for entry in operator.list("", recursive=True)} - {"/"} == {"stays"}


def test_a_file_is_copied(operator):
    operator.write("a b+c", b"x" * 1000)
    operator.copy("a b+c", "copy 中")
    assert bytes(operator.read("copy 中")) == b"x" * 1000
    with pytest.raises(opendal.exceptions.NotFound):
        operator.copy("missing", "copy")


def test_a_file_is_appended_to(operator, own):
    operator.write("log", b"one\n", append=True)
    operator.write("log", b"two\n", append=True)
    assert bytes(operator.read("log")) == b"one\ntwo\n"
    assert own.head("base/log").header("x-oss-object-type") == "Appendable"


def test_a_large_file_goes_up_in_parts(operator, own):
    body = os.urandom(1_000_000)
    operator.write("large", body, chunk=200 * 1024, concurrent=3)
    assert bytes(operator.read("large")) == body
    assert own.head("base/large").header("x-oss-object-type") == "Multipart"
    with operator.open("streamed", "wb", chunk=200 * 1024) as file:
        for start in range(0, len(body), 70_000):
            file.write(body[start : start + 70_000])
    assert bytes(operator.read("streamed")) == body


def test_metadata_is_kept(operator):
    operator.write("a", b"x", user_metadata={"author": "alice"})
    assert operator.stat("a").user_metadata == {"author": "alice"}


def test_presigned_requests_work(options):
    async def scenario():
        operator = opendal.AsyncOperator("oss", **options)
        write = await operator.presign_write("a b+中", 300)
        assert requests.request(write.method, write.url, headers=write.headers, data=b"presigned").status_code == 200
        read = await operator.presign_read("a b+中", 300)
        assert requests.request(read.method, read.url, headers=read.headers).content == b"presigned"
        stat = await operator.presign_stat("a b+中", 300)
        answer = requests.request(stat.method, stat.url, headers=stat.headers)
        assert (answer.status_code, answer.headers["Content-Length"]) == (200, "9")

    asyncio.run(scenario())


def test_many_files_at_once(options):
    async def scenario():
        operator = opendal.AsyncOperator("oss", **options)
        await asyncio.gather(*(operator.write(f"many/{number:02}", b"%d" % number * 1000) for number in range(20)))
        assert [bytes(body) for body in await asyncio.gather(*(operator.read(f"many/{number:02}") for number in range(20)))] == [
            b"%d" % number * 1000 for number in range(20)
        ]

    asyncio.run(scenario())


def test_versions_are_seen(server, make_bucket, options):
    own = make_bucket(versioning="Enabled")
    operator = opendal.Operator("oss", **{**options, "bucket": own.bucket})
    operator.write("a", b"1")
    first = operator.stat("a").version
    operator.write("a", b"2")
    assert first
    assert bytes(operator.read("a", version=first)) == b"1"
    operator.delete("a")
    assert not operator.exists("a")
    versions = [entry.metadata.version for entry in operator.list("", versions=True) if entry.path == "a"]
    assert first in versions and len(versions) == 2
    operator.delete("a", version=first)
