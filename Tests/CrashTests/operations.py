"""Every kind of request that changes something: what it does to the ledger, and which answer acknowledges it.

A writer has names that nobody else writes to, so it knows what is under them; the names of `HOT_NAMES` all writers share.
"""

from ledger import Part, Stretch, cut_out

HOT_NAMES = [f"hot/{number}" for number in range(8)]
INLINE_BYTES = 32 * 1024
SMALLEST_PART = 100 * 1024
#: Appends begin anew when an object has become so large, and uploads end at so many parts.
APPENDED_BYTES, MOST_PARTS = 512 * 1024, 4
#: How many names of each kind a writer has. They are used again and again.
NAMES = 3
#: Ends of names that have to be escaped somewhere on their way.
TAILS = ["", ".bin", " a b", "+plus", "%25", "-ä", "/deep/er", "?query=1", "&<x>"]


def draw_size(rng, largest):
    """0 bytes, kept in a row, around the limit of that, in a file of a few chunks, large."""
    share = rng.random()
    if share < 0.05:
        return 0
    if share < 0.50:
        return rng.randint(1, INLINE_BYTES - 3)
    if share < 0.70:
        return INLINE_BYTES + rng.randint(-2, 2)
    if share < 0.96:
        return rng.randint(INLINE_BYTES + 3, 256 * 1024)
    return rng.randint(min(256 * 1024, largest), largest)


class Operations:
    """The requests of one writer. `refused` takes what was answered instead of what should have been."""

    def __init__(self, client, ledger, rng, number, run, largest, refused):
        self._client, self._ledger, self._rng, self._refused = client, ledger, rng, refused
        self._largest = largest
        self._own = f"w{number}"
        self._fresh = f"c{run:05}/{number}"
        self._made = []

    # One request each

    def put(self):
        key = f"{self._fresh}-{len(self._made):05}{self._rng.choice(TAILS)}"
        self._made.append(key)
        self._put(key)

    def put_small(self):
        """What is kept in a row, and makes the catalogue's log grow."""
        self._put(self._rng.choice(HOT_NAMES), self._rng.randint(INLINE_BYTES // 2, INLINE_BYTES))

    def put_large(self):
        """What is kept in a file."""
        self._put(f"{self._own}/large-{self._rng.randrange(8 * NAMES)}", self._rng.randint(INLINE_BYTES + 1, 2 * INLINE_BYTES))

    def overwrite(self):
        self._put(self._rng.choice(HOT_NAMES))

    def delete(self):
        key = self._rng.choice(self._made if self._made and self._rng.random() < 0.5 else HOT_NAMES)
        write = self._ledger.begin(key)
        self._settle(self._client.delete(key), "DELETE", [204], write)

    def delete_many(self):
        keys = self._rng.sample(self._made, min(len(self._made), 4)) + [self._name("copy")]
        writes = [self._ledger.begin(key) for key in keys]
        self._settle(self._client.delete_many(keys), "DeleteMultipleObjects", [200], *writes)

    def post_form(self):
        key = self._name("form")
        write = self._ledger.begin(key, draw_size(self._rng, self._largest))
        self._settle(self._client.post_form(key, write.body(), write.mark), "PostObject", [200], write)

    def append(self):
        key = self._name("append")
        before = self._ledger.known(key)
        if before is None:
            return
        if before.content is not None and before.size > APPENDED_BYTES:
            write = self._ledger.begin(key)
            return self._settle(self._client.delete(key), "DELETE", [204], write)
        old = before.content or ()
        write = self._ledger.begin(key, content=old, mark=before.mark)
        added = (Stretch(f"{self._ledger.seed}/{key}/{write.number}", 0, draw_size(self._rng, 128 * 1024)),)
        write.content = old + added
        # Metadata is taken from the first append alone.
        write.mark = before.mark if before.content is not None else str(write.number)
        position = sum(stretch.length for stretch in old)
        self._settle(self._client.append(key, position, added[0].bytes(), str(write.number)), "AppendObject", [200], write)

    def copy(self):
        source = self._source()
        if source is None:
            return
        key = self._name("copy")
        write = self._ledger.begin(key, content=source.content, mark=source.mark)
        self._settle(self._client.copy(source.slot, key), "CopyObject", [200], write)

    def link(self):
        key = self._name("link")
        write = self._ledger.begin(key, content=(), target=f"{self._own}/{self._rng.randrange(1000)} ä")
        write.mark = str(write.number)
        self._settle(self._client.link(key, write.target, write.mark), "PutSymlink", [200], write)

    def tag(self):
        """Tags an object of its own, which is put when it is not there."""
        key = self._name("tagged")
        before = self._ledger.known(key)
        if before is None:
            return
        if before.content is None or self._rng.random() < 0.2:
            return self._put(key)
        write = self._ledger.begin(key, content=before.content, mark=before.mark)
        write.tag = str(write.number)
        self._settle(self._client.tag(key, write.tag), "PutObjectTagging", [200], write)

    def multipart(self):
        """The next step of one of its uploads."""
        key = self._name("parts")
        if self._ledger.known(key) is None:
            return
        uploads = self._ledger.uploads(key)
        if not uploads:
            return self._initiate(key)
        upload = self._rng.choice(uploads)
        parts = self._ledger.parts(upload)
        if len(parts) < 2 or (len(parts) < MOST_PARTS and self._rng.random() < 0.5):
            return self._part(upload, parts)
        if self._rng.random() < 0.15:
            return self._abort(upload)
        self._complete(upload, parts)

    # The steps of an upload

    def _initiate(self, key):
        write = self._ledger.begin_upload(key)
        answer, upload = self._client.initiate(key, write.mark)
        if upload is None:
            return self._refused("InitiateMultipartUpload", answer, key)
        self._ledger.name_upload(write, key, upload)
        self._ledger.acknowledge(write)

    def _part(self, upload, parts):
        """A new part, or one that is there already; sent, or copied."""
        number = self._rng.choice([len(parts) + 1, len(parts) + 1, max(len(parts), 1)])
        length = SMALLEST_PART + self._rng.randrange(SMALLEST_PART // 2)
        source = self._source() if self._rng.random() < 0.3 else None
        if source is None or source.size < length:
            write = self._ledger.begin(Part(upload.id, number), length)
            answer = self._client.put_part(upload.key, upload.id, number, write.body())
            return self._settle(answer, "UploadPart", [200], write)
        first = self._rng.randrange(source.size - length + 1)
        write = self._ledger.begin(Part(upload.id, number), content=cut_out(source.content, first, length))
        answer = self._client.copy_part(source.slot, first, first + length - 1, upload.key, upload.id, number)
        self._settle(answer, "UploadPartCopy", [200], write)

    def _complete(self, upload, parts):
        etags = {number: write.etag for number, write in parts.items()}
        writes = self._ledger.begin_completion(upload, upload.key, [write for _, write in sorted(parts.items())])
        self._settle(self._client.complete(upload.key, upload.id, etags), "CompleteMultipartUpload", [200], *writes)

    def _abort(self, upload):
        write = self._ledger.begin(upload)
        self._settle(self._client.abort(upload.key, upload.id), "AbortMultipartUpload", [204], write)

    # Help

    def _name(self, kind):
        return f"{self._own}/{kind}-{self._rng.randrange(NAMES)}"

    def _source(self):
        """An object of its own that is there, or `None`. The first time it is put."""
        key = f"{self._own}/source"
        found = self._ledger.known(key)
        if found is None or found.content is not None:
            return found
        self._put(key, 3 * SMALLEST_PART)
        return None

    def _put(self, key, size=None):
        write = self._ledger.begin(key, draw_size(self._rng, self._largest) if size is None else size)
        self._settle(self._client.put(key, write.body(), write.mark), f"PUT of {write.size} bytes", [200], write)

    def _settle(self, answer, what, wanted, *writes):
        if answer.status in wanted:
            self._ledger.acknowledge(*writes, crc64=answer.crc64)
        else:
            self._refused(what, answer, writes[-1].slot)


#: How often each kind comes, of the mixed load.
MIXED = [
    (30, Operations.put), (12, Operations.overwrite), (6, Operations.delete), (2, Operations.delete_many), (6, Operations.post_form),
    (12, Operations.append), (6, Operations.copy), (3, Operations.link), (3, Operations.tag), (20, Operations.multipart),
]
#: Fills the catalogue's log, and nothing else.
SMALL = [(1, Operations.put_small)]
#: Files and nothing else, a row each.
LARGE = [(1, Operations.put_large)]
