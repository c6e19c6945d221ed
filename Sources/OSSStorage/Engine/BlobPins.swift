import Synchronization

/// The blobs that readers have yet to open. An object of many parts is read blob after blob, for as long as its reader takes; what it was made of
/// stays until then, also when it was deleted meanwhile and the disk is full.
final class BlobPins: Sendable {
    private let counts = Mutex<[BlobID: Int]>([:])

    /// Blobs that stay, as long as the value lives.
    final class Pin: Sendable {
        private let blobs: Set<BlobID>
        private let pins: BlobPins

        fileprivate init(_ blobs: Set<BlobID>, in pins: BlobPins) {
            self.blobs = blobs
            self.pins = pins
        }

        deinit { pins.release(blobs) }
    }

    /// Pins blobs.
    func pin(_ blobs: some Sequence<BlobID>) -> Pin {
        let blobs = Set(blobs)
        counts.withLock { counts in
            for blob in blobs { counts[blob, default: 0] += 1 }
        }
        return Pin(blobs, in: self)
    }

    /// Which of these blobs nobody has pinned.
    func free(among blobs: [BlobID]) -> [BlobID] {
        counts.withLock { counts in counts.isEmpty ? blobs : blobs.filter { counts[$0] == nil } }
    }

    private func release(_ blobs: Set<BlobID>) {
        counts.withLock { counts in
            for blob in blobs {
                guard let count = counts[blob] else { continue }
                counts[blob] = count > 1 ? count - 1 : nil
            }
        }
    }
}
