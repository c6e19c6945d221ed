public import NIOCore

/// What a request carries. A body knows its length, if anybody does, and whether it can be sent a second time.
public struct RequestBody: Sendable {
    enum Content: Sendable {
        case none
        case bytes(ByteBuffer)
        case chunks(ByteChunks)
    }

    let content: Content
    /// The number of bytes; `nil` when it is known only at the end, and the body is sent chunked.
    public let length: Int64?
    /// Whether the same bytes can be sent again. A failed request with another body is not repeated.
    public let isReplayable: Bool

    /// No body.
    public static let none = RequestBody(content: .none, length: 0, isReplayable: true)

    /// Bytes in memory.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> RequestBody { .buffer(ByteBuffer(bytes: bytes)) }

    /// A text's UTF-8 bytes.
    public static func text(_ text: String) -> RequestBody { .buffer(ByteBuffer(string: text)) }

    /// Bytes in memory.
    public static func buffer(_ buffer: ByteBuffer) -> RequestBody {
        RequestBody(content: .bytes(buffer), length: Int64(buffer.readableBytes), isReplayable: true)
    }

    /// What a sequence yields, which is read once.
    ///
    /// - Parameter length: the number of bytes; `nil` sends the body chunked, which real OSS takes for PutObject and AppendObject.
    public static func stream<Chunks: AsyncSequence & Sendable>(_ chunks: Chunks, length: Int64?) -> RequestBody
    where Chunks.Element == ByteBuffer {
        RequestBody(content: .chunks(ByteChunks(chunks)), length: length, isReplayable: false)
    }

    /// What can be read as often as it takes.
    package static func replayable(_ chunks: ByteChunks, length: Int64) -> RequestBody {
        RequestBody(content: .chunks(chunks), length: length, isReplayable: true)
    }

    /// The same body, each piece of which is shown to `observe` as it is taken for sending; `begin` is called before the first.
    package func observed(begin: @escaping @Sendable () -> Void, _ observe: @escaping @Sendable (ByteBuffer) -> Void) -> RequestBody {
        let source: ByteChunks
        switch content {
        case .none: return self
        case .bytes(let buffer): source = ByteChunks { Self.slices(of: buffer) }
        case .chunks(let chunks): source = chunks
        }
        let chunks = ByteChunks {
            begin()
            var iterator = source.makeAsyncIterator()
            return {
                let chunk = try await iterator.next()
                if let chunk { observe(chunk) }
                return chunk
            }
        }
        return RequestBody(content: .chunks(chunks), length: length, isReplayable: isReplayable)
    }

    /// All of its bytes; for bodies that are known to be small.
    package func collected() async throws -> [UInt8] {
        switch content {
        case .none: return []
        case .bytes(let buffer): return Array(buffer.readableBytesView)
        case .chunks(let chunks):
            var bytes: [UInt8] = []
            for try await chunk in chunks { bytes += Array(chunk.readableBytesView) }
            return bytes
        }
    }

    /// The same body, held back as a pacer says.
    package func paced(_ pacer: Pacer) -> RequestBody {
        guard case .chunks(let source) = content else { return self }
        let chunks = ByteChunks {
            var iterator = source.makeAsyncIterator()
            var rest = ByteBuffer()
            return {
                if rest.readableBytes == 0 {
                    guard let chunk = try await iterator.next() else { return nil }
                    rest = chunk
                }
                // A large piece at once would be followed by a silence that the other side takes for a lost connection.
                let piece = rest.readSlice(length: Swift.min(rest.readableBytes, pacer.pieceSize))
                if let piece { try await pacer.pay(piece.readableBytes) }
                return piece
            }
        }
        return RequestBody(content: .chunks(chunks), length: length, isReplayable: isReplayable)
    }

    /// Pieces small enough to report progress by.
    private static func slices(of buffer: ByteBuffer) -> () async throws -> ByteBuffer? {
        var rest = buffer
        return { rest.readableBytes == 0 ? nil : rest.readSlice(length: Swift.min(rest.readableBytes, 256 * 1024)) }
    }
}
