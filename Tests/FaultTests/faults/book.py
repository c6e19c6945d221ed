"""What was acknowledged, and what may therefore be seen.

After a 200 the key has that content. After anything else the write may have happened or not: both contents may be seen, until one of them is.
"""

from crc64 import crc64


class Book:
    def __init__(self):
        self.acknowledged = 0
        self._possible = {}

    def written(self, key: str, content):
        """A PUT of `content` (bytes), or with None a DELETE, was acknowledged."""
        self.acknowledged += 1
        self._possible[key] = [content]

    def tried(self, key: str, content):
        """The same was sent and not acknowledged."""
        known = self._possible.setdefault(key, [None])
        if content not in known:
            known.append(content)

    def keys(self) -> list:
        return sorted(self._possible)

    def possible(self, key: str) -> list:
        return self._possible.get(key, [None])

    def is_certain(self, key: str) -> bool:
        return len(self.possible(key)) == 1

    def fault(self, key: str, status: int, body: bytes, stated_crc64) -> str:
        """What is wrong with a whole answer to GET, as a sentence; an empty one when it is right, and then what was seen is what there is."""
        seen = {200: body, 404: None}.get(status, "")
        possible = self.possible(key)
        if seen == "":
            return f"{key}: GET answers {status}: {body[:300]!r}"
        if not any(seen == content for content in possible):
            sizes = ["absent" if content is None else len(content) for content in possible]
            return f"{key}: GET finds {'nothing' if seen is None else f'{len(seen)} bytes'}, possible are {sizes}"
        if seen is not None and str(crc64(seen)) != stated_crc64:
            return f"{key}: the CRC-64 of these bytes is {crc64(seen)}, not {stated_crc64}"
        self._possible[key] = [seen]
        return ""
