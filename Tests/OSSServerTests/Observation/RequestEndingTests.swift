import NIOCore
import NIOHTTP1
import OSSSigning
import OSSWire
import Synchronization
import Testing

@testable import OSSServer

/// Takes down what it is told.
private final class Notes: RequestObserver {
    private let notes = Mutex((begun: 0, ended: [RequestRecord]()))

    var begun: Int { notes.withLock { $0.begun } }
    var ended: [RequestRecord] { notes.withLock { $0.ended } }

    func requestBegan() { notes.withLock { $0.begun += 1 } }
    func requestEnded(_ record: RequestRecord) { notes.withLock { $0.ended.append(record) } }
}

@Suite("The end of a request") struct RequestEndingTests {
    private struct Cut: Error {}

    private static func chunks(_ sizes: [Int], failing: Bool = false) -> AsyncThrowingStream<ByteBuffer, any Error> {
        AsyncThrowingStream { continuation in
            for size in sizes { continuation.yield(ByteBuffer(repeating: 0, count: size)) }
            continuation.finish(throwing: failing ? Cut() : nil)
        }
    }

    private static func answer(_ body: Response.Body, _ notes: Notes) -> Response {
        let record = RequestRecord(
            refusal: .internalError, clientIP: "", requestID: RequestID(secondsSinceEpoch: 0), at: SigningTime(year: 2024, month: 1, day: 1)!)
        var response = Response(status: 200, body: body)
        response.reportEnd(of: record, started: .now, to: RequestObservers(all: [notes]))
        return response
    }

    @Test("an answer in one piece is told of at once") func bytes() {
        let notes = Notes()
        _ = Self.answer(.bytes([1, 2, 3]), notes)
        #expect(notes.ended.map(\.sent) == [3])
    }

    @Test("the answer to HEAD has sent nothing") func head() {
        let notes = Notes()
        _ = Self.answer(.omitted(length: 100), notes)
        #expect(notes.ended.map(\.sent) == [0])
    }

    @Test("an empty stream has ended before it begins") func empty() {
        let notes = Notes()
        _ = Self.answer(.stream(length: 0, Self.chunks([])), notes)
        #expect(notes.ended.map(\.sent) == [0])
    }

    @Test("a stream is told of before its last bytes go out, and once") func stream() async throws {
        let notes = Notes()
        let response = Self.answer(.stream(length: 7, Self.chunks([3, 4])), notes)
        guard case .stream(7, let chunks) = response.body else {
            Issue.record("the body is another one")
            return
        }
        var seen: [Int] = []
        for try await chunk in chunks {
            seen.append(chunk.readableBytes)
            #expect(notes.ended.count == (seen.count == 2 ? 1 : 0))
        }
        #expect(seen == [3, 4])
        #expect(notes.ended.map(\.sent) == [7])
    }

    @Test("a stream that fails or is let go has sent what it has sent", arguments: [true, false]) func cut(isRead: Bool) async throws {
        let notes = Notes()
        func go() async {
            let response = Self.answer(.stream(length: 100, Self.chunks([3, 4], failing: true)), notes)
            guard isRead, case .stream(_, let chunks) = response.body else { return }
            do { for try await _ in chunks {} } catch {}
        }
        await go()
        #expect(notes.ended.map(\.sent) == [isRead ? 7 : 0])
    }
}
