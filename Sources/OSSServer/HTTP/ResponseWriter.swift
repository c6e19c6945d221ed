import NIOCore
import NIOHTTP1

/// Writes answers to one connection.
struct ResponseWriter {
    let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Tells a waiting client to send its body.
    func sendContinue() async throws {
        try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }

    /// Sends one whole answer.
    func send(_ response: Response, keepsAlive: Bool) async throws {
        var headers = HTTPHeaders(response.headers)
        headers.replaceOrAdd(name: "Connection", value: keepsAlive ? "keep-alive" : "close")
        let status = HTTPResponseStatus(statusCode: response.status)
        if status.mayHaveResponseBody || response.body.length > 0 {
            headers.replaceOrAdd(name: "Content-Length", value: String(response.body.length))
        }
        let head = HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))
        switch response.body {
        case .omitted: try await outbound.write(contentsOf: [head, .end(nil)])
        case .bytes(let bytes):
            try await outbound.write(contentsOf: [head, .body(.byteBuffer(ByteBuffer(bytes: bytes))), .end(nil)])
        case .stream(let length, let chunks): try await send(head, chunks, length: length)
        }
    }

    /// Sends a body as it is read. What is there as a whole goes out with its head at once.
    ///
    /// A body that turns out shorter than announced is an error, which closes the connection: the client must not take it for whole.
    private func send(_ head: HTTPServerResponsePart, _ chunks: any AsyncSequence<ByteBuffer, any Error>, length: Int64) async throws {
        var waiting = [head]
        var sent: Int64 = 0
        for try await chunk in chunks {
            sent += Int64(chunk.readableBytes)
            guard sent <= length else { break }
            waiting.append(.body(.byteBuffer(chunk)))
            if sent == length { break }
            try await outbound.write(contentsOf: waiting)
            waiting = []
        }
        guard sent == length else { throw BodyLengthMismatch() }
        try await outbound.write(contentsOf: waiting + [.end(nil)])
    }

    struct BodyLengthMismatch: Error {}
}

extension HTTPResponseStatus {
    /// 204 and 304 have no body and announce none.
    var mayHaveResponseBody: Bool { code >= 200 && code != 204 && code != 304 }
}
