"""A little of everything, under keys of its own: PUT of small and large objects, overwriting, parts, deleting, reading, listing."""

import hashlib
import xml.etree.ElementTree as ElementTree

from .asking import Ending, ask, get
from .subject import Subject

#: Small ones live in their row, large ones (more than 32 KiB) in a file.
SMALL, LARGE = 900, 40_000


class Workload:
    """`run` does it once; `endings` are all answers, for judging."""

    def __init__(self, subject: Subject, name: str):
        self.subject, self.client, self.book, self.name = subject, subject.client, subject.book, name
        self.endings = []

    def prepare(self):
        """What is there before."""
        for key, size in [("old small", SMALL), ("old large", LARGE), ("gone small", SMALL), ("gone large", LARGE)]:
            self.subject.must_put(self._key(key), self._bytes(key, size))

    def run(self):
        self._put("small", SMALL)
        self._put("large", LARGE)
        self._put("old small", SMALL, "again")
        self._put("old large", LARGE, "again")
        self._read("old small")
        self._read("old large")
        self._multipart("parts")
        self._delete("gone small")
        self._delete("gone large")
        self._note("list", ask(self.client, self.client.signed("GET", params=[("list-type", "2"), ("prefix", self.name), ("max-keys", "100")])))

    def keys(self) -> list:
        return [key for key in self.book.keys() if key.startswith(self.name + "/")]

    def _put(self, key: str, size: int, variant: str = ""):
        ending = self.subject.put(self._key(key), self._bytes(key + variant, size))
        self._note(f"PUT {key}", ending)

    def _read(self, key: str):
        ending = get(self.client, self._key(key))
        self._note(f"GET {key}", ending, reads=True)
        if ending.answer and ending.status in (200, 404):
            answer = ending.answer
            fault = self.book.fault(self._key(key), answer.status, answer.body, answer.header("x-oss-hash-crc64ecma"))
            assert not fault, fault

    def _delete(self, key: str):
        ending = ask(self.client, self.client.signed("DELETE", self._key(key)))
        (self.book.written if ending.status == 204 else self.book.tried)(self._key(key), None)
        self._note(f"DELETE {key}", ending)

    def _multipart(self, key: str):
        key, body = self._key(key), self._bytes(key, LARGE)
        begun = ask(self.client, self.client.signed("POST", key, params=[("uploads", None)]), b"")
        self._note("InitiateMultipartUpload", begun)
        if begun.status != 200:
            return
        upload = ElementTree.fromstring(begun.answer.body).findtext("UploadId")
        part = ask(self.client, self.client.signed("PUT", key, params=[("partNumber", 1), ("uploadId", upload)]), body)
        self._note("UploadPart", part)
        if part.status != 200:
            return self._note("AbortMultipartUpload", ask(self.client, self.client.signed("DELETE", key, params=[("uploadId", upload)])))
        document = f"<Part><PartNumber>1</PartNumber><ETag>{part.answer.header('ETag')}</ETag></Part>"
        request = self.client.signed("POST", key, params=[("uploadId", upload)])
        ending = ask(self.client, request, f"<CompleteMultipartUpload>{document}</CompleteMultipartUpload>".encode())
        (self.book.written if ending.status == 200 else self.book.tried)(key, body)
        self._note("CompleteMultipartUpload", ending)

    def _note(self, what: str, ending: Ending, reads: bool = False):
        self.endings.append((what, ending, reads))

    def _key(self, key: str) -> str:
        return f"{self.name}/{key}"

    def _bytes(self, key: str, size: int) -> bytes:
        """Unlike those of any other key and variant."""
        return hashlib.shake_128(f"{self.name}/{key}".encode()).digest(size)
