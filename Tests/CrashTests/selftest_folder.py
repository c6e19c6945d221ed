"""The look at the data folder notices each fault that it is there for."""

import shutil
import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

import folder


class Folders(unittest.TestCase):
    BLOB = "ab" * 16

    def setUp(self):
        self.data = Path(tempfile.mkdtemp(prefix="torture-"))
        self.addCleanup(shutil.rmtree, self.data)
        for name in ["staging", "blobs/ab"]:
            (self.data / name).mkdir(parents=True)
        self.blob = self.data / "blobs/ab" / self.BLOB
        self.blob.write_bytes(b"12345")
        self.execute(
            "CREATE TABLE buckets (name TEXT); CREATE TABLE objects (bucket TEXT, key BLOB, size INTEGER, content INTEGER);"
            "CREATE TABLE contents (id INTEGER PRIMARY KEY, bytes BLOB); CREATE TABLE garbage (blob BLOB);"
            "CREATE TABLE noncurrent (content INTEGER); CREATE TABLE uploads (id TEXT, bucket TEXT);"
            "CREATE TABLE parts (upload TEXT, number INTEGER, size INTEGER, content INTEGER);"
            "CREATE TABLE segments (content INTEGER, blob BLOB, start INTEGER, length INTEGER);"
            "INSERT INTO buckets VALUES ('b'); INSERT INTO objects VALUES ('b', x'6b', 5, 1), ('b', x'6c', 2, 2);"
            f"INSERT INTO contents VALUES (1, NULL), (2, x'3132'); INSERT INTO segments VALUES (1, x'{self.BLOB}', 0, 5)")

    def execute(self, sql):
        with closing(sqlite3.connect(self.data / "catalogue.sqlite")) as catalogue:
            catalogue.executescript(sql)

    def assert_fault(self, pattern):
        self.assertRegex("\n".join(folder.check_folder(self.data, is_swept=True)), pattern)

    def test_a_good_one(self):
        self.assertEqual(folder.check_folder(self.data, is_swept=True), [])

    def test_a_row_without_bytes(self):
        self.blob.unlink()
        self.assert_fault("is missing")

    def test_a_short_blob(self):
        self.blob.write_bytes(b"1234")
        self.assert_fault("has 4 bytes, its row says 5")

    def test_an_orphan_counts_after_a_sweep_only(self):
        self.blob.with_name("ac" * 16).write_bytes(b"")
        self.assert_fault("1 blobs that nothing refers to")
        self.assertEqual(folder.check_folder(self.data, is_swept=False), [])

    def test_something_staged(self):
        (self.data / "staging" / "x").touch()
        self.assert_fault("1 left in staging/")

    def test_something_foreign(self):
        (self.data / "server.json.17.new").touch()
        self.assert_fault("left in the folder: server.json.17.new")

    def test_bytes_in_the_row_that_are_too_few(self):
        self.execute("UPDATE contents SET bytes = x'31' WHERE id = 2")
        self.assert_fault("not as many as their size")

    def test_a_content_that_nobody_owns(self):
        self.execute("INSERT INTO contents VALUES (3, x'31')")
        self.assert_fault("1 contents without an owner")

    def test_a_part_of_an_upload_that_is_gone(self):
        self.execute("INSERT INTO contents VALUES (3, NULL); INSERT INTO parts VALUES ('u', 1, 0, 3)")
        self.assert_fault("1 parts of no upload")

    def test_a_part_whose_segments_are_too_few(self):
        self.execute("INSERT INTO uploads VALUES ('u', 'b'); INSERT INTO contents VALUES (3, NULL); INSERT INTO parts VALUES ('u', 1, 7, 3)")
        self.assert_fault("1 parts whose segments do not add up")

    def test_a_damaged_catalogue(self):
        (self.data / "catalogue.sqlite").write_bytes(b"no database at all" * 500)
        self.assert_fault("cannot be read")
