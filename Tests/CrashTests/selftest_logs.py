"""The readers of logs: what they keep and lose, and when the budget is spent."""

import random
import shutil
import struct
import tempfile
import unittest
from pathlib import Path

import durable
from block_log import BlockLog
from block_plugin import FLUSH
from budget import Budget
from durable import DurableLog
from points import POINTS


class Blocks(unittest.TestCase):
    """Two writes, a flush, two writes."""

    def setUp(self):
        records = [(0, b"a" * 512), (512, b"b" * 512), (FLUSH, b""), (0, b"c" * 512), (1024, b"d" * 512)]
        log = b"".join(struct.pack("=QQ", offset, len(bytes)) + bytes for offset, bytes in records)
        self.log = BlockLog(bytes(2048), log)
        self.places = self.log.places()

    def images(self, place):
        return {bytes(self.log.image(place, random.Random(seed))) for seed in range(200)}

    def test_every_record_is_a_place(self):
        self.assertEqual(self.places, [528, 1056, 1072, 1600, 2128])
        self.assertEqual(self.log.places(after=1072), [1072, 1600, 2128])

    def test_what_was_flushed_is_there(self):
        self.assertEqual(self.images(1072), {b"a" * 512 + b"b" * 512 + bytes(1024)})

    def test_what_was_not_is_there_or_not_and_in_any_order(self):
        first = {image[:512] for image in self.images(2128)}
        last = {image[1024:1536] for image in self.images(2128)}
        pairs = {(image[:1], image[1024:1025]) for image in self.images(2128)}
        self.assertEqual((first, last), ({b"a" * 512, b"c" * 512}, {bytes(512), b"d" * 512}))
        self.assertIn((b"a", b"d"), pairs)

    def test_what_came_after_the_cut_is_not(self):
        self.assertEqual({image[1024:1536] for image in self.images(1600)}, {bytes(512)})

    def test_a_large_write_may_be_torn(self):
        log = BlockLog(bytes(8192), struct.pack("=QQ", 0, 8192) + b"x" * 8192)
        images = {bytes(log.image(8208, random.Random(seed))) for seed in range(200)}
        self.assertTrue(any(0 < image.count(b"x") < 8192 for image in images))

    def test_the_superblock_is_not_torn(self):
        log = BlockLog(bytes(8192), struct.pack("=QQ", 1024, 7168) + b"x" * 7168)
        images = {bytes(log.image(7184, random.Random(seed))) for seed in range(200)}
        self.assertEqual({image[1024:4096] for image in images}, {bytes(3072), b"x" * 3072})
        self.assertTrue(any(0 < image[4096:].count(b"x") < 4096 for image in images))

    def test_half_a_record_at_the_end_is_none(self):
        self.assertEqual(BlockLog(bytes(512), struct.pack("=QQ", 0, 512) + b"x" * 511).places(), [])


class Durable(unittest.TestCase):
    root = "/data"

    def setUp(self):
        self.log = b""

    def note(self, entry, first=0, second=0, bytes=b"", begun=None):
        begun = len(self.log) if begun is None else begun
        self.log += durable.RECORD.pack(len(bytes), entry, first, second, begun) + bytes

    def left(self, strict=True):
        """What the strictest disk has, or all that a lucky one may have."""
        folder = Path(tempfile.mkdtemp(prefix="torture-"))
        self.addCleanup(shutil.rmtree, folder)
        DurableLog(self.log, self.root).restore(len(self.log), folder / "left", Share(0.0 if strict else 0.9))
        return {str(path.relative_to(folder / "left")): path.read_bytes() for path in (folder / "left").rglob("*") if path.is_file()}

    def place_file(self, with_file=True, with_folder=True, with_parent=True):
        self.note(durable.FOLDER, bytes=b"/data/staging")
        self.note(durable.SYNC_FOLDER, bytes=b"/data")
        self.note(durable.OPEN, 7, bytes=b"/data/staging/f")
        self.note(durable.WRITE, 7, 0, b"hello")
        if with_file:
            self.note(durable.SYNC_FILE, 7)
        self.note(durable.FOLDER, bytes=b"/data/ab")
        if with_parent:
            self.note(durable.SYNC_FOLDER, bytes=b"/data")
        self.note(durable.LINK, len(b"/data/staging/f"), len(b"/data/ab/f"), b"/data/staging/f/data/ab/f")
        if with_folder:
            self.note(durable.SYNC_FOLDER, bytes=b"/data/ab")

    def test_a_file_that_was_synchronised_under_a_name_that_was(self):
        self.place_file()
        self.assertEqual(self.left(), {"ab/f": b"hello"})

    def test_without_the_file(self):
        self.place_file(with_file=False)
        self.assertEqual(self.left(), {"ab/f": b""})

    def test_without_its_folder(self):
        self.place_file(with_folder=False)
        self.assertEqual(self.left(), {})

    def test_without_the_folders_parent(self):
        self.place_file(with_parent=False)
        self.assertEqual(self.left(), {})

    def test_what_was_not_synchronised_may_be_there(self):
        self.place_file(with_folder=False)
        self.assertEqual(self.left(strict=False), {"ab/f": b"hello", "staging/f": b"hello"})

    def test_a_synchronisation_covers_what_came_before_it_began(self):
        self.note(durable.OPEN, 7, bytes=b"/data/f")
        self.note(durable.SYNC_FOLDER, bytes=b"/data")
        self.note(durable.WRITE, 7, 0, b"hello")
        begun = len(self.log)
        self.note(durable.WRITE, 7, 5, b" world")
        self.note(durable.SYNC_FILE, 7, begun=begun)
        self.assertEqual(self.left(), {"f": b"hello"})

    def test_a_removal_that_was_not_synchronised_may_be_undone(self):
        self.place_file()
        self.note(durable.UNLINK, bytes=b"/data/ab/f")
        self.assertEqual(self.left(), {"ab/f": b"hello"})
        self.note(durable.SYNC_FOLDER, bytes=b"/data/ab")
        self.assertEqual(self.left(), {})

    def test_a_file_cut_short_and_written_again(self):
        self.place_file()
        self.note(durable.TRUNCATE, 7, 2)
        self.note(durable.WRITE, 7, 4, b"!")
        self.note(durable.SYNC_FILE, 7)
        self.assertEqual(self.left(), {"ab/f": b"he\0\0!"})

    def test_an_inode_that_is_used_again_is_another_file(self):
        self.place_file()
        self.note(durable.OPEN, 7, bytes=b"/data/ab/g")
        self.note(durable.WRITE, 7, 0, b"other")
        self.note(durable.SYNC_FILE, 7)
        self.note(durable.SYNC_FOLDER, bytes=b"/data/ab")
        self.assertEqual(self.left(), {"ab/f": b"hello", "ab/g": b"other"})


class Share:
    """Chance that keeps everything, or nothing."""

    def __init__(self, share):
        self._share = share

    def choice(self, shares):
        return self._share

    def random(self):
        return 0.0


class Budgets(unittest.TestCase):
    def test_of_runs(self):
        self.assertEqual([Budget(runs=2).is_spent(runs) for runs in (0, 1, 2, 3)], [False, False, True, True])

    def test_of_time(self):
        self.assertEqual([Budget(seconds=seconds).is_spent(0) for seconds in (0, 1000)], [True, False])


class Points(unittest.TestCase):
    def test_no_two_have_a_name(self):
        self.assertEqual(len({point.name for point in POINTS}), len(POINTS))

