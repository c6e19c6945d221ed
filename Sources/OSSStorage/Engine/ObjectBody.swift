package import NIOCore
import OSSWire

/// The bytes of an object, read as they are asked for, a chunk at a time.
///
/// When the whole object is read its CRC-64 is checked before the last chunk is handed out: damaged bytes end in an error and never in a
/// complete body.
package struct ObjectBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    private let inline: ByteBuffer?
    private let stretches: [BlobStretch]
    private let blobs: (any BlobStore)?
    private let pace: ReadingPace
    private let expectedCRC64: UInt64?
    private var first: (any BlobReader)?
    /// Keeps a sweep away from blobs that are yet to be opened.
    private let pin: BlobPins.Pin?
    /// Once the first chunk has been read.
    private var begun: Iterator?

    /// The number of bytes.
    package let size: Int64

    init(bytes: ArraySlice<UInt8>) {
        inline = ByteBuffer(bytes: bytes)
        stretches = []
        blobs = nil
        pace = ReadingPace(first: 0)
        expectedCRC64 = nil
        pin = nil
        size = Int64(bytes.count)
    }

    init(stretches: [BlobStretch], blobs: any BlobStore, pace: ReadingPace, expectedCRC64: UInt64?, pin: BlobPins.Pin? = nil) {
        inline = nil
        self.stretches = stretches
        self.blobs = blobs
        self.pace = pace
        self.expectedCRC64 = expectedCRC64
        self.pin = pin
        size = stretches.reduce(0) { $0 + $1.length }
    }

    mutating func openFirst() async throws {
        guard let stretch = stretches.first, let blobs else { return }
        let reader = try await StorageError.wrapping("open blob") { try await blobs.open(stretch.blob) }
        // A blob that was cut off is known before the first byte is sent.
        guard stretch.offset + stretch.length <= reader.size else { throw StorageError(.corrupt, operation: "open blob") }
        first = reader
    }

    /// Reads the first chunk, so that what is wrong with it is known before anything is sent.
    mutating func begin() async throws {
        var iterator = makeAsyncIterator()
        iterator.ahead = try await iterator.next()
        begun = iterator
    }

    package func makeAsyncIterator() -> Iterator {
        begun
            ?? Iterator(
                inline: inline, stretches: stretches[...], blobs: blobs, pace: pace, remaining: size,
                expectedCRC64: expectedCRC64, pin: pin, reader: first)
    }

    /// Reads chunk after chunk. It holds one open blob at a time, until it is dropped.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var inline: ByteBuffer?
        fileprivate var stretches: ArraySlice<BlobStretch>
        fileprivate let blobs: (any BlobStore)?
        fileprivate var pace: ReadingPace
        fileprivate var remaining: Int64
        fileprivate let expectedCRC64: UInt64?
        fileprivate let pin: BlobPins.Pin?
        fileprivate var reader: (any BlobReader)?
        fileprivate var position: Int64 = 0
        fileprivate var crc64 = CRC64()
        /// What was read before it was asked for.
        fileprivate var ahead: ByteBuffer?

        package mutating func next() async throws -> ByteBuffer? {
            if let bytes = ahead {
                ahead = nil
                return bytes
            }
            if let bytes = inline {
                inline = nil
                return bytes.readableBytes > 0 ? bytes : nil
            }
            guard let stretch = stretches.first else { return nil }
            let chunk = try await read(stretch)
            pace.hasHandedOut()
            position += Int64(chunk.readableBytes)
            remaining -= Int64(chunk.readableBytes)
            if position >= stretch.length { advance() }
            try check(chunk)
            return chunk
        }

        private mutating func read(_ stretch: BlobStretch) async throws -> ByteBuffer {
            let reader = try await openReader(stretch.blob)
            let step = pace.step()
            let count = Int(Swift.min(stretch.length - position, Int64(step.count)))
            let next = Int(Swift.min(stretch.length - position - Int64(count), Int64(step.next)))
            let offset = stretch.offset + position
            let chunk = try await StorageError.wrapping("read blob") { try await reader.read(at: offset, count: count, next: next) }
            guard chunk.readableBytes == count else { throw StorageError(.corrupt, operation: "read") }
            return chunk
        }

        private mutating func openReader(_ blob: BlobID) async throws -> any BlobReader {
            if let reader { return reader }
            guard let blobs else { throw StorageError(.corrupt, operation: "read") }
            let opened = try await StorageError.wrapping("open blob") { try await blobs.open(blob) }
            reader = opened
            return opened
        }

        private mutating func advance() {
            stretches = stretches.dropFirst()
            position = 0
            reader = nil
        }

        private mutating func check(_ chunk: ByteBuffer) throws {
            guard let expectedCRC64 else { return }
            chunk.withUnsafeReadableBytes { crc64.update($0) }
            if remaining == 0, crc64.value != expectedCRC64 { throw StorageError(.corrupt, operation: "read") }
        }
    }
}
