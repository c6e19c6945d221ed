"""What was written to a disk, in which order, and what may be left of it when the power fails at some place of that log."""

from block_plugin import FLUSH, RECORD

#: A write may be torn into pieces of so many bytes, each of which is kept or lost; 0: as a whole.
TEARS = [0, 4096, 512]
#: How much is kept of what was not flushed.
KEPT_SHARES = [0.0, 0.5, 0.5, 0.9]
#: ext4 writes its superblock in place, outside its log and with a checksum: torn, it is not mounted before somebody repairs it. So the disk's
#: first bytes are kept or lost as a whole, as on a disk with sectors of that size.
FIRST_SECTOR = 4096


class BlockLog:
    def __init__(self, base, log):
        """The disk before the first write, and the bytes of the log."""
        self._base, self._log = base, log
        #: Where each record begins and ends, its offset on the disk and its length.
        self._records = []
        start = 0
        while start + RECORD.size <= len(log):
            offset, length = RECORD.unpack_from(log, start)
            end = start + RECORD.size + length
            if end > len(log):
                break
            self._records.append((start + RECORD.size, end, offset, length))
            start = end

    def places(self, after=0):
        """The ends of all records behind a place: where the power can fail."""
        return [end for _, end, _, _ in self._records if end >= after]

    def image(self, place, rng):
        """The disk after a power cut at this place: what was flushed, and by chance some of the rest."""
        before = [record for record in self._records if record[1] <= place]
        flushed = max((index for index, record in enumerate(before) if record[2] == FLUSH), default=-1)
        image = bytearray(self._base)
        for record in before[:flushed]:
            self._apply(image, record)
        share, tear = rng.choice(KEPT_SHARES), rng.choice(TEARS)
        for record in before[flushed + 1:]:
            self._apply_some(image, record, rng, share, tear)
        return image

    def _apply(self, image, record):
        begin, end, offset, length = record
        if offset != FLUSH:
            image[offset:offset + length] = self._log[begin:end]

    def _apply_some(self, image, record, rng, share, tear):
        begin, _, offset, length = record
        done = 0
        while done < length:
            size = min(max(tear, FIRST_SECTOR - offset - done) if tear else length, length - done)
            if rng.random() < share:
                image[offset + done:offset + done + size] = self._log[begin + done:begin + done + size]
            done += size
