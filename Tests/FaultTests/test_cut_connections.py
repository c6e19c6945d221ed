"""R10: connections that end in mid-upload. Nothing is visible unless it came whole, and no descriptor stays behind."""

import threading

import pytest

from faults.asking import get
from faults.budget import rounds
from faults.storm import WAYS, Cut, cut, message, reset
from support.raw import Connection, head

BODY = bytes(range(256)) * 256  # 64 KiB
#: Idle descriptors may differ by so many: connections of the catalogue, a log.
SLACK = 8


def offsets(whole: int, head_size: int, rng, random_count: int) -> list:
    """Every byte of the head, those around the ends of the body, and some in between."""
    edges = set(range(1, head_size + 3)) | set(range(whole - 3, whole + 1))
    edges |= {head_size + size + step for size in (32 * 1024, 64 * 1024 - 1, 4096) for step in (-1, 0, 1) if head_size + size + step <= whole}
    return sorted(edges) + [rng.randrange(1, whole) for _ in range(random_count)]


def test_an_upload_cut_at_any_byte_is_visible_only_when_it_was_whole(subject, figures, is_long, rng):
    subject.must_put("warm", b"up")
    baseline = subject.descriptors
    data, head_size = message(subject.client, "cut/key-00000000", BODY)
    plan = [Cut(offset, way) for offset in offsets(len(data), head_size, rng, 2000 if is_long else 100) for way in WAYS]
    rng.shuffle(plan)
    answered = 0
    for number in rounds(len(plan), 12, is_long):
        one = plan[number]
        key = f"cut/key-{number:08}"
        data, head_size = message(subject.client, key, BODY)
        one = Cut(min(one.offset, len(data)), one.way)
        status = cut(subject.client, data, one)
        if one.offset == len(data):
            # All was sent: it may be there, whole, or not, unless it was acknowledged.
            (subject.book.written if status == 200 else subject.book.tried)(key, BODY)
            assert status in (0, 200), (one, status)
        else:
            subject.book.tried(key, None)
            assert status in (0, 400), f"{one}: answered {status}"
        answered += status == 400
    subject.wait_for(lambda: subject.descriptors <= baseline + SLACK, 30, "descriptors back to where they were")
    subject.wait_for(lambda: not list((subject.data / "staging").iterdir()), 30, "an empty staging folder")
    subject.check()
    subject.finish()
    figures.add("R10", "uploads of 64 KiB cut by RST, FIN, half close, stall", number + 1,
                f"of {len(plan)} byte and way, 0 visible in part, {answered} answered with 400, descriptors back to {baseline}")


def test_an_overwrite_that_is_cut_leaves_the_old_object(subject, rng, figures):
    old = b"old" * 20_000
    subject.must_put("overwritten", old)
    for number in range(60):
        data, head_size = message(subject.client, "overwritten", BODY)
        cut(subject.client, data, Cut(rng.randrange(head_size, len(data)), rng.choice(WAYS)))
        if number % 10 == 9:
            subject.check()
    subject.finish()
    figures.add("R10", "overwrites that are cut", 60, "the old object, whole")


@pytest.mark.parametrize("way", ["reset", "close"])
def test_downloads_that_are_left_do_not_keep_their_files(subject, figures, way):
    subject.must_put("large", bytes(range(256)) * 16384)  # 4 MiB
    baseline = subject.descriptors
    for _ in range(100):
        connection = Connection(subject.client.port)
        request = subject.client.presigned("GET", "large")
        connection.send(head("GET", request.target(), [("Host", subject.client.host)]))
        connection.socket.recv(1000)
        reset(connection.socket) if way == "reset" else connection.socket.close()
    subject.wait_for(lambda: subject.descriptors <= baseline + SLACK, 30, "descriptors back to where they were")
    assert get(subject.client, "large").status == 200
    figures.add("R10", f"downloads left by {way}", 100, f"descriptors back to {baseline}")


def test_a_storm_of_aborted_uploads(subject, figures, is_long, rng):
    """CVE-2016-0738: many large requests that are begun and dropped at the same time."""
    subject.must_put("warm", b"up")
    baseline, before = subject.descriptors, subject.server.memory()
    turns, width = (40, 200) if is_long else (6, 100)

    def one(number):
        data, head_size = message(subject.client, f"storm/{number}", bytes(200_000))
        cut(subject.client, data, Cut(head_size + seeds[number % len(seeds)], WAYS[number % 2]))

    seeds = [rng.randrange(0, 199_999) for _ in range(997)]
    for turn in rounds(turns, 5, is_long):
        threads = [threading.Thread(target=one, args=(turn * width + number,)) for number in range(width)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    subject.wait_for(lambda: subject.descriptors <= baseline + SLACK, 30, "descriptors back to where they were")
    subject.wait_for(lambda: not list((subject.data / "staging").iterdir()), 30, "an empty staging folder")
    subject.check()
    rise = subject.server.memory() - before
    subject.finish()
    figures.add("R10", "a storm of aborted uploads", (turn + 1) * width, f"descriptors back to {baseline}, RSS +{rise // 1024} MiB")
