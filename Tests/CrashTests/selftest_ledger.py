"""The ledger: what may be seen, now and at any earlier place of a log."""

import unittest

from ledger import Ledger, Part, Stretch, Upload, cut_out


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

    def test_of_several_writes_one_answer_acknowledges_all(self):
        writes = [self.ledger.begin("k", 1), self.ledger.begin("l", 1)]
        self.ledger.acknowledge(*writes)
        self.assertEqual((self.possible(), self.ledger.acknowledged), ([1], 1))

    def test_one_that_is_not_certain_is_not_known(self):
        self.assertIsNone(self.ledger.known("k").content)
        self.ledger.begin("k", 1)
        self.assertIsNone(self.ledger.known("k"))


class Contents(unittest.TestCase):
    content = (Stretch("a", 0, 10), Stretch("b", 5, 10))

    def test_a_stretch_of_contents_has_its_bytes(self):
        whole = b"".join(stretch.bytes() for stretch in self.content)
        for start in range(20):
            for length in range(1, 20 - start):
                found = b"".join(stretch.bytes() for stretch in cut_out(self.content, start, length))
                self.assertEqual(found, whole[start:start + length])

    def test_bytes_of_different_writes_differ(self):
        ledger = Ledger(seed=1)
        self.assertNotEqual(ledger.begin("k", 10).body(), ledger.begin("k", 10).body())


class Uploads(unittest.TestCase):
    def setUp(self):
        self.place = 0
        self.ledger = Ledger(seed=1, position=lambda: self.place)

    def begun(self):
        write = self.ledger.begin_upload("k")
        self.ledger.name_upload(write, "k", "id")
        self.ledger.acknowledge(write)
        return Upload("id", "k")

    def test_parts_come_together(self):
        upload = self.begun()
        parts = [self.ledger.begin(Part("id", number), 10) for number in (1, 2)]
        self.ledger.acknowledge(*parts)
        self.assertEqual(self.ledger.uploads("k"), [upload])
        self.assertEqual(self.ledger.parts(upload), {1: parts[0], 2: parts[1]})
        end, made = self.ledger.begin_completion(upload, "k", parts)
        self.assertEqual(made.body(), parts[0].body() + parts[1].body())
        self.assertEqual(self.ledger.uploads("k"), [])
        self.ledger.acknowledge(end, made)
        self.assertEqual((self.ledger.possible(upload), self.ledger.possible("k")), ([end], [made]))

    def test_one_without_an_id_may_turn_up(self):
        self.ledger.begin_upload("k")
        upload = self.ledger.adopt("k", "id")
        self.assertEqual(len(self.ledger.possible(upload)), 2)

    def test_the_past_knows_only_what_had_begun(self):
        first = self.ledger.begin("k", 1)
        self.place = 10
        self.ledger.acknowledge(first)
        self.place = 20
        self.ledger.acknowledge(self.ledger.begin("k", 2))
        seen = {place: [write.number for write in self.ledger.at(place).possible("k")] for place in (0, 9, 10, 19, 20)}
        self.assertEqual(seen, {0: [0, 1], 9: [0, 1], 10: [1], 19: [1], 20: [2]})
        self.assertEqual([self.ledger.at(place).acknowledged for place in (9, 10, 20)], [0, 1, 2])
