"""R8: the disk hangs. Who does not need it is answered, memory stays bounded, and the uploads that wait end well when it goes on."""

import statistics
import threading
import time

import pytest

from faults.asking import ask, get, put
from faults.disks import MIB, LoopDisk, need

pytestmark = [pytest.mark.mounts, pytest.mark.usefixtures("own_mounts")]
UPLOADS, UPLOAD_BYTES = 64, 200_000
#: The rise in memory that 64 uploads may cause: each holds a few chunks of 64 KiB.
MOST_MEMORY_KIB = 200 * 1024


@pytest.fixture
def disk(tmp_path):
    need("fsfreeze", "mkfs.ext4")
    disk = LoopDisk(tmp_path / "mount", tmp_path / "disk.img", size=256 * MIB)
    yield disk
    disk.remove()


class Pings:
    """Times of one kind of request, once every 20 ms, until it is stopped."""

    def __init__(self, once):
        self.seconds, self.broken, self._once, self._stopped = [], [], once, threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stopped.wait(0.02):
            begun = time.monotonic()
            try:
                self._once()
            except AssertionError as error:
                self.broken.append(str(error))
            self.seconds.append(time.monotonic() - begun)

    def stop(self):
        self._stopped.set()
        self._thread.join()
        return self

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else self.seconds[0]


def test_a_frozen_disk(disk, make_subject, figures, is_long):
    seconds = 20 if is_long else 6
    subject = make_subject(data=disk.folder / "data").start()
    subject.must_put("small", b"small")
    subject.must_put("large", bytes(300_000))
    subject.check()
    before = subject.server.memory()
    endings = {}

    def upload(number):
        key = f"frozen/{number}"
        endings[key] = put(subject.client, key, bytes([number]) * UPLOAD_BYTES, timeout=seconds + 120)

    def refused():
        """A request that needs no disk: an unknown bucket's name, refused before anything is looked up but the cached catalogue."""
        ending = ask(subject.client, subject.client.request("GET", "small"), timeout=seconds + 60)
        assert ending.status == 403, ending

    def read():
        for key in ("small", "large"):
            ending = get(subject.client, key, timeout=seconds + 60)
            assert ending.status == 200, ending

    calm = Pings(refused)
    time.sleep(1)
    calm.stop()
    disk.freeze()
    frozen_at = time.monotonic()
    threads = [threading.Thread(target=upload, args=(number,)) for number in range(UPLOADS)]
    for thread in threads:
        thread.start()
    pings, reads = Pings(refused), Pings(read)
    while time.monotonic() < frozen_at + seconds:
        time.sleep(0.2)
        subject.must_live()
    done_while_frozen = len(endings)
    peak = subject.server.memory()
    answered_pings, answered_reads = len(pings.seconds), len(reads.seconds)
    disk.thaw()
    pings.stop()
    reads.stop()
    for thread in threads:
        thread.join()
    assert done_while_frozen == 0 or all(ending.status in (503, 400) for ending in list(endings.values())[:done_while_frozen]), \
        "an upload was acknowledged by a disk that hangs"
    taken = 0
    for key, ending in endings.items():
        body = bytes([int(key.split("/")[1])]) * UPLOAD_BYTES
        assert ending.status in (200, 400, 503), ending
        (subject.book.written if ending.status == 200 else subject.book.tried)(key, body)
        taken += ending.status == 200
    figures.add(
        "R8", f"a disk frozen for {seconds} s under {UPLOADS} uploads", answered_pings,
        f"pings, p99 {pings.p99 * 1000:.0f} ms (calm {calm.p99 * 1000:.0f} ms), {answered_reads} reads, p99 {reads.p99 * 1000:.0f} ms; "
        f"{taken} of {UPLOADS} uploads went on; RSS +{(peak - before) // 1024} MiB")
    assert not pings.broken + reads.broken
    assert answered_pings > seconds * 2, "requests that need no disk waited for it"
    assert pings.p99 < max(2.0, 20 * calm.p99), f"p99 {pings.p99}"
    assert answered_reads > seconds, "reads that need no writing waited for the disk"
    assert peak - before < MOST_MEMORY_KIB
    subject.check()
    subject.finish()


def test_the_freeze_is_seen(disk, make_subject):
    """The negative control: an upload is not answered before the disk goes on."""
    subject = make_subject(data=disk.folder / "data").start()
    disk.freeze()
    assert put(subject.client, "key", b"value", timeout=2).answer is None
    disk.thaw()
    assert put(subject.client, "key", b"value").status == 200
