package import NIOCore
package import OSSSigning
package import OSSStorage

/// Moments of the suite.
package enum Moments {
    /// Seconds after the beginning of the suite's time.
    package static func at(_ seconds: Int64) -> SigningTime {
        guard let moment = SigningTime(secondsSinceEpoch: 1_750_000_000 + seconds) else { preconditionFailure("out of range") }
        return moment
    }

    package static let start = at(0)
    package static let farFuture = at(1_000_000_000)
}

extension BucketName {
    /// A bucket name written in a test.
    package static func test(_ name: String) -> BucketName {
        do { return try BucketName(name) } catch { preconditionFailure("\(name): \(error)") }
    }
}

extension ObjectKey {
    /// A key written in a test.
    package static func test(_ key: String) -> ObjectKey {
        do { return try ObjectKey(key) } catch { preconditionFailure("\(key): \(error)") }
    }
}

/// A body in chunks, which can end with an error.
package struct TestBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    /// What a body that breaks off throws.
    package struct HungUp: Error {}

    private let chunks: [ByteBuffer]
    private let breaksOff: Bool

    /// The bytes in chunks of a size.
    package init(_ bytes: [UInt8], chunk: Int = 1024, breaksOff: Bool = false) {
        chunks = stride(from: 0, to: bytes.count, by: Swift.max(chunk, 1)).map { start in
            ByteBuffer(bytes: bytes[start..<Swift.min(start + Swift.max(chunk, 1), bytes.count)])
        }
        self.breaksOff = breaksOff
    }

    package func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks[...], breaksOff: breaksOff) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: ArraySlice<ByteBuffer>
        fileprivate let breaksOff: Bool

        package mutating func next() async throws -> ByteBuffer? {
            if let chunk = chunks.popFirst() { return chunk }
            if breaksOff { throw HungUp() }
            return nil
        }
    }
}

extension ObjectBody {
    /// All the bytes.
    package func collected() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self { bytes += chunk.readableBytesView }
        return bytes
    }
}

extension ObjectStorage {
    /// The bytes of an object, or `nil` when there is none.
    package func bytes(_ bucket: BucketName, _ key: ObjectKey) async throws -> [UInt8]? {
        guard let object = try await object(bucket, key) else { return nil }
        return try await read(object).collected()
    }
}
