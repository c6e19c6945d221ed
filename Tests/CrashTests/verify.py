"""What clients see, compared with what the ledger allows."""

from client import Broken
from crc64 import crc64

#: Bodies up to here get their CRC-64 computed always, larger ones one in so many.
ALWAYS_BYTES, ONE_IN = 64 * 1024, 8
HEAD_ONE_IN = 8


class Verifier:
    def __init__(self, client, ledger, findings, rng):
        self._client, self._ledger, self._findings, self._rng = client, ledger, findings, rng

    def check(self, keys):
        """Reads keys and settles what each of them is; returns the sizes of those that are there."""
        sizes = {}
        for key in keys:
            answer = self._read(key)
            if answer is None:
                self._ledger.forget(key)
                continue
            if answer.status == 200:
                sizes[key] = len(answer.body)
            self._judge(key, answer)
        return sizes

    def check_listing(self, prefix, sizes):
        """The listing of a prefix shows the keys that GET found, with the same sizes."""
        try:
            listed = self._client.list(prefix)
        except Broken as error:
            return self._findings.violation("P2", f"the listing of {prefix!r} failed: {error}")
        for key in sorted((listed.keys() | sizes.keys()) - self._ledger.forgotten):
            if listed.get(key) != sizes.get(key):
                self._findings.violation("P2", f"listed with {listed.get(key)} bytes, GET finds {sizes.get(key)}", key)

    def _read(self, key):
        try:
            answer = self._client.get(key)
        except Broken as error:
            self._unreadable(key, f"GET broke off: {error}")
            return None
        if answer.status in (200, 404):
            return answer
        self._unreadable(key, f"GET answers {answer.code}")
        return None

    def _judge(self, key, answer):
        possible = self._ledger.possible(key)
        seen = self._match(answer, possible)
        self._findings.verified += 1
        if seen is None:
            self._report(key, answer, possible)
            self._ledger.forget(key)
            return
        if seen.size is not None:
            self._check_checksum(key, answer, seen)
        self._ledger.settle(key, seen)

    def _match(self, answer, writes):
        """The write whose result the answer is."""
        if answer.status == 404:
            return next((write for write in writes if write.size is None), None)
        fits = [write for write in writes if write.size == len(answer.body)]
        return next((write for write in fits if write.body(self._ledger.seed) == answer.body), None)

    def _report(self, key, answer, possible):
        """No write that may be seen was seen. Says what was seen instead."""
        sizes = [write.size for write in possible]
        if answer.status == 404:
            self._findings.violation("P1", f"acknowledged and gone (sizes that may be seen: {sizes})", key)
        elif self._match(answer, self._ledger.history(key)):
            self._findings.violation("P3", f"an older version of {len(answer.body)} bytes (sizes that may be seen: {sizes})", key)
        else:
            kind = "P3" if len(possible) > 1 and key.startswith("hot/") else "P1" if self._is_acknowledged(possible) else "P2"
            self._findings.violation(kind, f"{len(answer.body)} bytes that nobody sent (sizes that may be seen: {sizes})", key)

    def _unreadable(self, key, text):
        possible = self._ledger.possible(key)
        self._findings.violation("P1" if self._is_acknowledged(possible) else "P2", text, key)

    @staticmethod
    def _is_acknowledged(possible):
        return all(write.size is not None for write in possible)

    def _check_checksum(self, key, answer, seen):
        stated = answer.crc64
        if seen.crc64 is not None and stated != seen.crc64:
            self._findings.violation("P1", f"CRC-64 {stated}, acknowledged as {seen.crc64}", key)
        if seen.size <= ALWAYS_BYTES or self._rng.randrange(ONE_IN) == 0:
            self._findings.checksums += 1
            if stated != crc64(answer.body):
                self._findings.violation("P1", f"CRC-64 {stated} of bytes whose CRC-64 is {crc64(answer.body)}", key)
        if self._rng.randrange(HEAD_ONE_IN) == 0:
            self._check_head(key, stated, seen.size)

    def _check_head(self, key, stated, size):
        try:
            head = self._client.head(key)
        except Broken as error:
            return self._findings.violation("P2", f"HEAD broke off: {error}", key)
        if (head.status, head.crc64, head.fields.get("content-length")) != (200, stated, str(size)):
            self._findings.violation("P2", f"HEAD answers {head.status}, CRC-64 {head.crc64}, {head.fields.get('content-length')} bytes", key)
