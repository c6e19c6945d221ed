"""R6: the disk, the inodes or the quota are full. Writing is refused with 503, everything else goes on, and writing too when there is room."""

import time

import pytest

from faults.asking import delete
from faults.disks import MIB, LoopDisk, Tmpfs

pytestmark = [pytest.mark.mounts, pytest.mark.usefixtures("own_mounts")]
RESUME_SECONDS = 10


@pytest.fixture
def ext4(tmp_path):
    disk = LoopDisk(tmp_path / "ext4", tmp_path / "ext4.img")
    yield disk
    disk.remove()


@pytest.fixture
def small_memory(tmp_path):
    disk = Tmpfs(tmp_path / "tmpfs", "size=16m")
    yield disk
    disk.remove()


@pytest.fixture
def few_inodes(tmp_path):
    disk = Tmpfs(tmp_path / "inodes", "size=256m,nr_inodes=250")
    yield disk
    disk.remove()


def fill_by_uploads(subject, size: int, most: int) -> int:
    """Uploads until one is refused; how many were taken."""
    for number in range(most):
        ending = subject.put(f"filling/{number:05}", bytes([number % 256]) * size)
        if ending.status == 200:
            continue
        assert (ending.status, ending.code) == (503, "ServiceUnavailable"), ending
        return number
    raise AssertionError(f"{most} uploads and the disk is not full")


def check_that_all_but_writing_goes_on(subject, size: int):
    """Every size is refused in the same way, what is there can be read, listed and deleted."""
    for other in (size, 100, 200_000, 3 * MIB):
        ending = subject.put(f"refused/{other}", bytes([3]) * other)
        assert ending.status in (200, 503), ending
    subject.check()
    subject.must_live()


def resume(subject, size: int) -> float:
    """So long after room was made an upload is taken again, without a restart."""
    begun = time.monotonic()
    while (ending := subject.put("after", bytes([9]) * size)).status != 200:
        assert ending.status == 503, ending
        assert time.monotonic() - begun < RESUME_SECONDS, "there is room, and writing is refused all the same"
        time.sleep(0.05)
    return time.monotonic() - begun


def delete_until_done(subject, keys):
    """A delete needs a little room for its row: on a full disk it may be refused, and then says so."""
    deleted = 0
    for key in keys:
        ending = delete(subject.client, key)
        assert ending.status in (204, 503), ending
        (subject.book.written if ending.status == 204 else subject.book.tried)(key, None)
        deleted += ending.status == 204
    return deleted


@pytest.mark.parametrize("size", [200_000, 20_000], ids=["files", "rows"])
@pytest.mark.parametrize("kind", ["ext4", "small_memory"])
def test_a_full_disk(request, make_subject, figures, kind, size):
    disk = request.getfixturevalue(kind)
    subject = make_subject(data=disk.folder / "data").start()
    subject.must_put("before", b"before")
    filler = disk.fill(leave=3 * MIB)
    taken = fill_by_uploads(subject, size, most=2000)
    check_that_all_but_writing_goes_on(subject, size)
    filler.unlink()
    seconds = resume(subject, size)
    assert delete_until_done(subject, ["before", "filling/00000"]) == 2
    subject.finish()
    figures.add("R6", f"{kind.replace('_', ' ')} full of {'files' if size > 32768 else 'rows'}", taken, f"resumes after {seconds * 1000:.0f} ms")


@pytest.mark.parametrize("size", [200_000, 20_000], ids=["files", "rows"])
def test_deleting_makes_room_on_a_full_disk(small_memory, make_subject, figures, size):
    """Nobody frees anything from outside: deletes are taken although there is no room, a sweep frees it, and uploads go on."""
    subject = make_subject(data=small_memory.folder / "data").start()
    taken = fill_by_uploads(subject, size, most=3000)
    deleted = delete_until_done(subject, [f"filling/{number:05}" for number in range(taken // 2)])
    assert deleted == taken // 2, f"{deleted} of {taken // 2} deletes were taken on a full disk"
    time.sleep(1.1)
    subject.restart(more=["--sweep-grace", "0"], log_level="debug")
    subject.wait_for(lambda: "swept" in subject.server.log(), 30, "a sweep")
    for number in range(5):
        subject.must_put(f"filling again/{number}", bytes(size))
    subject.finish()
    figures.add("R6", f"deleting on a full disk of {'files' if size > 32768 else 'rows'}", deleted, f"of {taken // 2} deletes taken")


def test_no_inodes_left(few_inodes, make_subject, figures):
    subject = make_subject(data=few_inodes.folder / "data").start()
    taken = fill_by_uploads(subject, 40_000, most=500)
    assert subject.put("small ones need no inode", b"small").status == 200
    check_that_all_but_writing_goes_on(subject, 40_000)
    assert delete_until_done(subject, [f"filling/{number:05}" for number in range(30)]) == 30
    time.sleep(1.1)
    subject.restart(more=["--sweep-grace", "0"], log_level="debug")
    subject.wait_for(lambda: "swept" in subject.server.log(), 30, "a sweep")
    seconds = resume(subject, 40_000)
    subject.finish()
    figures.add("R6", "inodes used up", taken, f"resumes after {seconds * 1000:.0f} ms")


def test_a_quota_on_the_size_of_a_file(make_subject, figures):
    """prlimit --fsize raises SIGXFSZ, which would kill. The catalogue must live under it too: its log outgrows no more than an upload does."""
    subject = make_subject(prefix=["prlimit", f"--fsize={2 * MIB}"]).start()
    refused = 0
    for size in (100, 200_000, 3 * MIB, 5 * MIB, 200_000, 100):
        ending = subject.put(f"sized/{size}", bytes([5]) * size)
        if size > 2 * MIB:
            assert (ending.status, ending.code) == (503, "ServiceUnavailable"), ending
            refused += 1
        else:
            assert ending.status == 200, (size, ending)
        subject.must_live()
    subject.check()
    subject.restart(prefix=[])
    subject.must_put("sized/5", bytes(5 * MIB))
    subject.finish()
    figures.add("R6", "prlimit --fsize", 6, f"{refused} refused, the process lives")


def test_a_catalogue_at_the_limit_of_its_size(make_subject, figures):
    """The log of the catalogue reaches the limit while rows are written."""
    subject = make_subject(prefix=["prlimit", f"--fsize={MIB}"]).start()
    taken = fill_by_uploads(subject, 20_000, most=200)
    subject.restart(prefix=[])
    subject.must_put("after", b"after")
    subject.finish()
    figures.add("R6", "the catalogue at prlimit --fsize", taken, "refused with 503, whole after a restart")
