"""What clients see of objects, compared with what the ledger allows."""

from client import Broken
from crc64 import crc64

#: Bodies up to here get their CRC-64 computed always, larger ones one in so many.
ALWAYS_BYTES, ONE_IN = 4 * 1024, 8
HEAD_ONE_IN = 8


class Verifier:
    def __init__(self, client, ledger, findings, rng):
        self._client, self._ledger, self._findings, self._rng = client, ledger, findings, rng

    def check(self, keys):
        """Reads keys and settles what each of them is; returns the sizes of those that are there."""
        sizes = {}
        for key in keys:
            possible = self._ledger.possible(key)
            is_link = any(write.target is not None for write in possible)
            answer = self._read(key, is_link)
            if answer is None:
                self._ledger.forget(key)
                continue
            if answer.status == 200:
                sizes[key] = 0 if is_link else len(answer.body)
            self._judge(key, answer, possible)
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

    def _read(self, key, is_link):
        try:
            answer = self._client.get_link(key) if is_link else self._client.get(key)
        except Broken as error:
            self._unreadable(key, f"GET broke off: {error}")
            return None
        if answer.status in (200, 404):
            return answer
        self._unreadable(key, f"GET answers {answer.code}")
        return None

    def _judge(self, key, answer, possible):
        found = self._match(answer, possible)
        if any(write.tag is not None for write in found):
            found = self._match_tag(key, found)
        self._findings.verified += 1
        if not found:
            self._report(key, answer, possible)
            self._ledger.forget(key)
            return
        seen = found[0]
        if seen.content is not None and seen.target is None:
            self._check_checksum(key, answer, seen)
        self._ledger.settle(key, seen)

    def _match(self, answer, writes):
        """The writes whose result the answer may be: the bytes of one with the metadata of another are none's."""
        if answer.status == 404:
            return [write for write in writes if write.content is None]
        fits = [write for write in writes if write.content is not None and write.mark == answer.mark]
        return [write for write in fits if self._shows(answer, write)]

    @staticmethod
    def _shows(answer, write):
        if write.target is not None:
            return write.target == answer.target
        return write.size == len(answer.body) and write.body() == answer.body

    def _match_tag(self, key, writes):
        try:
            tag = self._client.get_tag(key)
        except Broken as error:
            self._findings.violation("P2", f"the tags cannot be read: {error}", key)
            return []
        return [write for write in writes if write.tag == tag]

    def _report(self, key, answer, possible):
        """No write that may be seen was seen. Says what was seen instead."""
        sizes = [write.size for write in possible]
        may = f"(sizes that may be seen: {sizes})"
        if answer.status == 404:
            self._findings.violation("P1", f"acknowledged and gone {may}", key)
        elif self._match(answer, self._ledger.history(key)):
            self._findings.violation("P3", f"an older version of {len(answer.body)} bytes {may}", key)
        elif any(write.content is not None and self._shows(answer, write) for write in possible):
            self._findings.violation("P3", f"the bytes of one write with the metadata of another: {answer.mark} {may}", key)
        else:
            kind = "P3" if len(possible) > 1 and key.startswith("hot/") else "P1" if self._is_acknowledged(possible) else "P2"
            self._findings.violation(kind, f"{len(answer.body)} bytes that nobody sent {may}", key)

    def _unreadable(self, key, text):
        possible = self._ledger.possible(key)
        self._findings.violation("P1" if self._is_acknowledged(possible) else "P2", text, key)

    @staticmethod
    def _is_acknowledged(possible):
        return all(write.content is not None for write in possible)

    def _check_checksum(self, key, answer, seen):
        stated = answer.crc64
        if seen.crc64 is not None and stated != seen.crc64:
            self._findings.violation("P1", f"CRC-64 {stated}, acknowledged as {seen.crc64}", key)
        if seen.size <= ALWAYS_BYTES or self._rng.randrange(ONE_IN) == 0:
            self._findings.checksums += 1
            if stated != crc64(answer.body):
                self._findings.violation("P1", f"CRC-64 {stated} of bytes whose CRC-64 is {crc64(answer.body)}", key)
        if self._rng.randrange(HEAD_ONE_IN) == 0:
            self._check_head(key, stated, seen)

    def _check_head(self, key, stated, seen):
        try:
            head = self._client.head(key)
        except Broken as error:
            return self._findings.violation("P2", f"HEAD broke off: {error}", key)
        length = head.fields.get("content-length")
        if (head.status, head.crc64, length, head.mark) != (200, stated, str(seen.size), seen.mark):
            self._findings.violation("P2", f"HEAD answers {head.status}, CRC-64 {head.crc64}, {length} bytes, mark {head.mark}", key)
