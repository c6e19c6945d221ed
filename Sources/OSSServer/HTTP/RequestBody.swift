import NIOCore
import NIOHTTP1
import OSSWire

/// The body of the request that is being served: read once, by the handler that needs it, at its own pace.
///
/// `100 Continue` goes out when the first byte is asked for and not before, so a refusal costs the client nothing.
/// A body belongs to the task of its connection.
final class RequestBody: AsyncSequence {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let framing: RequestEnvelope.Framing
    private let reader: PartReader
    private let sendContinue: (() async throws -> Void)?
    private var hasBegun = false
    /// The last part of the request has been read.
    private(set) var isComplete = false
    /// The connection ended or broke the rules before the body did; nothing can follow.
    private(set) var hasFailed = false
    /// This side has ended the body, not the client.
    private(set) var isGivenUp = false
    /// Bytes that have been read.
    private(set) var received: Int64 = 0

    init(_ envelope: RequestEnvelope, reader: PartReader, sendContinue: @escaping () async throws -> Void) {
        framing = envelope.framing
        self.reader = reader
        self.sendContinue = envelope.expectsContinue && envelope.framing.hasBody ? sendContinue : nil
    }

    /// The client still waits to be asked for the body.
    var isAwaitingContinue: Bool { sendContinue != nil && !hasBegun }

    /// The announced length; `nil` for a chunked body.
    var length: Int64? {
        switch framing {
        case .none: 0
        case .length(let length): length
        case .chunked: nil
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    struct Iterator: AsyncIteratorProtocol {
        let body: RequestBody

        mutating func next() async throws -> ByteBuffer? { try await body.next(isolation: nil) }
        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? { try await body.next(isolation: actor) }
    }

    /// The next bytes, or `nil` behind the last.
    /// - Throws: `OSSError.incompleteBody` when the connection ends first.
    func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
        guard !isComplete else { return nil }
        if !hasBegun {
            hasBegun = true
            try await sendContinue?()
        }
        do {
            switch try await reader.next() {
            case .body(let bytes):
                received += Int64(bytes.readableBytes)
                return bytes
            case .end:
                isComplete = true
                return nil
            case .head, nil: throw OSSError.incompleteBody
            }
        } catch {
            hasFailed = true
            isGivenUp = isGivenUp || error is SlowPeerHandler.BodyTooSlow || error is SlowPeerHandler.ServerStops
            throw Self.answer(to: error)
        }
    }

    private static func answer(to error: any Error) -> any Error {
        switch error {
        case HTTPParserError.invalidEOFState: OSSError.incompleteBody
        case is HTTPParserError: OSSError.badRequest("The body's framing is malformed.")
        case is SlowPeerHandler.BodyTooSlow: OSSError.requestTimeout
        case is SlowPeerHandler.ServerStops: OSSError.serviceUnavailable
        default: error
        }
    }

    /// The whole of a small body.
    /// - Throws: EntityTooLarge beyond the limit.
    func collect(upTo limit: Int) async throws -> [UInt8] {
        guard length ?? 0 <= limit else { throw OSSError.entityTooLarge }
        var bytes: [UInt8] = []
        while let chunk = try await next() {
            guard chunk.readableBytes <= limit - bytes.count else { throw OSSError.entityTooLarge }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }

    /// Reads up to a number of bytes that nobody wants.
    /// - Returns: whether the body has ended, so that another request can follow.
    func discard(upTo limit: Int) async throws -> Bool {
        var discarded = 0
        hasBegun = true
        while discarded <= limit, let bytes = try await next() { discarded += bytes.readableBytes }
        return isComplete
    }
}

/// The parts that arrive on a connection. One task reads them.
final class PartReader {
    private var iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

    init(_ stream: NIOAsyncChannelInboundStream<HTTPServerRequestPart>) { iterator = stream.makeAsyncIterator() }

    func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> HTTPServerRequestPart? {
        var iterator = iterator
        defer { self.iterator = iterator }
        return try await iterator.next(isolation: actor)
    }
}
