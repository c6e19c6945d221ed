import HTTPTypes
import NIOCore

/// The answer to the first request for an object, its bytes still to come.
struct OpenedObject: Sendable {
    let facts: ObjectFacts
    /// The bytes that come.
    let range: Range<Int64>
    let body: ByteChunks
    /// Whether the answer is the whole object.
    let isWhole: Bool

    /// Asks for the first bytes of an object that is not known.
    ///
    /// - Parameter count: how many bytes to ask for, at least 1; `nil` for all. A shorter object comes whole, and so does any on a server that
    ///   ignores ranges.
    static func ask(_ source: any DownloadSource, first count: Int64?) async throws -> OpenedObject {
        let response: TransportResponse
        do {
            response = try await source.get(count.map { 0..<$0 }, ifMatch: nil)
        } catch let error as ServiceError where error.status == 416 {
            // An empty object has no byte to ask for.
            response = try await source.get(nil, ifMatch: nil)
        }
        let (facts, stretch) = try ObjectFacts.read(response)
        guard stretch == 0..<(response.status == 206 ? min(count ?? facts.size, facts.size) : facts.size) else {
            throw ClientError(.invalidResponse, "the answer holds other bytes of the object than were asked for")
        }
        return OpenedObject(facts: facts, range: stretch, body: response.body, isWhole: response.status != 206)
    }
}

/// Reads a stretch of an object from its first byte to its last, over as many connections as it takes: when one breaks, the next one goes on at
/// the byte where it did.
struct ObjectReader {
    /// What the first answer said.
    let facts: ObjectFacts
    /// The place of the next byte.
    private(set) var offset: Int64
    /// The place behind the last byte.
    let end: Int64

    private let source: any DownloadSource
    private var answer: Answer?
    /// Connections that broke one after the other without a byte.
    private var failures = 0

    private struct Answer {
        var chunks: ByteChunks.AsyncIterator
        /// The place of the next byte that comes, before ``ObjectReader/offset`` where the server ignores ranges.
        var position: Int64
        /// Whether bytes behind the stretch are no mistake.
        let isWhole: Bool
    }

    /// A stretch of an object that is known.
    init(_ source: any DownloadSource, facts: ObjectFacts, range: Range<Int64>) {
        self.source = source
        self.facts = facts
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The beginning of an object, whose answer has begun already.
    init(_ source: any DownloadSource, _ opened: OpenedObject) {
        self.init(source, facts: opened.facts, range: opened.range)
        answer = Answer(chunks: opened.body.makeAsyncIterator(), position: 0, isWhole: opened.isWhole)
    }

    /// The next bytes; `nil` behind the last.
    mutating func next() async throws -> ByteBuffer? {
        while offset < end {
            if answer == nil { answer = try await open() }
            do {
                guard let chunk = try await receive() else { continue }
                failures = 0
                return chunk
            } catch {
                answer = nil
                try Task.checkCancellation()
                failures += 1
                guard
                    case .retry(let pause) = source.retry.decision(
                        attempt: failures, error: error, isReplayable: true, random: .random(in: 0..<1))
                else { throw error }
                try await Task.sleep(for: pause)
            }
        }
        try await finish()
        return nil
    }

    private func open() async throws -> Answer {
        let response: TransportResponse
        do {
            response = try await source.get(offset..<end, ifMatch: facts.etag)
        } catch let error as ServiceError where error.status == 412 && facts.etag != nil {
            throw ObjectFacts.changed
        }
        let (other, stretch) = try ObjectFacts.read(response)
        try facts.check(other)
        guard response.status != 206 || stretch == offset..<end else {
            throw ClientError(.invalidResponse, "the answer holds other bytes of the object than were asked for")
        }
        return Answer(chunks: response.body.makeAsyncIterator(), position: stretch.lowerBound, isWhole: response.status != 206)
    }

    /// The next bytes of the answer that belong to the stretch; `nil` for bytes before it.
    private mutating func receive() async throws -> ByteBuffer? {
        guard var answer, var chunk = try await answer.chunks.next() else {
            throw ClientError(.connectionLost, "the answer broke off before its end")
        }
        let first = answer.position
        answer.position += Int64(chunk.readableBytes)
        self.answer = answer
        if first < offset { chunk.moveReaderIndex(forwardBy: Int(min(offset - first, Int64(chunk.readableBytes)))) }
        guard chunk.readableBytes > 0 else { return nil }
        if Int64(chunk.readableBytes) > end - offset {
            guard answer.isWhole, let slice = chunk.readSlice(length: Int(end - offset)) else { throw Self.tooLong }
            chunk = slice
            self.answer = nil
        }
        offset += Int64(chunk.readableBytes)
        return chunk
    }

    /// Takes the end of the answer, so that its connection can be used again.
    private mutating func finish() async throws {
        guard var answer else { return }
        self.answer = nil
        guard !answer.isWhole || answer.position >= facts.size else { return }
        // All bytes are there: how the connection ends says nothing about them.
        if let more = try? await answer.chunks.next(), more.readableBytes > 0 { throw Self.tooLong }
    }

    private static var tooLong: ClientError { ClientError(.invalidResponse, "the answer is longer than it said") }
}
