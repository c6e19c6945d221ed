"""The rigs' own helpers: a checker that is wrong finds nothing, or too much."""

import base64
import importlib
import json
import random
import unittest

from crc64 import crc64
from operations import INLINE_BYTES, draw_size
from signer import Signer


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

    def test_a_form_is_signed_over_its_policy(self):
        fields = self.signer.form_fields("b", "k", {"x-oss-meta-mark": "1"}, "20241112T083238Z", "2024-11-12T09:32:38.000Z")
        conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
        self.assertIn({"key": "k"}, conditions)
        self.assertIn({"x-oss-meta-mark": "1"}, conditions)
        self.assertRegex(fields["x-oss-signature"], "^[0-9a-f]{64}$")


class Sizes(unittest.TestCase):
    def test_all_kinds_come_up(self):
        sizes = {draw_size(random.Random(number), 3_000_000) for number in range(2000)}
        self.assertTrue({0, INLINE_BYTES - 1, INLINE_BYTES, INLINE_BYTES + 1} <= sizes)
        self.assertTrue(max(sizes) > 1_000_000)


#: The tests of the larger helpers.
MORE = ["selftest_client", "selftest_ledger", "selftest_verdicts", "selftest_folder", "selftest_logs"]


def run_self_test():
    """Whether the helpers do what they should."""
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(loader.loadTestsFromModule(importlib.import_module(name)) for name in [__name__, *MORE])
    return unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful()
