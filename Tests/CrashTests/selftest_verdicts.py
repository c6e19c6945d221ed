"""The verifiers: one that lets everything pass would pass every run."""

import unittest

from client import Answer
from client import Part as ListedPart
from crc64 import crc64
from findings import Findings
from ledger import Ledger, Part, Upload
from verify import Verifier
from verify_uploads import UploadVerifier


class Verdicts(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(seed=1)
        self.findings = Findings("self-test", seed=1, shown=-1)

    def written(self, size=None, **more):
        write = self.ledger.begin("k", size, **more)
        self.ledger.acknowledge(write, crc64=None if write.content is None else crc64(write.body()))
        return write

    def judge(self, status, body=b"", write=None, checksum=None, tag=None, target=None):
        fields = {"x-oss-hash-crc64ecma": str(crc64(body) if checksum is None else checksum), "content-length": str(len(body))}
        if write is not None:
            fields["x-oss-meta-mark"] = write.mark
        if target is not None:
            fields["x-oss-symlink-target"] = target
        Verifier(OneAnswer(Answer(status, fields, body), tag), self.ledger, self.findings, NoChance()).check(["k"])
        return dict(self.findings.violations)

    def test_what_was_sent_is_fine(self):
        write = self.written(100)
        self.assertEqual(self.judge(200, write.body(), write), {})

    def test_gone(self):
        self.written(100)
        self.assertEqual(self.judge(404), {"P1": 1})

    def test_unreadable(self):
        self.written(100)
        self.assertEqual(self.judge(500), {"P1": 1})

    def test_one_bit(self):
        write = self.written(100)
        body = bytearray(write.body())
        body[50] ^= 1
        self.assertEqual(self.judge(200, bytes(body), write), {"P1": 1})

    def test_cut_short(self):
        write = self.written(100)
        self.assertEqual(self.judge(200, write.body()[:-1], write), {"P1": 1})

    def test_an_append_that_ends_in_the_middle(self):
        first = self.written(100)
        both = self.written(content=first.content * 2, mark=first.mark)
        self.assertEqual(self.judge(200, both.body()[:150], both), {"P1": 1})

    def test_the_append_before(self):
        first = self.written(100)
        self.written(content=first.content * 2, mark=first.mark)
        self.assertEqual(self.judge(200, first.body(), first), {"P3": 1})

    def test_another_checksum(self):
        write = self.written(100)
        self.assertEqual(self.judge(200, write.body(), write, checksum=5), {"P1": 2})

    def test_the_version_before(self):
        old = self.written(100)
        self.written(100)
        self.assertEqual(self.judge(200, old.body(), old), {"P3": 1})

    def test_bytes_of_one_write_with_the_metadata_of_another(self):
        old, new = self.written(100), self.written(100)
        self.assertEqual(self.judge(200, new.body(), old), {"P3": 1})

    def test_back_from_the_dead(self):
        old = self.written(100)
        self.written(None)
        self.assertEqual(self.judge(200, old.body(), old), {"P3": 1})

    def test_half_of_what_was_never_acknowledged(self):
        write = self.ledger.begin("k", 100)
        self.assertEqual(self.judge(200, write.body()[:50], write), {"P2": 1})

    def test_a_tag(self):
        write = self.written(content=self.written(100).content, mark="1", tag="2")
        self.assertEqual(self.judge(200, write.body(), write, tag="2"), {})

    def test_a_tag_that_is_lost(self):
        write = self.written(content=self.written(100).content, mark="1", tag="2")
        self.assertEqual(self.judge(200, write.body(), write, tag=None), {"P3": 1})

    def test_a_link(self):
        write = self.written(content=(), mark="1", target="there")
        self.assertEqual(self.judge(200, b"", write, target="there"), {})

    def test_a_link_to_somewhere_else(self):
        write = self.written(content=(), mark="1", target="there")
        self.assertEqual(self.judge(200, b"", write, target="here"), {"P1": 1})


class UploadVerdicts(unittest.TestCase):
    upload = Upload("id", "k")

    def setUp(self):
        self.ledger = Ledger(seed=1)
        self.findings = Findings("self-test", seed=1, shown=-1)
        start = self.ledger.begin_upload("k")
        self.ledger.name_upload(start, "k", "id")
        self.part = self.ledger.begin(Part("id", 1), 10)
        self.ledger.acknowledge(start, self.part)

    def judge(self, uploads, **parts):
        told = {int(number[1:]): ListedPart(write.etag, write.size, crc64(write.body())) for number, write in parts.items()}
        UploadVerifier(Uploads(uploads, told), self.ledger, self.findings).check({self.upload})
        return dict(self.findings.violations)

    def test_all_is_there(self):
        self.assertEqual(self.judge({"id": "k"}, _1=self.part), {})

    def test_the_upload_is_gone(self):
        self.assertEqual(self.judge({}), {"P1": 1})

    def test_the_part_is_gone(self):
        self.assertEqual(self.judge({"id": "k"}), {"P1": 1})

    def test_a_part_that_is_gone_is_reported_once(self):
        self.judge({"id": "k"})
        self.assertEqual(self.judge({"id": "k"}), {"P1": 1})
        self.assertEqual(self.judge({"id": "k"}, _1=self.part), {"P1": 1}, "nor is it one that nobody sent")

    def test_the_part_is_another(self):
        self.assertEqual(self.judge({"id": "k"}, _1=self.ledger.begin(Part("id", 2), 10)), {"P1": 1})

    def test_a_part_that_nobody_sent(self):
        self.assertEqual(self.judge({"id": "k"}, _1=self.part, _7=self.part), {"P2": 1})

    def test_an_upload_that_nobody_began(self):
        self.assertEqual(self.judge({"id": "k", "x": "k"}, _1=self.part), {"P2": 1})

    def test_an_upload_whose_beginning_was_not_answered(self):
        self.ledger.begin_upload("k")
        self.assertEqual(self.judge({"id": "k", "x": "k"}, _1=self.part), {})

    def test_an_upload_that_ended_is_back(self):
        self.ledger.acknowledge(self.ledger.begin(self.upload))
        self.assertEqual(self.judge({"id": "k"}, _1=self.part), {"P3": 1})

    def test_half_of_a_completion(self):
        self.ledger.begin_completion(self.upload, "k", [self.part])
        self.ledger.settle("k", self.ledger.history("k")[0])
        self.assertEqual(self.judge({}), {"P3": 1})

    def test_the_other_half_of_a_completion(self):
        _, made = self.ledger.begin_completion(self.upload, "k", [self.part])
        self.ledger.settle("k", made)
        self.assertEqual(self.judge({"id": "k"}, _1=self.part), {"P3": 1})

    def test_a_completion_that_was_not_answered(self):
        _, made = self.ledger.begin_completion(self.upload, "k", [self.part])
        self.ledger.settle("k", made)
        self.assertEqual(self.judge({}), {})


class OneAnswer:
    def __init__(self, answer, tag):
        self.get = self.head = self.get_link = lambda key: answer
        self.get_tag = lambda key: tag


class Uploads:
    def __init__(self, uploads, parts):
        self.uploads = lambda: dict(uploads)
        self.parts = lambda key, id: dict(parts) if id == "id" else {}


class NoChance:
    @staticmethod
    def randrange(bound):
        return bound - 1
