"""What clients see of unfinished multipart uploads, compared with what the ledger allows."""

from ledger import Part, Upload


class UploadVerifier:
    """Objects are looked at before: a completion is judged by both of its halves."""

    def __init__(self, client, ledger, findings):
        self._client, self._ledger, self._findings = client, ledger, findings

    def check(self, touched):
        """Lists all unfinished uploads, and the parts of those that were touched; settles what they are."""
        listed = self._client.uploads()
        self._check_completions(listed)
        for upload in [slot for slot in self._ledger.slots() if isinstance(slot, Upload)]:
            self._check_upload(upload, listed.pop(upload.id, None), upload in touched)
        for id, key in listed.items():
            self._check_unknown(id, key)
        self._ledger.end_round()

    def _check_upload(self, upload, key, is_touched):
        seen = next((write for write in self._ledger.possible(upload) if (write.content is None) == (key is None)), None)
        self._findings.verified += 1
        if seen is None:
            kind, text = ("P1", "acknowledged and not listed any more") if key is None else ("P3", "ended, and listed again")
            self._findings.violation(kind, f"the upload {upload.id} is {text}", upload.key)
        elif key is not None and key != upload.key:
            self._findings.violation("P2", f"the upload {upload.id} is listed under {key!r}", upload.key)
        if seen is None or key is None:
            return self._ledger.drop(upload)
        self._ledger.settle(upload, seen)
        if is_touched or any(len(self._ledger.possible(slot)) > 1 for slot in self._ledger.part_slots(upload)):
            self._check_parts(upload)

    def _check_parts(self, upload):
        listed = self._client.parts(upload.key, upload.id)
        if listed is None:
            self._findings.violation("P2", f"the upload {upload.id} is listed and not found", upload.key)
            return self._ledger.drop(upload)
        for slot in self._ledger.part_slots(upload):
            self._check_part(upload, slot, listed.pop(slot.number, None))
        if unknown := [number for number in listed if Part(upload.id, number) not in self._ledger.forgotten]:
            self._findings.violation("P2", f"the upload {upload.id} has parts that nobody sent: {sorted(unknown)}", upload.key)

    def _check_part(self, upload, slot, part):
        possible = self._ledger.possible(slot)
        seen = next((write for write in possible if self._shows(part, write)), None)
        self._findings.verified += 1
        if seen is None:
            kind = "P1" if all(write.content is not None for write in possible) else "P2"
            said = "is gone" if part is None else f"has {part.size} bytes and the ETag {part.etag}"
            self._findings.violation(kind, f"part {slot.number} of {upload.id} {said}, {[write.size for write in possible]} may be seen", upload.key)
            return self._ledger.forget(slot)
        if seen.crc64 is not None and part.crc64 != seen.crc64:
            self._findings.violation("P1", f"CRC-64 {part.crc64} of part {slot.number}, acknowledged as {seen.crc64}", upload.key)
        self._ledger.settle(slot, seen)

    @staticmethod
    def _shows(part, write):
        if part is None or write.content is None:
            return part is None and write.content is None
        return part.size == write.size and part.etag == write.etag

    def _check_unknown(self, id, key):
        """Its initiation was not answered, or nobody began it."""
        if not self._ledger.nameless.get(key):
            return self._findings.violation("P2", f"an upload that nobody began is listed: {id}", key)
        upload = self._ledger.adopt(key, id)
        self._ledger.settle(upload, self._ledger.history(upload)[-1])
        if self._client.parts(key, id) != {}:
            self._findings.violation("P2", f"the upload {id} has parts that nobody sent", key)

    def _check_completions(self, listed):
        """A completion that was not acknowledged has happened as a whole, or not at all."""
        for end, made in self._ledger.pairs:
            if end.acknowledged is None and made.slot not in self._ledger.forgotten:
                is_gone, is_there = end.slot.id not in listed, made in self._ledger.possible(made.slot)
                if is_gone != is_there:
                    text = "has ended without becoming its object" if is_gone else "has become its object and is still listed"
                    self._findings.violation("P3", f"the upload {end.slot.id} {text}", made.slot)
