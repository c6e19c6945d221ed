"""R20: garbage is removed while others read and write. A reader gets the whole old object or 404, and nothing is left behind."""

import threading
import time
import xml.etree.ElementTree as ElementTree

import pytest

from faults.asking import ask, get, put
from faults.budget import rounds
from support.raw import Connection, NoAnswer, head

#: Sweeps all the time, of whatever has become garbage.
SWEEPING = ["--sweep-grace", "0", "--sweep-interval", "1"]
SIZE = 3_000_000


@pytest.fixture
def sweeping(make_subject):
    return make_subject(more=SWEEPING, log_level="debug").start()


class SlowReader(threading.Thread):
    """Begins a GET, takes a few bytes, and the rest after a while."""

    def __init__(self, client, key: str, seconds: float):
        super().__init__()
        self.client, self.key, self.seconds = client, key, seconds
        self.begun = threading.Event()
        self.answer, self.broken = None, ""
        self.start()

    def run(self):
        try:
            with Connection(self.client.port, timeout=60) as connection:
                request = self.client.presigned("GET", self.key)
                connection.send(head("GET", request.target(), [("Host", self.client.host)]))
                connection.buffer = connection.socket.recv(100)
                self.begun.set()
                time.sleep(self.seconds)
                self.answer = connection.answer()
        except (OSError, NoAnswer) as error:
            self.broken = repr(error)
        finally:
            self.begun.set()


def together(*works):
    """Runs them at the same time; their results."""
    results, barrier = [None] * len(works), threading.Barrier(len(works))

    def run(index, work):
        barrier.wait()
        results[index] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_sweep_removes_what_nobody_reads(sweeping):
    """The negative control: with these flags garbage goes within seconds."""
    sweeping.must_put("key", bytes(SIZE))
    assert len(list((sweeping.data / "blobs").glob("*/*"))) == 1
    assert ask(sweeping.client, sweeping.client.signed("DELETE", "key")).status == 204
    sweeping.wait_for(lambda: not list((sweeping.data / "blobs").glob("*/*")), 30, "a sweep")


def test_readers_of_deleted_and_overwritten_objects(sweeping, figures, is_long, rng):
    readers, whole, missing = 0, 0, 0
    for turn in rounds(500, 9, is_long):
        key, old = f"read/{turn}", bytes([turn % 256]) * SIZE
        sweeping.must_put(key, old)
        slow = [SlowReader(sweeping.client, key, rng.uniform(1.0, 3.0)) for _ in range(8)]
        for reader in slow:
            reader.begun.wait()
        if turn % 2:
            assert ask(sweeping.client, sweeping.client.signed("DELETE", key)).status == 204
            sweeping.book.written(key, None)
        else:
            sweeping.must_put(key, b"new" * 20_000)
        for reader in slow:
            reader.join()
            readers += 1
            assert not reader.broken, f"{key}: a reader that had begun: {reader.broken}"
            assert reader.answer.status == 200 and reader.answer.body == old, (key, reader.answer.status, len(reader.answer.body))
            whole += 1
    # And readers that begin at the same moment.
    for turn in rounds(2000, 4, is_long):
        key, old = f"moment/{turn}", bytes([turn % 256]) * 100_000
        sweeping.must_put(key, old)
        results = together(
            lambda: ask(sweeping.client, sweeping.client.signed("DELETE", key)), *[lambda: get(sweeping.client, key) for _ in range(3)])
        assert results[0].status == 204
        sweeping.book.written(key, None)
        for ending in results[1:]:
            readers += 1
            # With no grace at all the bytes may go between the row and the opening of the file; then the answer is an error, never other bytes.
            assert ending.status in (200, 404, 500), ending
            assert ending.status != 200 or ending.answer.body == old
            missing += ending.status == 404
    sweeping.finish()
    figures.add("R20", "readers while objects are deleted, replaced and swept", readers, f"{whole} whole that had begun, {missing} times 404, none in part")


def begin_upload(client, key: str) -> str:
    begun = ask(client, client.signed("POST", key, params=[("uploads", None)]), b"")
    return ElementTree.fromstring(begun.answer.body).findtext("UploadId")


def upload_part(client, key: str, upload: str, number: int, body: bytes):
    return ask(client, client.signed("PUT", key, params=[("partNumber", number), ("uploadId", upload)]), body)


def complete(client, key: str, upload: str, tags: list):
    parts = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in enumerate(tags, 1))
    request = client.signed("POST", key, params=[("uploadId", upload)])
    return ask(client, request, f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode())


def abort(client, key: str, upload: str):
    return ask(client, client.signed("DELETE", key, params=[("uploadId", upload)]))


def test_complete_while_abort(sweeping, figures, is_long):
    client, completed, turn = sweeping.client, 0, 0
    for turn in rounds(3000, 5, is_long):
        key, body = f"race/{turn}", bytes([turn % 256]) * 60_000
        upload = begin_upload(client, key)
        tag = upload_part(client, key, upload, 1, body).answer.header("ETag")
        ended, aborted = together(lambda: complete(client, key, upload, [tag]), lambda: abort(client, key, upload))
        assert ended.status in (200, 404) and aborted.status in (204, 404), (ended, aborted)
        assert (ended.status == 200) != (aborted.status == 204), f"{key}: both or neither of them: {ended.status}, {aborted.status}"
        sweeping.book.written(key, body if ended.status == 200 else None)
        completed += ended.status == 200
    sweeping.finish()
    figures.add("R20", "Complete while Abort", turn + 1, f"one of them each time ({completed} completed)")


def test_upload_part_while_complete(sweeping, figures, is_long):
    """The part that is replaced while the upload is completed: the object has the one that the completion named, or the completion is refused."""
    client, turn, outcomes = sweeping.client, 0, {}
    for turn in rounds(3000, 5, is_long):
        key, first, second = f"part/{turn}", bytes([turn % 256]) * 60_000, bytes([(turn + 1) % 256]) * 60_001
        upload = begin_upload(client, key)
        tag = upload_part(client, key, upload, 1, first).answer.header("ETag")
        ended, replaced = together(lambda: complete(client, key, upload, [tag]), lambda: upload_part(client, key, upload, 1, second))
        outcome = (ended.status, replaced.status)
        assert outcome in [(200, 404), (200, 200), (400, 200)], f"{key}: {ended} {replaced}"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        sweeping.book.written(key, first if ended.status == 200 else None)
        if ended.status == 400:
            assert ended.code == "InvalidPart" and abort(client, key, upload).status == 204
    sweeping.finish()
    figures.add("R20", "UploadPart while Complete", turn + 1, ", ".join(f"{count} times {outcome}" for outcome, count in sorted(outcomes.items())))


def test_writers_of_one_key(sweeping, figures, is_long):
    """Overwrites, deletes and reads of one key at once: what is read was written by somebody, whole."""
    bodies = [bytes([number]) * (40_000 if number % 2 else 400) for number in range(6)]
    turn = 0
    for turn in rounds(1000, 5, is_long):
        works = [lambda body=body: put(sweeping.client, "hot", body) for body in bodies]
        results = together(*works, lambda: get(sweeping.client, "hot"), lambda: ask(sweeping.client, sweeping.client.signed("DELETE", "hot")))
        assert [ending.status for ending in results[:6]] == [200] * 6 and results[7].status == 204, results
        seen = results[6]
        assert seen.status in (404, 500) or (seen.status == 200 and seen.answer.body in bodies), seen.status
    final = get(sweeping.client, "hot")
    assert final.status == 404 or final.answer.body in bodies
    sweeping.book.written("hot", final.answer.body if final.status == 200 else None)
    sweeping.finish()
    figures.add("R20", "six writers, a reader and a delete of one key", turn + 1, "old or new, never mixed")
