import HTTPTypes
import OSSClient
import Synchronization

/// A transport without sockets: each request gets the next answer of a script, and is kept.
final class ScriptedTransport: HTTPTransport {
    typealias Answer = @Sendable (TransportRequest) async throws -> TransportResponse

    private let state: Mutex<(answers: [Answer], requests: [TransportRequest])>

    init(_ answers: [Answer]) { state = Mutex((answers, [])) }

    var requests: [TransportRequest] { state.withLock { $0.requests } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw ClientError(.invalidConfiguration, "the script has no further answer") }
        return try await answer(request)
    }
}

extension ScriptedTransport {
    /// An answer with a status, headers and a body.
    static func answer(_ status: Int, _ headers: HTTPFields = [:], _ body: String = "") -> Answer {
        { _ in TransportResponse(status: status, headers: headers, body: ByteChunks(Array(body.utf8))) }
    }

    /// An error document.
    static func refusal(_ status: Int, _ code: String, headers: HTTPFields = [:]) -> Answer {
        answer(status, headers, "<Error><Code>\(code)</Code><Message>No.</Message></Error>")
    }

    /// A failure below HTTP.
    static func failure(_ code: ClientError.Code) -> Answer { { _ in throw ClientError(code, "no") } }
}
