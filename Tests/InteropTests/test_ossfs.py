"""ossfs: a bucket as a file system of fsspec, with the defaults that it has by itself (V1)."""

import os

import fsspec
import ossfs
import pytest


@pytest.fixture
def fs(server):
    return ossfs.OSSFileSystem(
        endpoint=server.endpoint, key=server.credentials.id, secret=server.credentials.secret, skip_instance_cache=True
    )


@pytest.fixture
def root(fs, own):
    return own.bucket


@pytest.fixture
def tree(fs, root):
    for name in ("a.txt", "dir/b.txt", "dir/c + d.bin", "dir/sub/中.txt"):
        fs.pipe_file(f"{root}/{name}", name.encode())
    return root


def relative(names, root):
    return sorted(name.strip("/").removeprefix(root + "/") for name in names)


def test_a_file_is_written_and_read(fs, root):
    body = os.urandom(300_000)
    with fs.open(f"{root}/a.bin", "wb") as file:
        file.write(body[:100])
        file.write(body[100:])
    with fs.open(f"{root}/a.bin", "rb") as file:
        assert file.read(10) == body[:10]
        file.seek(-5, 2)
        assert file.read() == body[-5:]
        file.seek(0)
        assert file.read() == body
    assert fs.cat_file(f"{root}/a.bin") == body
    # Other than its documentation says, ossfs asks for the end as well.
    assert fs.cat_file(f"{root}/a.bin", start=5, end=9) == body[5:10]


def test_a_large_file_goes_up_in_parts(fs, root):
    body = os.urandom(12 << 20)
    with fs.open(f"{root}/large.bin", "wb", block_size=5 << 20) as file:
        file.write(body)
    assert fs.info(f"{root}/large.bin")["size"] == len(body)
    assert fs.cat_file(f"{root}/large.bin") == body


def test_a_file_is_appended_to(fs, root):
    with fs.open(f"{root}/log", "ab") as file:
        file.write(b"one\n")
    with fs.open(f"{root}/log", "ab") as file:
        file.write(b"two\n")
    assert fs.cat_file(f"{root}/log") == b"one\ntwo\n"


def test_text_is_read_by_line(fs, root):
    with fs.open(f"{root}/a.txt", "w") as file:
        file.write("eins\nzwei ü\n")
    with fs.open(f"{root}/a.txt", "r") as file:
        assert file.readlines() == ["eins\n", "zwei ü\n"]


def test_folders_are_listed(fs, tree):
    assert relative(fs.ls(tree, detail=False), tree) == ["a.txt", "dir"]
    assert relative(fs.ls(f"{tree}/dir", detail=False), tree) == ["dir/b.txt", "dir/c + d.bin", "dir/sub"]
    entry = next(entry for entry in fs.ls(tree, detail=True) if entry["name"].endswith("a.txt"))
    assert (entry["type"], entry["size"]) == ("file", 5)
    assert any(name.strip("/") == tree for name in fs.ls("", detail=False))


def test_everything_is_found(fs, tree):
    assert relative(fs.find(tree), tree) == ["a.txt", "dir/b.txt", "dir/c + d.bin", "dir/sub/中.txt"]
    assert relative(fs.glob(f"{tree}/dir/*.txt"), tree) == ["dir/b.txt"]
    assert relative(fs.glob(f"{tree}/**/*.txt"), tree) == ["a.txt", "dir/b.txt", "dir/sub/中.txt"]
    walked = [(relative([top], tree)[0], sorted(folders), sorted(files)) for top, folders, files in fs.walk(tree)]
    assert walked[1:] == [("dir", ["sub"], ["b.txt", "c + d.bin"]), ("dir/sub", [], ["中.txt"])]
    assert walked[0][1:] == (["dir"], ["a.txt"])


def test_information_and_existence(fs, tree):
    assert (fs.info(f"{tree}/a.txt")["size"], fs.info(f"{tree}/a.txt")["type"]) == (5, "file")
    assert fs.info(f"{tree}/dir")["type"] == "directory"
    assert fs.isfile(f"{tree}/a.txt") and fs.isdir(f"{tree}/dir")
    assert fs.exists(f"{tree}/a.txt") and fs.exists(tree) and fs.exists(f"{tree}/dir")
    assert not fs.exists(f"{tree}/missing")
    assert fs.modified(f"{tree}/a.txt") is not None
    with pytest.raises(FileNotFoundError):
        fs.info(f"{tree}/missing")
    assert len(fs.checksum(f"{tree}/a.txt")) == 64


def test_copies_and_moves(fs, tree):
    fs.cp(f"{tree}/a.txt", f"{tree}/copy.txt")
    assert fs.cat_file(f"{tree}/copy.txt") == b"a.txt"
    fs.mv(f"{tree}/copy.txt", f"{tree}/moved.txt")
    assert fs.exists(f"{tree}/moved.txt") and not fs.exists(f"{tree}/copy.txt")


def test_one_file_and_whole_folders_are_removed(fs, tree):
    fs.rm(f"{tree}/a.txt")
    assert not fs.exists(f"{tree}/a.txt")
    fs.rm(f"{tree}/dir", recursive=True)
    assert fs.find(tree) in ([], {})


def test_an_empty_file_is_touched(fs, root):
    fs.touch(f"{root}/empty")
    assert fs.info(f"{root}/empty")["size"] == 0
    fs.pipe_file(f"{root}/empty", b"x")
    fs.touch(f"{root}/empty", truncate=True)
    assert fs.cat_file(f"{root}/empty") == b""


def test_files_go_to_and_from_the_disk(fs, root, tmp_path):
    (tmp_path / "up").write_bytes(b"disk" * 1000)
    fs.put_file(str(tmp_path / "up"), f"{root}/up")
    fs.get_file(f"{root}/up", str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == b"disk" * 1000


def test_a_folder_may_be_made(fs, root):
    fs.mkdir(f"{root}/folder")
    fs.makedirs(f"{root}/folder/deep", exist_ok=True)
    fs.pipe_file(f"{root}/folder/a", b"x")
    assert fs.isdir(f"{root}/folder")


def test_fsspec_opens_an_address(server, tree):
    options = {"endpoint": server.endpoint, "key": server.credentials.id, "secret": server.credentials.secret}
    with fsspec.open(f"oss://{tree}/dir/b.txt", "rb", **options) as file:
        assert file.read() == b"dir/b.txt"
