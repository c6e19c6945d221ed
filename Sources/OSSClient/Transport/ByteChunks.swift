public import NIOCore

/// Bytes that arrive piece by piece: the body of an answer, or of a request while it is sent.
///
/// It can be iterated once unless it was made of what can be read again.
public struct ByteChunks: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    public typealias Failure = any Error

    private let begin: @Sendable () -> AsyncIterator

    /// The pieces that come one after the other, each call of the closure making the next; `nil` ends them.
    package init(_ begin: @escaping @Sendable () -> (() async throws -> ByteBuffer?)) {
        self.begin = { AsyncIterator(following: begin()) }
    }

    /// The pieces of another sequence.
    package init<Chunks: AsyncSequence & Sendable>(_ chunks: Chunks) where Chunks.Element == ByteBuffer {
        self.begin = {
            var iterator = chunks.makeAsyncIterator()
            return AsyncIterator(following: { try await iterator.next() })
        }
    }

    /// Bytes that are there already.
    package init(_ bytes: [UInt8]) {
        self.begin = {
            var rest: ByteBuffer? = bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
            return AsyncIterator(following: {
                defer { rest = nil }
                return rest
            })
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { begin() }

    /// Goes through the pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let following: () async throws -> ByteBuffer?

        public mutating func next() async throws -> ByteBuffer? { try await following() }
    }
}
