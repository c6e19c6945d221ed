import HTTPTypes
import NIOCore
import OSSSigning
import OSSWire

/// `x-oss-traffic-limit`: how fast one transfer may be, in bits per second, as a header or a signed query parameter.
///
/// OSS page: "Single-connection bandwidth throttling".
struct TrafficLimit: Sendable, Hashable {
    let bitsPerSecond: Int

    static let range = 819_200...838_860_800

    /// The limit that a request asks for, if it does.
    /// - Throws: InvalidArgument.
    init?(_ request: ReceivedRequest) throws(OSSError) {
        try self.init(request.fields[.ossTrafficLimit] ?? request.query.first("x-oss-traffic-limit"))
    }

    /// The limit of a form.
    /// - Throws: InvalidArgument.
    init?(_ fields: HTTPFields) throws(OSSError) { try self.init(fields[.ossTrafficLimit]) }

    private init?(_ text: String?) throws(OSSError) {
        guard let text else { return nil }
        guard let number = ASCII.number(text.utf8), Self.range.contains(number) else {
            throw .invalidArgument(
                "The bandwidth limit must be an integer between 819200 and 838860800.", name: "x-oss-traffic-limit", value: text)
        }
        bitsPerSecond = number
    }

    /// How long so many bytes take.
    func duration(of bytes: Int) -> Duration { .seconds(Double(bytes) * 8 / Double(bitsPerSecond)) }
}

/// A body that is no faster than its limit: each chunk is handed on when its time has come.
struct PacedBody: AsyncSequence {
    typealias Element = ByteBuffer

    let base: any AsyncSequence<ByteBuffer, any Error>
    /// `nil`: as fast as it goes.
    let limit: TrafficLimit?

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), limit: limit) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: any AsyncIteratorProtocol<ByteBuffer, any Error>
        fileprivate let limit: TrafficLimit?
        private var due: ContinuousClock.Instant?

        fileprivate init(base: any AsyncIteratorProtocol<ByteBuffer, any Error>, limit: TrafficLimit?) {
            self.base = base
            self.limit = limit
        }

        mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            guard let chunk = try await base.next(isolation: actor) else { return nil }
            guard let limit else { return chunk }
            let due = (due ?? .now).advanced(by: limit.duration(of: chunk.readableBytes))
            self.due = due
            try await ContinuousClock().sleep(until: due)
            return chunk
        }
    }
}
