import NIOCore
import Synchronization

/// The end of one request: observers are told of it when the last byte of its answer is handed over, or when it is clear that it never will be.
///
/// A request is told of before its last byte goes out: a client that has its whole answer finds the request counted.
final class RequestEnding: Sendable {
    private let observers: RequestObservers
    private let started: ContinuousClock.Instant
    private let length: Int64
    /// `nil` when the observers have been told.
    private let record: Mutex<RequestRecord?>

    init(_ record: RequestRecord, length: Int64, started: ContinuousClock.Instant, _ observers: RequestObservers) {
        self.observers = observers
        self.started = started
        self.length = length
        self.record = Mutex(record)
        if length <= 0 { end() }
    }

    /// The client went away, or the answer could not be made to its end.
    deinit { end() }

    /// So many more bytes are about to be handed over.
    func add(_ bytes: Int) {
        let isWhole = record.withLock { record in
            guard let sent = record?.sent else { return false }
            record?.sent = sent + Int64(bytes)
            return sent + Int64(bytes) >= length
        }
        if isWhole { end() }
    }

    private func end() {
        let ended = record.withLock { record in
            defer { record = nil }
            return record
        }
        guard var ended else { return }
        ended.duration = ContinuousClock.now - started
        observers.requestEnded(ended)
    }
}

/// The body of an answer whose end is told to the observers.
struct ObservedBody<Base: AsyncSequence>: AsyncSequence where Base.Element == ByteBuffer, Base.Failure == any Error {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: Base
    let ending: RequestEnding

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), ending: ending) }

    struct Iterator: AsyncIteratorProtocol {
        var base: Base.AsyncIterator
        let ending: RequestEnding

        mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            let chunk = try await base.next(isolation: actor)
            if let chunk { ending.add(chunk.readableBytes) }
            return chunk
        }
    }
}

extension Response {
    /// Has the observers told of the request when this answer has been handed over.
    mutating func reportEnd(of record: RequestRecord, started: ContinuousClock.Instant, to observers: RequestObservers) {
        guard case .stream(let length, let chunks) = body else {
            var record = record
            if case .bytes(let bytes) = body { record.sent = Int64(bytes.count) }
            return observers.requestEnded(record)
        }
        let ending = RequestEnding(record, length: length, started: started, observers)
        body = .stream(length: length, Self.observed(chunks, ending))
    }

    private static func observed<Base: AsyncSequence>(_ chunks: Base, _ ending: RequestEnding) -> any AsyncSequence<ByteBuffer, any Error>
    where Base.Element == ByteBuffer, Base.Failure == any Error {
        ObservedBody(base: chunks, ending: ending)
    }
}
