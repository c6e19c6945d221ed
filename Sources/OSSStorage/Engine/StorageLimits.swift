/// The bounds that the storage keeps to.
package struct StorageLimits: Sendable, Hashable {
    /// The largest object that is kept in its row, in bytes. It takes no file, so it becomes durable with its row.
    package var inlineBytes = 32 * 1024
    /// The largest object that one upload can make: 5 GiB, as OSS has it.
    package var maximumObjectBytes: Int64 = 5 * 1024 * 1024 * 1024
    /// The largest object that parts can make: 48.8 TB, as OSS has it.
    package var maximumMultipartBytes: Int64 = 48_800_000_000_000
    /// The smallest part, but for the last of an object: 100 KiB, as OSS has it.
    package var minimumPartBytes: Int64 = 100 * 1024
    /// A copied part refers to at most this many pieces of its source's bytes; with more of them it gets bytes of its own.
    package var maximumSharedSegments = 100
    /// How many parts an upload has at most.
    package var maximumParts = 10_000
    /// How many uploads may hold a blob open at the same time. Running out of descriptors would end the process.
    package var maximumUploads = 4096
    /// How many bytes are gathered before they are handed to a blob. A thousand slow uploads hold so much each, and a fast one arrives in pieces
    /// of this size, which are handed on without being copied.
    package var writeChunkBytes = 64 * 1024
    /// How many bytes are read from a blob at once; for a client that comes back at once up to four times as many,
    /// while there are not many of them.
    package var readChunkBytes = 128 * 1024
    /// How often a copy or a completion is tried when what it refers to changes meanwhile.
    package static let sharingAttempts = 5
    /// How many changes share one transaction at most.
    package var commitBatch = 256

    /// How long a storage that has become read-only waits before it tries whether writing works again.
    var recoveryPauses = WriteGate.Pauses()
    /// The first of these pauses and the longest.
    package mutating func setRecoveryPauses(first: Duration, longest: Duration) {
        recoveryPauses = WriteGate.Pauses(first: first, longest: longest)
    }

    package init() {}

    /// The usual bounds with another number of uploads.
    package init(maximumUploads: Int) { self.maximumUploads = maximumUploads }
}
