"""The server under test on one data folder: started, stopped and started again, with a book of what it acknowledged."""

import os
import signal
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import unquote_to_bytes

import folder as data_folder
from support.client import Client
from support.server import Server
from support.signing import Credentials

from .asking import ask, get, put
from .book import Book

KEYS = Credentials("LTAI5tFaultTestKey", "FaultTestSecret0123456789abcdef")


class Subject:
    def __init__(self, data: Path, environment=None, prefix=(), more=(), log_level="error"):
        self.data = data
        self.book = Book()
        self.server = None
        self.client = None
        self.starts = 0
        self._environment = {"SWIFT_BACKTRACE": "enable=no", **(environment or {})}
        self._prefix, self._more, self._log_level = tuple(prefix), tuple(more), log_level

    def start(self, more=(), log_level=None, environment=None, prefix=None):
        self.discard()
        self.starts += 1
        self.server = Server(
            KEYS, data=self.data, more=(*self._more, *more), log_level=log_level or self._log_level,
            environment={**self._environment, **(environment or {})}, prefix=self._prefix if prefix is None else prefix)
        self.client = Client(self.server)
        return self

    def restart(self, with_signal=signal.SIGTERM, **options):
        self.stop(with_signal)
        return self.start(**options)

    def stop(self, with_signal=signal.SIGTERM):
        """Ends it; asked to stop, it must end with status 0."""
        self.must_live()
        status = self.server.stop(with_signal)
        assert status == (0 if with_signal == signal.SIGTERM else -with_signal), f"it ended with {status}: {self.server.log()[-1000:]}"

    def discard(self):
        if self.server:
            self.server.discard()
            self.server = None

    def must_live(self):
        """P6."""
        assert self.server.is_alive(), f"the server died with {self.server.process.returncode}: {self.server.log()[-2000:]}"

    @property
    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def wait_for(self, condition, seconds: float, what: str):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            self.must_live()
            assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
            time.sleep(0.05)
        return value

    # Acknowledged

    def put(self, key: str, body: bytes):
        """A PUT, entered in the book whatever comes of it; how it ended."""
        ending = put(self.client, key, body)
        (self.book.written if ending.status == 200 else self.book.tried)(key, body)
        return ending

    def must_put(self, key: str, body: bytes):
        ending = self.put(key, body)
        assert ending.status == 200, (key, ending)

    def check(self, keys=None):
        """P1 to P3: what may be seen is what is seen, for all keys of the book or those named, in GET and in the listing."""
        faults, sizes = [], {}
        for key in self.book.keys() if keys is None else keys:
            ending = get(self.client, key)
            if ending.answer is None:
                faults.append(f"{key}: GET: {ending.broken}")
                continue
            answer = ending.answer
            faults.append(self.book.fault(key, answer.status, answer.body, answer.header("x-oss-hash-crc64ecma")))
            if answer.status == 200:
                sizes[key] = len(answer.body)
        if keys is None:
            listed = {key.decode() for key in self.client.keys()}
            faults.append("" if listed == sizes.keys() else f"listed and not readable, or the reverse: {sorted(listed ^ sizes.keys())[:5]}")
        faults = list(filter(None, faults))
        assert not faults, f"{len(faults)} faults: {faults[:5]}"
        return sizes

    def abort_uploads(self):
        """Ends the multipart uploads whose completion or abortion failed, so that all bytes that are left belong to objects."""
        while True:
            page = ask(self.client, self.client.signed("GET", params=[("uploads", None), ("encoding-type", "url")])).answer
            uploads = list(ElementTree.fromstring(page.body).iter("Upload"))
            for upload in uploads:
                key, identifier = unquote_to_bytes(upload.findtext("Key")), upload.findtext("UploadId")
                ending = ask(self.client, self.client.signed("DELETE", key, params=[("uploadId", identifier)]))
                assert ending.status == 204, ending
            if not uploads:
                return

    def finish(self):
        """P4: starts once more, ends what was begun, sweeps with no grace, stops, and looks at the folder without the server."""
        if not (self.server and self.server.is_alive()):
            self.start()
        self.abort_uploads()
        self.stop()
        # Ages are whole seconds, and a sweep without grace removes what is older than its own second.
        time.sleep(1.1)
        self.start(more=["--sweep-grace", "0"], log_level="debug")
        self.check()
        self.wait_for(lambda: "swept" in self.server.log(), 30, "a sweep")
        self.stop()
        faults = data_folder.check_folder(self.data, is_swept=True)
        assert not faults, faults
        self.discard()
