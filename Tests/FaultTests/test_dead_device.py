"""R7: the device dies under the file system. 503 and the truth, no crash; and all is there when the disk is back."""

import subprocess

import pytest

from faults.asking import get
from faults.disks import MIB, FailingFile, LoopDisk, Tmpfs, need

pytestmark = [pytest.mark.mounts, pytest.mark.usefixtures("own_mounts")]


@pytest.fixture
def failing_disk(tmp_path):
    """An ext4 on a device that fails every request when it is told to, and the device."""
    need("nbdkit", "nbdfuse", "fusermount3", "mkfs.ext4")
    device = FailingFile(tmp_path / "device")
    disk = LoopDisk(tmp_path / "mount", device.file)
    yield disk, device
    disk.remove()
    device.remove()


@pytest.fixture
def disk_on_full_memory(tmp_path):
    """A sparse image in a tmpfs that has no room for all of it, and a file that takes the room away at once."""
    memory = Tmpfs(tmp_path / "memory", "size=40m")
    disk = LoopDisk(tmp_path / "mount", memory.folder / "disk.img", size=64 * MIB)
    yield disk, memory
    disk.remove()
    memory.remove()


def load(subject, name: str, count: int):
    """Uploads of all sizes while the device is dying; how many were taken and how many refused."""
    taken = refused = 0
    for number in range(count):
        for size in (500, 50_000, 400_000):
            ending = subject.put(f"{name}/{number}-{size}", bytes([number % 251]) * size)
            assert ending.status in (200, 503), ending
            taken += ending.status == 200
            refused += ending.status == 503
    return taken, refused


def check_the_truth(subject):
    """What the server still says of what is certain is true: the right bytes, or 503 or 500, or a body that breaks off; never 404, never other bytes."""
    answers = 0
    for key in subject.book.keys():
        ending = get(subject.client, key)
        if ending.status == 200:
            assert ending.answer.body in subject.book.possible(key), key
            answers += 1
        elif ending.status == 404:
            assert None in subject.book.possible(key), f"{key} was acknowledged and is said to be missing"
        else:
            assert ending.answer is None or ending.status in (500, 503), (key, ending)
    return answers


def test_the_device_fails_every_request(failing_disk, make_subject, figures):
    disk, device = failing_disk
    subject = make_subject(data=disk.folder / "data").start()
    taken, refused = load(subject, "before", 10)
    assert refused == 0
    device.die()
    late, refused = load(subject, "dying", 5)
    assert refused >= 10, "the device did not die: the negative control of this rig"
    answers = check_the_truth(subject)
    subject.must_live()
    subject.server.stop()
    subject.discard()
    disk.unmount()
    device.heal()
    disk.mount()
    subject.start()
    subject.check()
    subject.must_put("after", b"after")
    subject.finish()
    figures.add("R7", "every request to the device fails (nbdkit)", taken + late,
                f"acknowledged, {late} of them late, {refused} refused with 503, {answers} reads answered, 0 lost after remounting")


def test_a_start_on_a_dead_device_is_refused_and_harmless(failing_disk, make_subject, figures):
    disk, device = failing_disk
    subject = make_subject(data=disk.folder / "data").start()
    load(subject, "before", 2)
    subject.stop()
    subject.discard()
    subprocess.run(["sync", "-f", str(disk.folder)], check=True)
    device.die()
    # What is cached can still be read: drop it, so that the start has to ask the device.
    with open("/proc/sys/vm/drop_caches", "w") as file:
        file.write("2")
    with pytest.raises(AssertionError, match="the server ended with 3: "):
        subject.start()
    device.heal()
    disk.unmount()
    disk.mount()
    subject.start()
    subject.check()
    subject.finish()
    figures.add("R7", "a start on a dead device", 1, "ends with status 3 and a sentence")


def test_the_device_has_no_room_for_what_it_promised(disk_on_full_memory, make_subject, figures):
    disk, memory = disk_on_full_memory
    subject = make_subject(data=disk.folder / "data").start()
    taken, refused = load(subject, "before", 5)
    assert refused == 0
    filler = memory.fill()
    late, refused = load(subject, "dying", 60)
    assert refused >= 10, "the device did not fail"
    check_the_truth(subject)
    subject.must_live()
    subject.server.stop()
    subject.discard()
    disk.unmount()
    filler.unlink()
    disk.mount()
    subject.start()
    subject.check()
    subject.must_put("after", b"after")
    subject.finish()
    figures.add("R7", "a thin device runs out of room", taken + late, f"acknowledged, {refused} refused with 503, 0 lost after remounting")
