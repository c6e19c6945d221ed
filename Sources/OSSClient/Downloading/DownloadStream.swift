public import NIOCore
import OSSWire

/// An object's bytes as they come, in order. When a connection breaks, the next one goes on at the byte where it did.
///
/// The sequence ends when all bytes are there and their CRC-64 is OSS's; whoever uses the bytes before trusts them unchecked.
public struct DownloadStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    public typealias Failure = any Error

    private let source: any DownloadSource
    private let options: DownloadOptions

    init(_ source: any DownloadSource, options: DownloadOptions) {
        self.source = source
        self.options = options
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source, pacer: options.pacer) }

    /// Goes through the bytes.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let source: any DownloadSource
        fileprivate let pacer: Pacer?
        private var reader: ObjectReader?
        private var crc = CRC64()
        private var isOver = false

        fileprivate init(source: any DownloadSource, pacer: Pacer?) {
            self.source = source
            self.pacer = pacer
        }

        /// - Throws: ``ServiceError``; ``ClientError`` with the codes `objectChanged`, `checksumMismatch`, `expired` and those of the network.
        public mutating func next() async throws -> ByteBuffer? {
            guard !isOver else { return nil }
            do { return try await following() } catch {
                // Behind a gap nothing may come.
                isOver = true
                throw error
            }
        }

        private mutating func following() async throws -> ByteBuffer? {
            if reader == nil {
                try source.checkValid()
                reader = ObjectReader(source, try await OpenedObject.ask(source, first: nil))
            }
            guard let chunk = try await reader?.next() else {
                isOver = true
                try reader?.facts.compare(received: crc.value)
                return nil
            }
            chunk.withUnsafeReadableBytes { crc.update($0) }
            try await pacer?.pay(chunk.readableBytes)
            return chunk
        }
    }
}

extension DownloadOptions {
    var pacer: Pacer? { bandwidthLimit.map { Pacer(bytesPerSecond: $0) } }
}
