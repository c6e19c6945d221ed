package import HTTPTypes
import NIOCore

/// The one way out: sends a request and returns the head of the answer. Everything above it is free of sockets, so tests put their own here.
package protocol HTTPTransport: Sendable {
    /// Sends a request.
    ///
    /// Redirects are answers like any other. The body of the answer must be read to its end, or dropped, by the caller.
    /// - Throws: ``ClientError`` when no whole head of an answer came.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

/// A request as it goes on the wire.
package struct TransportRequest: Sendable {
    package var method: HTTPRequest.Method
    /// Absolute, with its query; sent byte for byte as it stands here, unless it holds what no URL may hold.
    package var url: String
    package var headers: HTTPFields
    package var body: RequestBody
    /// How long to wait for a connection; the transport's own limit when `nil`.
    package var connectTimeout: Duration?

    package init(_ method: HTTPRequest.Method, url: String, headers: HTTPFields = [:], body: RequestBody = .none) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// An answer, its body still to come.
package struct TransportResponse: Sendable {
    package let status: Int
    package let headers: HTTPFields
    package let body: ByteChunks

    package init(status: Int, headers: HTTPFields = [:], body: ByteChunks = ByteChunks([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body's first bytes, at most `limit`. The rest of a longer body is dropped with its connection.
    package func bodyPrefix(_ limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in body {
            bytes.append(contentsOf: chunk.readableBytesView.prefix(limit - bytes.count))
            if bytes.count >= limit { break }
        }
        return bytes
    }

    /// The whole body.
    /// - Throws: `ClientError` with the code `invalidResponse` when it is longer than `limit`.
    package func wholeBody(limit: Int) async throws -> [UInt8] {
        let bytes = try await bodyPrefix(limit + 1)
        guard bytes.count <= limit else { throw ClientError(.invalidResponse, "the answer is longer than \(limit) bytes") }
        return bytes
    }
}
