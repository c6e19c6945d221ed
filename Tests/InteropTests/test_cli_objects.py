"""`waybill download`, `cat`, `ls`, `stat`, `cp`, `rm`, `mb`, `rb` and `wait`, as a user runs them against a real server."""

import hashlib
import json
import os
import pty
import random
import resource
import signal
import socket
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from support import buckets, cli
from support.keys import random_keys
from support.shell import Shell


@pytest.fixture
def shell(server, tmp_path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(server, tmp_path)


@pytest.fixture
def bucket(own) -> str:
    return own.bucket


def noise(size: int, seed=1) -> bytes:
    return random.Random(seed).randbytes(size)


# Downloading


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_download_to_a_file_a_folder_and_stdout(shell, own, bucket, size):
    content = noise(size)
    own.put("dir/name.bin", content)
    url = f"oss://{bucket}/dir/name.bin"
    assert shell.run("download", url) == b""
    assert (shell.folder / "name.bin").read_bytes() == content
    shell.run("download", url, "other.bin")
    shell.run("download", url, "made/")
    (shell.folder / "there").mkdir()
    shell.run("download", url, "there")
    for name in ("other.bin", "made/name.bin", "there/name.bin"):
        assert (shell.folder / name).read_bytes() == content
    assert shell.run("download", url, "-") == content
    assert shell.run("cat", url) == content
    assert shell.run("cat", url, url) == content * 2


def test_download_with_a_presigned_url_needs_no_credentials(shell, own, server, bucket):
    content = noise(300_000)
    own.put("dir/näme.bin", content)
    url = cli.presign(server, "dir/näme.bin", "--method", "GET", bucket=bucket)
    for name in list(shell.environment):
        if name.startswith("OSS"):
            del shell.environment[name]
    shell.run("download", url)
    assert (shell.folder / "näme.bin").read_bytes() == content
    shell.run("download", url, "parts", "--bigfile-threshold", "100K", "--part-size", "100K", "--parallel", "8")
    assert (shell.folder / "parts").read_bytes() == content
    assert shell.run("cat", url) == content
    assert shell.run("download", url + "0", "tampered", status=2) == b""
    assert url not in shell.errors.decode() and "ignature=" not in shell.errors.decode()
    assert not (shell.folder / "tampered").exists()


def test_an_expired_url_is_known_before_sending(shell, own, server, bucket):
    own.put("a", b"x")
    url = cli.presign(server, "a", "--method", "GET", "--expires-duration", "1s", bucket=bucket)
    time.sleep(2.1)
    shell.run("download", url, status=8)
    assert shell.names() == []


class Peak(threading.Thread):
    """Watches the most memory that a process has had so far."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.seen = process, 0
        self.start()

    def run(self):
        try:
            while self.process.returncode is None:
                status = Path(f"/proc/{self.process.pid}/status").read_text()
                self.seen = max([self.seen] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
                time.sleep(0.005)
        except OSError:
            pass

    def kilobytes(self) -> int:
        self.join(10)
        return self.seen


def test_a_large_object_arrives_whole_with_little_memory(shell, server, own, bucket):
    content = noise(100 << 20)
    shell.file("large", content)
    shell.run("cp", "large", f"oss://{bucket}/large")
    [receipt] = shell.json("download", f"oss://{bucket}/large", "back", "--parallel", "8", "--bigfile-threshold", "8M")
    assert hashlib.sha256((shell.folder / "back").read_bytes()).digest() == hashlib.sha256(content).digest()
    assert (receipt["size"], receipt["crc64_checked"], receipt["resumed_bytes"]) == (len(content), True, 0)
    for arguments in (["download", "-q", f"oss://{bucket}/large", "again", "--parallel", "8", "--bigfile-threshold", "8M"], ["cat", f"oss://{bucket}/large"]):
        process = shell.start(*arguments)
        digest, peak = hashlib.sha256(), Peak(process)
        while block := process.stdout.read(1 << 20):
            digest.update(block)
        assert process.wait() == 0 and process.stderr.read() == b""
        process.stdout.close(), process.stderr.close()
        assert 0 < peak.kilobytes() < 64 << 10, f"{arguments[0]} took {peak.kilobytes()} KiB"
    assert digest.digest() == hashlib.sha256(content).digest()


def test_an_interrupted_download_goes_on(shell, own, bucket):
    content = noise(8 << 20)
    shell.file("large", content)
    shell.run("cp", "large", f"oss://{bucket}/large")
    options = ["--bigfile-threshold", "512K", "--part-size", "512K"]
    shell.file("back", b"old")
    process = shell.start("download", f"oss://{bucket}/large", "back", *options, "--bandwidth-limit", "2M", "--progress", "json")
    for line in process.stderr:
        if json.loads(line).get("bytes", 0) > 1 << 20:
            break
    process.send_signal(signal.SIGINT)
    errors = process.stderr.read()
    assert process.wait(30) == 5, errors
    process.stdout.close(), process.stderr.close()
    assert (shell.folder / "back").read_bytes() == b"old"
    assert (shell.folder / ".back.waybill-part").stat().st_mode & 0o777 == 0o600
    [receipt] = shell.json("download", f"oss://{bucket}/large", "back", *options)
    assert receipt["resumed_bytes"] >= 1 << 20
    assert (shell.folder / "back").read_bytes() == content
    assert not (shell.folder / ".back.waybill-part").exists()


def test_a_killed_download_goes_on(shell, own, bucket):
    content = noise(8 << 20)
    shell.file("large", content)
    shell.run("cp", "large", f"oss://{bucket}/large")
    options = ["--bigfile-threshold", "512K", "--part-size", "512K"]
    process = shell.start("download", f"oss://{bucket}/large", "back", *options, "--bandwidth-limit", "1500K", "--progress", "json")
    for line in process.stderr:
        if json.loads(line).get("bytes", 0) > 4 << 20:
            break
    process.kill()
    process.wait()
    process.stdout.close(), process.stderr.close()
    [receipt] = shell.json("download", f"oss://{bucket}/large", "back", *options)
    assert receipt["resumed_bytes"] >= 512 << 10
    assert (shell.folder / "back").read_bytes() == content


def test_a_full_disk_is_a_local_error_and_the_old_file_stays(shell, own, bucket):
    own.put("a", noise(300_000))
    shell.file("a", b"old")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    shell.run("download", f"oss://{bucket}/a", "a", status=3, preexec_fn=limit)
    assert b"File too large" in shell.errors
    assert shell.names() == ["a"] and (shell.folder / "a").read_bytes() == b"old"
    with open("/dev/full", "wb") as full:
        process = shell.start("cat", f"oss://{bucket}/a", stdout=full)
        assert process.wait(30) == 3 and b"No space left" in process.stderr.read()
        process.stderr.close()


def test_a_closed_pipe_is_quiet(shell, own, bucket):
    own.put("a", noise(3_000_000))
    process = shell.start("cat", f"oss://{bucket}/a")
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(30) == -signal.SIGPIPE and process.stderr.read() == b""
    process.stderr.close()


class Liar:
    """A server that answers every request with the same bytes, and closes."""

    def __init__(self, *answers: bytes):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.answers = answers
        self.count = 0
        self.received = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                received = b""
                while b"\r\n\r\n" not in received and (block := connection.recv(65536)):
                    received += block
                self.received.append(received)
                connection.sendall(self.answers[min(self.count, len(self.answers) - 1)])
                self.count += 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/object"


@pytest.fixture
def liar():
    made = []

    def make(*answers):
        made.append(Liar(*answers))
        return made[-1]

    yield make
    for server in made:
        server.socket.close()


@pytest.mark.parametrize(
    "answers, status",
    [
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nx-oss-hash-crc64ecma: 42\r\n\r\nabc"], 6),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"1\"\r\n\r\na"], 3),
        ([b"HTTP/1.1 200 OK\r\n\r\nabc"], 3),
        ([b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc"], 3),
        ([b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n"], 2),
        ([b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"], 2),
        ([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"], 2),
        ([b"\x00\x01\x02garbage\r\n\r\n"], 3),
        ([b""], 3),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"1\"\r\n\r\na", b"HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n"], 2),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na", b"HTTP/1.1 206 P\r\nContent-Length: 2\r\nContent-Range: bytes 1-2/3\r\n\r\nbc"], 0),
    ],
)
def test_bad_answers_have_their_exit_status(shell, liar, answers, status):
    shell.file("object", b"old")
    shell.run("download", liar(*answers).url, status=status)
    assert (shell.folder / "object").read_bytes() == (b"abc" if status == 0 else b"old")
    assert shell.names() == ["object"]


@pytest.mark.parametrize("arguments", [["oss://b"], ["nothing"], ["ftp://a/b"], ["oss://bucket/"], ["https://a/b c"], ["oss://Bad_/k"], ["http://a/dir/"]])
def test_wrong_usage_of_download(shell, arguments):
    shell.run("download", *arguments, status=1)


def test_cat_of_a_stretch_and_of_a_version(shell, make_bucket):
    client = make_bucket(versioning="Enabled")
    first = client.put("a", b"0123456789").header("x-oss-version-id")
    client.put("a", b"new")
    url = f"oss://{client.bucket}/a"
    assert shell.run("cat", url, "--version-id", first) == b"0123456789"
    for stretch, expected in {"2-3": b"23", "8-": b"89", "-1": b"9", "5-100": b"56789"}.items():
        assert shell.run("cat", url, "--version-id", first, "--range", stretch) == expected
    shell.run("cat", url, "--range", "3-1", status=1)
    shell.run("download", url, "old", "--version-id", first)
    assert (shell.folder / "old").read_bytes() == b"0123456789"


# Listing


def test_ls_lists_buckets_objects_and_folders(shell, own, bucket):
    for key in ("a", "dir/b", "dir/sub/c"):
        own.put(key, b"x" * 2048)
    assert f"oss://{bucket}" in shell.run("ls").decode().split()
    assert f"oss://{bucket}" in shell.run("ls", "oss://", "-s").decode().split()
    names = lambda *more: shell.run("ls", *more, "-s").decode().split()
    url = lambda *keys: [f"oss://{bucket}/{key}" for key in keys]
    assert names(f"oss://{bucket}") == url("a", "dir/b", "dir/sub/c") == names(f"oss://{bucket}", "-r")
    assert names(f"oss://{bucket}/dir/") == url("dir/b", "dir/sub/c")
    assert names(f"oss://{bucket}/", "-d") == url("a", "dir/")
    assert names(f"oss://{bucket}", "--limited-num", "2") == url("a", "dir/b")
    assert names(f"oss://{bucket}", "--start-after", "a") == url("dir/b", "dir/sub/c")
    assert names(f"oss://{bucket}", "--include", "*b") == url("dir/b")
    assert names(f"oss://{bucket}", "--exclude", "dir/*") == url("a")
    assert b"2.0 KiB" in shell.run("ls", f"oss://{bucket}/a", "--human-readable")
    [first, *_] = shell.json("ls", f"oss://{bucket}")
    assert (first["type"], first["bucket"], first["key"], first["size"]) == ("object", bucket, "a", 2048)
    assert first["last_modified"].endswith("Z") and first["etag"]
    assert [entry["type"] for entry in shell.json("ls", f"oss://{bucket}", "-d")] == ["object", "prefix"]


def test_ls_of_more_than_a_page(shell, own, bucket):
    keys = [f"k/{number:04}" for number in range(1205)]
    for key in keys:
        own.put(key, b"")
    assert [entry["key"] for entry in shell.json("ls", f"oss://{bucket}/k/")] == keys
    shell.run("rm", "-r", "-f", f"oss://{bucket}/k/")
    assert shell.json("ls", f"oss://{bucket}") == []


def test_ls_of_versions_and_uploads(shell, make_bucket):
    client = make_bucket(versioning="Enabled")
    client.put("a", b"1")
    client.put("a", b"22")
    client.delete("a")
    url = f"oss://{client.bucket}"
    assert [(entry["type"], entry["is_latest"]) for entry in shell.json("ls", url, "--all-versions")] == [
        ("delete_marker", True), ("version", False), ("version", False)
    ]
    assert shell.json("ls", url) == []
    assert client.send(client.signed("POST", "up", params=[("uploads", "")]), b"").status == 200
    [upload] = shell.json("ls", url, "-m")
    assert (upload["type"], upload["key"]) == ("upload", "up") and upload["upload_id"]
    shell.run("rm", "-r", "-m", "-f", url)
    assert shell.json("ls", url, "-m") == []


def test_ls_of_what_is_not_there(shell):
    shell.run("ls", "oss://no-such-bucket-here", status=2)
    shell.run("ls", "oss://no-such-bucket-here", "--output-format", "json", status=2)
    [error] = [json.loads(line) for line in shell.errors.splitlines()]
    assert error["code"] == "NoSuchBucket" and error["exit_status"] == 2


def test_control_characters_do_not_reach_the_terminal(shell, own, bucket):
    own.put("a\x1b[31m\nb", b"x")
    out = shell.run("ls", f"oss://{bucket}")
    assert b"\x1b" not in out and out.count(b"\n") == 1
    assert shell.run("ls", f"oss://{bucket}", "-s", "--encoding-type", "url") == f"oss://{bucket}/a%1B%5B31m%0Ab\n".encode()
    assert shell.json("ls", f"oss://{bucket}")[0]["key"] == "a\x1b[31m\nb"
    assert shell.run("cat", f"oss://{bucket}/a%1B%5B31m%0Ab", "--encoding-type", "url") == b"x"


# What is known of objects and buckets, making and removing


def test_stat_of_objects_and_buckets(shell, own, bucket):
    own.put("a", b"hello", [("Content-Type", "text/plain"), ("x-oss-meta-author", "me")])
    [facts] = shell.json("stat", f"oss://{bucket}/a")
    assert (facts["type"], facts["size"], facts["content_type"]) == ("object", 5, "text/plain")
    assert facts["metadata"] == {"author": "me"} and facts["crc64"].isdigit()
    assert b"text/plain" in shell.run("stat", f"oss://{bucket}/a")
    [facts] = shell.json("stat", f"oss://{bucket}")
    assert (facts["type"], facts["bucket"], facts["acl"]) == ("bucket", bucket, "private")
    shell.run("stat", f"oss://{bucket}/missing", status=2)
    shell.run("stat", "oss://no-such-bucket-here", status=2)


def test_mb_and_rb(shell, own):
    name = buckets.fresh_name()
    shell.run("mb", f"oss://{name}", "--storage-class", "IA", "-n")
    shell.run("stat", f"oss://{name}", status=2)
    shell.run("mb", f"oss://{name}", "--storage-class", "IA")
    assert shell.json("stat", f"oss://{name}")[0]["storage_class"] == "IA"
    shell.file("a", b"x")
    shell.run("cp", "a", f"oss://{name}/")
    shell.run("rb", f"oss://{name}", status=2)
    assert b"BucketNotEmpty" in shell.errors
    shell.run("rm", "-r", "-b", f"oss://{name}", status=1)
    shell.run("rm", "-r", "-b", "-f", f"oss://{name}")
    shell.run("rb", f"oss://{name}", status=2)
    shell.run("mb", "oss://Bad_Name", status=1)
    shell.run("mb", f"oss://{name}/key", status=1)


def test_rm_asks_before_it_removes_many(shell, own, bucket):
    for key in ("a", "dir/b", "dir/c"):
        own.put(key, b"")
    url = f"oss://{bucket}"
    shell.run("rm", url, "-f", status=1)
    shell.run("rm", f"{url}/dir/", "-r", status=1)
    assert b"-f" in shell.errors
    shell.run("rm", f"{url}/dir/", "-r", "-n")
    assert len(own.contents()) == 3
    for answer, left in ((b"n\n", 3), (b"y\n", 1)):
        leader, follower = pty.openpty()
        process = shell.start("rm", "-r", f"{url}/dir/", stdin=follower, stderr=follower)
        os.close(follower)
        os.write(leader, answer)
        assert process.wait(30) == (5 if left == 3 else 0)
        process.stdout.close(), os.close(leader)
        assert len(own.contents()) == left
    shell.run("rm", f"{url}/a")
    shell.run("rm", f"{url}/was-never-there")
    assert own.contents() == {}


def test_rm_with_patterns_and_versions(shell, make_bucket):
    client = make_bucket(versioning="Enabled")
    url = f"oss://{client.bucket}"
    for key in ("a.txt", "b.txt", "b.keep"):
        client.put(key, b"")
    shell.run("rm", "-r", "-f", url, "--exclude", "*.keep")
    assert [entry["key"] for entry in shell.json("ls", url)] == ["b.keep"]
    assert len(shell.json("ls", url, "--all-versions")) == 5
    shell.run("rm", "--all-versions", "-f", f"{url}/a.txt")
    assert {entry["key"] for entry in shell.json("ls", url, "--all-versions")} == {"b.keep", "b.txt"}
    removed = shell.json("rm", "-r", "--all-versions", "-f", url)
    assert len(removed) == 3 and all(entry["version_id"] for entry in removed)
    assert shell.json("ls", url, "--all-versions") == []


# Copying


def test_cp_keeps_paths_both_ways(shell, own, bucket):
    tree = {"a.txt": b"a", "sub/b.bin": noise(200_000), "sub/deep/empty": b"", "ünï/ cödé": b"u", "-dash": b"d"}
    for name, content in tree.items():
        shell.file(f"src/{name}", content)
    os.symlink("a.txt", shell.folder / "src/link")
    os.symlink("..", shell.folder / "src/circle")
    os.symlink("nowhere", shell.folder / "src/dangling")
    os.mkfifo(shell.folder / "src/pipe")
    shell.run("cp", "src", f"oss://{bucket}/t/", status=1)
    shell.run("cp", "-r", "src", f"oss://{bucket}/t", status=4)
    assert b"dangling" in shell.errors
    uploaded = {entry["key"] for entry in shell.json("ls", f"oss://{bucket}")}
    assert uploaded == {f"t/{name}" for name in tree} | {"t/link"}
    shell.run("cp", f"oss://{bucket}/t/", "back", status=1)
    shell.run("cp", "-r", f"oss://{bucket}/t/", "back")
    assert shell.names("back") == sorted([*tree, "link"])
    for name, content in tree.items():
        assert (shell.folder / "back" / name).read_bytes() == content
    copied = shell.json("cp", "-r", f"oss://{bucket}/t/", f"oss://{bucket}/u/")
    assert len(copied) == len(tree) + 1
    assert own.get("u/sub/b.bin").body == tree["sub/b.bin"]
    shell.run("cp", "-r", f"oss://{bucket}/t/", f"oss://{bucket}/t/again/", status=1)


@pytest.mark.parametrize(
    "file, key, flags, content_type",
    [("photo.JPG", "a/photo.jpg", [], "image/jpeg"), ("photo.jpg", "photo", [], "image/jpeg"), ("tmp", "site/index.html", [], "text/html"),
     ("a.txt", "b.css", [], "text/css"), ("tmp", "no-ending", [], "application/octet-stream"), ("a.png", "a.png", ["--content-type", "a/b"], "a/b"),
     ("a.png", "a.png", ["-H", "Content-Type: a/b"], "a/b"), ("-", "data.json", [], "application/json"), ("big.mp4", "big", ["--bigfile-threshold", "1"], "video/mp4")],
)
@pytest.mark.parametrize("command", ["cp", "upload"])
def test_the_type_that_a_name_promises(shell, own, bucket, command, file, key, flags, content_type):
    if file != "-":
        shell.file(file, b"bytes")
    shell.run(command, file, f"oss://{bucket}/{key}", *flags, input=b"bytes")
    assert own.head(key).header("content-type") == content_type


def test_the_type_is_not_guessed_for_a_copy_or_a_presigned_url(shell, own, bucket):
    shell.file("tree/a.png", b"png")
    shell.run("cp", "-r", "tree", f"oss://{bucket}/tree")
    assert own.head("tree/a.png").header("content-type") == "image/png"
    shell.run("cp", f"oss://{bucket}/tree/a.png", f"oss://{bucket}/a.txt")
    assert own.head("a.txt").header("content-type") == "image/png"
    url = shell.run("presign", f"oss://{bucket}/b.png").decode().strip()
    shell.run("upload", "tree/a.png", url)
    assert own.head("b.png").header("content-type") == "application/octet-stream"


@pytest.mark.parametrize(
    "flags",
    [["--callback", "{"], ["--callback", '{"callbackUrl":"http://127.0.0.1/"}'], ["--callback", '{"callbackUrl":"x y","callbackBody":"a"}'],
     ["--callback", '{"callbackUrl":"http://127.0.0.1/","callbackBody":"a"}', "--callback-var", '{"y":"b"}'], ["--callback-var", '{"x:a":"b"}']],
)
def test_a_callback_that_would_be_refused_is_known_before_sending(shell, own, bucket, flags):
    shell.file("tree/a", b"a")
    url = shell.run("presign", f"oss://{bucket}/a").decode().strip()
    for arguments in (["upload", "tree/a", f"oss://{bucket}/a"], ["upload", "tree/a", url], ["cp", "tree/a", f"oss://{bucket}/a"],
                      ["cp", "-r", "tree", f"oss://{bucket}/"], ["ticket", f"oss://{bucket}/a"]):
        shell.run(*arguments, *flags, status=1)
        assert b"--callback" in shell.errors
    assert own.head("a").status == 404


def test_cp_of_one(shell, own, bucket):
    shell.file("photo.jpg", b"jpg")
    shell.run("cp", "photo.jpg", f"oss://{bucket}/dir/", "--content-type", "image/jpeg", "--metadata", "author=me")
    shell.run("cp", f"oss://{bucket}/dir/photo.jpg", f"oss://{bucket}/copy.jpg")
    head = own.head("copy.jpg")
    assert (head.header("content-type"), head.header("x-oss-meta-author")) == ("image/jpeg", "me")
    shell.run("cp", f"oss://{bucket}/dir/photo.jpg", f"oss://{bucket}/other.jpg", "--content-type", "a/b")
    assert own.head("other.jpg").header("content-type") == "a/b"
    shell.run("cp", f"oss://{bucket}/copy.jpg", "back.jpg")
    assert (shell.folder / "back.jpg").read_bytes() == b"jpg"
    shell.run("cp", "-", f"oss://{bucket}/stdin", input=b"piped")
    assert shell.run("cp", f"oss://{bucket}/stdin", "-") == b"piped"
    shell.run("cp", "missing", f"oss://{bucket}/", status=3)
    shell.run("cp", f"oss://{bucket}/missing", "x", status=2)
    shell.run("cp", "photo.jpg", "other.jpg", status=1)
    shell.run("cp", "photo.jpg", f"oss://{bucket}/dry", "-n")
    assert own.head("dry").status == 404


def test_cp_of_what_is_newer_or_missing(shell, own, bucket):
    shell.file("src/a", b"old")
    shell.file("src/b", b"old")
    shell.run("cp", "-r", "src", f"oss://{bucket}/")
    shell.file("src/a", b"new")
    shell.file("src/b", b"new")
    os.utime(shell.folder / "src/a", (time.time() + 100, time.time() + 100))
    os.utime(shell.folder / "src/b", (1, 1))
    shell.run("cp", "-r", "-u", "src", f"oss://{bucket}/")
    assert (own.get("a").body, own.get("b").body) == (b"new", b"old")
    shell.file("src/c", b"c")
    shell.run("cp", "-r", "--ignore-existing", "src", f"oss://{bucket}/")
    assert (own.get("b").body, own.get("c").body) == (b"old", b"c")
    shell.file("dst/a", b"mine")
    shell.run("cp", "-r", "--ignore-existing", f"oss://{bucket}/", "dst")
    assert (shell.folder / "dst/a").read_bytes() == b"mine" and (shell.folder / "dst/c").read_bytes() == b"c"
    os.utime(shell.folder / "dst/a", (1, 1))
    shell.run("cp", "-r", "-u", f"oss://{bucket}/", "dst")
    assert (shell.folder / "dst/a").read_bytes() == b"new"


def test_cp_asks_on_a_terminal_before_it_replaces(shell, own, bucket):
    shell.file("a", b"new")
    own.put("a", b"old")

    def answer(*arguments, text):
        leader, follower = pty.openpty()
        process = shell.start("cp", *arguments, stdin=follower, stderr=follower)
        os.close(follower)
        os.write(leader, text)
        status = process.wait(30)
        process.stdout.close(), os.close(leader)
        return status

    assert answer("a", f"oss://{bucket}/a", text=b"n\n") == 0 and own.get("a").body == b"old"
    assert answer("a", f"oss://{bucket}/a", "-f", text=b"n\n") == 0 and own.get("a").body == b"new"
    own.put("a", b"old")
    assert answer(f"oss://{bucket}/a", "a", text=b"\n") == 0 and (shell.folder / "a").read_bytes() == b"new"
    assert answer("a", f"oss://{bucket}/a", text=b"y\n") == 0 and own.get("a").body == b"new"


@pytest.mark.parametrize(
    "options, expected",
    [
        (["--include", "*.txt"], ["a.txt", "sub/b.txt"]),
        (["--exclude", "*.txt"], ["c.jpg", "sub/d.jpg"]),
        (["--exclude", "*", "--include", "*.jpg"], ["c.jpg", "sub/d.jpg"]),
        (["--include", "*.jpg", "--exclude", "sub/*"], ["c.jpg"]),
        (["--include", "[ab].tx?"], ["a.txt", "sub/b.txt"]),
        (["--include", "[!a].txt"], ["sub/b.txt"]),
        (["--exclude=sub/*"], ["a.txt", "c.jpg"]),
    ],
)
def test_patterns_choose_files_and_keys(shell, own, bucket, options, expected):
    for name in ("a.txt", "sub/b.txt", "c.jpg", "sub/d.jpg"):
        shell.file(f"src/{name}", b"")
    shell.run("cp", "-r", "src", f"oss://{bucket}/up/", *options)
    assert sorted(entry["key"] for entry in shell.json("ls", f"oss://{bucket}/up/")) == sorted(f"up/{name}" for name in expected)
    shell.run("cp", "-r", "src", f"oss://{bucket}/all/")
    shell.run("cp", "-r", f"oss://{bucket}/all/", "down", *options)
    assert shell.names("down") == sorted(expected)


HOSTILE = [
    "../escaped", "a/../../escaped", "..", "a/..", "./x", "a/./b", "a//b", "//etc/escaped", "a/", "C:/Windows/x", "C:\\x", "..\\..\\x",
    "a/b\x1b[2J", "-rf", "~", "$(touch escaped)", ".x.waybill-part", "x" * 300, "sub/" + "y" * 256,
]


def test_no_key_leads_out_of_the_folder(shell, own, bucket):
    good = {"ok/1": b"1", "ok/..2": b"2", "ok/...": b"3"}
    for key in HOSTILE:
        own.put("p/" + key, b"hostile")
    for key, content in good.items():
        own.put("p/" + key, content)
    before = {path for path in shell.folder.parent.rglob("*") if path.is_file()}
    (shell.folder / "outer").mkdir()
    shell.run("cp", "-r", f"oss://{bucket}/p/", "outer/target", status=4)
    after = {path for path in shell.folder.parent.rglob("*") if path.is_file()} - before
    target = shell.folder / "outer/target"
    assert after and all(path.is_relative_to(target) for path in after)
    for key, content in good.items():
        assert (target / key).read_bytes() == content
    assert b"\x1b" not in shell.errors and b"escaped" in shell.errors
    assert not [path for path in after if path.name.endswith(".waybill-part")]
    shell.run("download", f"oss://{bucket}/p/..", "outer/", status=3)
    shell.run("cp", f"oss://{bucket}/p/..", "outer", status=3)


def test_a_symbolic_link_in_the_target_is_not_followed(shell, own, bucket):
    own.put("p/link/passwd", b"hostile")
    (shell.folder / "elsewhere").mkdir()
    (shell.folder / "target").mkdir()
    os.symlink("../elsewhere", shell.folder / "target/link")
    shell.run("cp", "-r", f"oss://{bucket}/p/", "target", status=3)
    assert shell.names("elsewhere") == []


def test_a_key_that_is_a_file_and_a_folder_is_a_failure_of_one(shell, own, bucket):
    own.put("p/a", b"1")
    own.put("p/a/b", b"2")
    shell.run("cp", "-r", "-j", "1", f"oss://{bucket}/p/", "target", status=4)
    assert (shell.folder / "target/a").read_bytes() == b"1"


def test_odd_keys_survive_the_round_trip(shell, own, bucket):
    keys = [key for key in random_keys(7, 40) if not key.endswith("/")]
    assert len(keys) > 20
    shell.file("content", b"x")
    for key in keys:
        shell.run("cp", "content", f"oss://{bucket}/{quote(key, safe='')}", "--encoding-type", "url")
    assert {entry["key"] for entry in shell.json("ls", f"oss://{bucket}")} == set(keys)
    for key in keys:
        assert shell.run("cat", f"oss://{bucket}/{quote(key, safe='')}", "--encoding-type", "url") == b"x"


def test_failures_of_a_batch_are_json_where_output_is(shell, own, bucket):
    own.put("p/ok", b"1")
    own.put("p/a//b", b"2")
    out = shell.run("cp", "-r", f"oss://{bucket}/p/", "target", "--output-format", "json", "-q", status=4)
    assert [json.loads(line)["source"] for line in out.splitlines()] == [f"oss://{bucket}/p/ok"]
    [error] = [json.loads(line) for line in shell.errors.splitlines()]
    assert error["exit_status"] == 3 and "a//b" in error["message"]


# Waiting


def test_wait_for_an_object(shell, own, bucket):
    process = shell.start("wait", f"oss://{bucket}/late", "--timeout", "60s", "--interval", "200ms")
    time.sleep(1)
    assert process.poll() is None
    own.put("late", b"x")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and out == f"oss://{bucket}/late\n".encode()
    shell.run("wait", f"oss://{bucket}/never", "--timeout", "500ms", "--interval", "100ms", status=7)
    shell.run("wait", "oss://no-such-bucket-here/a", "--timeout", "60s", status=2)
    shell.run("wait", f"oss://{bucket}/late", "--gone", "--timeout", "0", status=7)


def test_presign_of_all_objects_below_a_prefix(shell, own, bucket):
    for key in ("p/1", "p/2 ü", "q"):
        own.put(key, key.encode())
    urls = shell.run("presign", "--method", "GET", "-r", f"oss://{bucket}/p/").decode().split()
    assert [requests.get(url).content.decode() for url in urls] == ["p/1", "p/2 ü"]
    assert shell.run("presign", "-r", f"oss://{bucket}/none/") == b""
    shell.run("presign", "-r", "oss://no-such-bucket-here/", status=2)
    shell.run("presign", "-r", "--bucket", bucket, status=1)


def test_limits_and_proxies_count_without_credentials(shell, liar):
    proxy = liar(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    shell.run("download", "http://127.0.0.1:9/a", "--proxy", proxy.url.removesuffix("/object"), "--retry-times", "0", status=3)
    assert proxy.received[0].startswith(b"CONNECT 127.0.0.1:9 ")
    broken = liar(b"HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n")
    shell.run("download", broken.url, "--retry-times", "0", status=2)
    assert broken.count == 1
    shell.run("download", broken.url, "--proxy", "nonsense://", status=1)
