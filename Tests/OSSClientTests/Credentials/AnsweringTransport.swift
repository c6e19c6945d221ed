import HTTPTypes
import NIOCore
import Synchronization

@testable import OSSClient

/// A transport that answers with what a closure says, and remembers what it was asked.
final class AnsweringTransport: HTTPTransport {
    struct Asked: Sendable {
        let request: TransportRequest
        let body: String
    }

    private let answer: @Sendable (Asked) throws -> TransportResponse
    private let seen = Mutex<[Asked]>([])

    init(_ answer: @escaping @Sendable (Asked) throws -> TransportResponse) { self.answer = answer }

    /// Answers every request with a document.
    convenience init(status: Int = 200, _ text: String) { self.init { _ in TransportResponse(status: status, text) } }

    /// A transport that must not be used: nobody listens.
    static let dead = AnsweringTransport { _ in throw ClientError(.connectionFailed, "no connection within the time limit") }

    var asked: [Asked] { seen.withLock { $0 } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let asked = Asked(request: request, body: request.body.sentText)
        seen.withLock { $0.append(asked) }
        return try answer(asked)
    }
}

extension AnsweringTransport.Asked {
    /// Method and path, `PUT /latest/api/token`.
    var line: String {
        let rest = request.url.dropFirst(request.url.hasPrefix("https") ? 8 : 7)
        return "\(request.method) \(rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...])"
    }

    /// The parameters of query and form, decoded.
    var parameters: [String: String] {
        var parameters: [String: String] = [:]
        let query = request.url.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        for pair in (query + "&" + body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters[String(parts[0])] = (try? PercentEncoding.decode(parts[1].utf8)).map { String(decoding: $0, as: UTF8.self) }
        }
        return parameters
    }
}

extension TransportResponse {
    init(status: Int, _ text: String) { self.init(status: status, body: ByteChunks(Array(text.utf8))) }
}

extension RequestBody {
    /// The text of a body that is in memory.
    fileprivate var sentText: String { if case .bytes(let buffer) = content { String(buffer: buffer) } else { "" } }
}

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let time: Mutex<SigningTime>

    init(_ text: String = "2024-11-12T08:32:38Z") { time = Mutex(SigningTime(rfc3339: text)!) }

    var now: @Sendable () -> SigningTime { { self.time.withLock { $0 } } }

    func advance(_ seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds)! } }
}

extension CredentialsNetwork {
    /// A network where every request goes to one transport.
    static func scripted(_ transport: AnsweringTransport, clock: HandClock = HandClock()) -> CredentialsNetwork {
        CredentialsNetwork(transport: transport, direct: transport, now: clock.now)
    }
}
