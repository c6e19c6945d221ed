import HTTPTypes
import NIOCore
import OSSClient
import Synchronization

/// A transport before another one: counts what passes, and fails when it is told to.
final class RecordingTransport: HTTPTransport {
    struct Sent: Sendable {
        let method: HTTPRequest.Method
        let url: String
        let headers: HTTPFields
    }

    private let base: any HTTPTransport
    private let sent = Mutex<[Sent]>([])
    /// Called before each request with its place in the order, from 1 on; may throw, or answer in the server's stead.
    private let before: @Sendable (Int, TransportRequest) async throws -> TransportResponse?
    /// May change the answer.
    private let after: @Sendable (Int, TransportRequest, TransportResponse) async throws -> TransportResponse

    init(
        _ base: any HTTPTransport, before: @escaping @Sendable (Int, TransportRequest) async throws -> TransportResponse? = { _, _ in nil },
        after: @escaping @Sendable (Int, TransportRequest, TransportResponse) async throws -> TransportResponse = { $2 }
    ) {
        self.base = base
        self.before = before
        self.after = after
    }

    var requests: [Sent] { sent.withLock { $0 } }

    func count(_ method: HTTPRequest.Method, containing text: String = "") -> Int {
        requests.count { $0.method == method && (text.isEmpty || $0.url.contains(text)) }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let number = sent.withLock { sent in
            sent.append(Sent(method: request.method, url: request.url, headers: request.headers))
            return sent.count
        }
        if let response = try await before(number, request) { return response }
        return try await after(number, request, try await base.send(request))
    }
}
