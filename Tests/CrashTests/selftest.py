"""The rigs' own helpers: a checker that is wrong finds nothing, or too much."""

import random
import shutil
import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

import folder
from client import Answer
from crc64 import crc64
from findings import Findings
from ledger import Ledger
from load import INLINE_BYTES, draw_size
from signer import Signer
from verify import Verifier


class Checksums(unittest.TestCase):
    def test_the_check_value_of_the_catalogue_of_crcs(self):
        self.assertEqual(crc64(b"123456789"), 11051210869376104954)
        self.assertEqual(crc64(b""), 0)

    def test_wide_and_narrow_steps_agree(self):
        data = bytes(range(256)) * 3
        for length in range(40):
            self.assertEqual(crc64(data[:length]), self._bit_by_bit(data[:length]))

    @staticmethod
    def _bit_by_bit(data):
        crc = (1 << 64) - 1
        for byte in data:
            crc ^= byte
            for _ in range(8):
                crc = (crc >> 1) ^ (0xC96C5795D7870F42 if crc & 1 else 0)
        return crc ^ ((1 << 64) - 1)


class Signatures(unittest.TestCase):
    signer = Signer("LTAI5tExampleAK", "ExampleSecretKey0123456789", "cn-hangzhou")

    def test_a_presigned_put_of_the_official_sdk(self):
        parameters = self.signer.presigned_parameters(
            "PUT", "examplebucket", "exampleobject.txt", [], {}, "20241112T083238Z", expires=3600)
        self.assertEqual(dict(parameters)["x-oss-signature"], "c23e31a1f761387d0fa3df0b04fd8f1b009d3ce67c8de5cc49bf5a55785eec0d")

    def test_a_header_signature_leaves_the_fields_of_the_request(self):
        fields = self.signer.header_fields("PUT", "b", "k", [], {"Content-Type": "text/plain"}, "20241112T083238Z")
        self.assertEqual(fields["Content-Type"], "text/plain")
        self.assertRegex(fields["Authorization"], "^OSS4-HMAC-SHA256 Credential=LTAI5tExampleAK/20241112/.*,Signature=[0-9a-f]{64}$")


class Ledgers(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(seed=1)

    def possible(self):
        return [write.number for write in self.ledger.possible("k")]

    def test_a_write_without_acknowledgement_may_have_happened_or_not(self):
        self.ledger.begin("k", 1)
        self.assertEqual(self.possible(), [0, 1])

    def test_an_acknowledged_write_must_be_seen(self):
        self.ledger.acknowledge(self.ledger.begin("k", 1))
        self.assertEqual(self.possible(), [1])

    def test_an_acknowledged_overwrite_hides_what_ended_before_it_began(self):
        self.ledger.acknowledge(self.ledger.begin("k", 1))
        self.ledger.acknowledge(self.ledger.begin("k", 2))
        self.ledger.begin("k", 3)
        self.assertEqual(self.possible(), [2, 3])

    def test_of_two_that_overlap_either_may_be_last(self):
        first, second = self.ledger.begin("k", 1), self.ledger.begin("k", 2)
        self.ledger.acknowledge(second)
        self.ledger.acknowledge(first)
        self.assertEqual(self.possible(), [1, 2])

    def test_an_acknowledgement_after_the_cut_does_not_count(self):
        write = self.ledger.begin("k", 1)
        self.ledger.cut()
        self.ledger.acknowledge(write)
        self.assertEqual((self.possible(), self.ledger.acknowledged), ([0, 1], 0))

    def test_what_was_seen_after_a_crash_is_what_there_is(self):
        write = self.ledger.begin("k", 1)
        self.ledger.settle("k", write)
        self.assertEqual(self.possible(), [1])


class Verdicts(unittest.TestCase):
    """A verifier that lets everything pass would pass every run."""

    def setUp(self):
        self.ledger = Ledger(seed=1)
        self.findings = Findings("self-test", seed=1, shown=-1)

    def write(self, size):
        write = self.ledger.begin("k", size)
        body = write.body(1) if size is not None else b""
        self.ledger.acknowledge(write, crc64(body))
        return body

    def judge(self, status, body=b"", checksum=None):
        fields = {"x-oss-hash-crc64ecma": str(crc64(body) if checksum is None else checksum), "content-length": str(len(body))}
        Verifier(OneAnswer(Answer(status, fields, body)), self.ledger, self.findings, NoChance()).check(["k"])
        return dict(self.findings.violations)

    def test_what_was_sent_is_fine(self):
        self.assertEqual(self.judge(200, self.write(100)), {})

    def test_gone(self):
        self.write(100)
        self.assertEqual(self.judge(404), {"P1": 1})

    def test_unreadable(self):
        self.write(100)
        self.assertEqual(self.judge(500), {"P1": 1})

    def test_one_bit(self):
        body = bytearray(self.write(100))
        body[50] ^= 1
        self.assertEqual(self.judge(200, bytes(body)), {"P1": 1})

    def test_cut_short(self):
        self.assertEqual(self.judge(200, self.write(100)[:-1]), {"P1": 1})

    def test_another_checksum(self):
        self.assertEqual(self.judge(200, self.write(100), checksum=5), {"P1": 2})

    def test_the_version_before(self):
        old = self.write(100)
        self.write(100)
        self.assertEqual(self.judge(200, old), {"P3": 1})

    def test_back_from_the_dead(self):
        old = self.write(100)
        self.write(None)
        self.assertEqual(self.judge(200, old), {"P3": 1})

    def test_half_of_what_was_never_acknowledged(self):
        body = self.ledger.begin("k", 100).body(1)
        self.assertEqual(self.judge(200, body[:50]), {"P2": 1})


class OneAnswer:
    def __init__(self, answer):
        self.get = self.head = lambda key: answer


class NoChance:
    @staticmethod
    def randrange(bound):
        return bound - 1


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

    def test_a_damaged_catalogue(self):
        (self.data / "catalogue.sqlite").write_bytes(b"no database at all" * 500)
        self.assert_fault("cannot be read")


class Sizes(unittest.TestCase):
    def test_all_kinds_come_up(self):
        sizes = {draw_size(random.Random(number), 3_000_000) for number in range(2000)}
        self.assertTrue({0, INLINE_BYTES - 1, INLINE_BYTES, INLINE_BYTES + 1} <= sizes)
        self.assertTrue(max(sizes) > 1_000_000)


def run_self_test():
    """Whether the helpers do what they should."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(__import__(__name__))
    return unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful()
