import HTTPTypes
import Logging
package import OSSSigning
import OSSWire

extension OSSClient {
    /// Sends a request and reads its answer. Failures that may pass are repeated (``RetryPolicy``) while the body can be.
    ///
    /// - Throws: ``ServiceError`` for what OSS refused, ``ClientError`` for what failed on the way, `SigningError`.
    public func send<Request: OperationRequest>(_ request: Request) async throws -> Request.Output {
        let unsigned = try request.unsigned
        let response = try await perform(Request.operation, unsigned, body: request.body, isIdempotent: request.isIdempotent) { response in
            if Request.streamsAnswer { return OperationResponse(status: response.status, headers: response.headers, stream: response.body) }
            return try await OperationResponse(response)
        }
        return try request.output(of: response)
    }

    /// Sends a request as often as the policy allows, until `read` has read an answer of 2xx.
    package func perform<Result: Sendable>(
        _ operation: String, _ request: UnsignedRequest, body: RequestBody = .none, isIdempotent: Bool = true,
        read: @Sendable (TransportResponse) async throws -> Result
    ) async throws -> Result {
        try await Retrier(policy: configuration.retry, clock: clock, operation: operation, logger: configuration.logger)
            .run(isReplayable: body.isReplayable && isIdempotent) {
                try await self.attempt(operation, request, body: body, read: read)
            }
    }

    private func attempt<Result: Sendable>(
        _ operation: String, _ request: UnsignedRequest, body: RequestBody, read: @Sendable (TransportResponse) async throws -> Result
    ) async throws -> Result {
        let outgoing = try await signed(request, body: body)
        return try await transport.exchange(outgoing, operation: operation, read: read)
    }

    /// The request with its signature, or without one for anonymous credentials.
    private func signed(_ request: UnsignedRequest, body: RequestBody) async throws -> TransportRequest {
        let credentials = try await self.credentials.credentials()
        var outgoing: TransportRequest
        if credentials.accessKey == nil {
            let url = try request.anonymousURL(
                at: configuration.endpoint ?? Endpoint(region: configuration.region), addressing: configuration.addressing)
            outgoing = TransportRequest(request.method, url: url, headers: request.headers, body: body)
        } else {
            let signer = try signer(credentials, endpoint: configuration.endpoint)
            let time = clock.now
            let signed = try signer.sign(request, at: time, using: signingCache.key(of: signer, at: time))
            outgoing = TransportRequest(signed.method, url: signed.url, headers: signed.headers, body: body)
        }
        outgoing.headers[.userAgent] = configuration.userAgent
        return outgoing
    }
}

extension OperationResponse {
    /// The longest answer that is read into memory: a list of 1,000 keys of the longest kind, escaped, and some.
    static let maximumBytes = 16 * 1024 * 1024
}

extension HTTPTransport {
    /// Sends one request; `read` gets an answer of 2xx.
    /// - Throws: ``ServiceError`` for every other answer, and for 203, which means that a callback failed.
    package func exchange<Result: Sendable>(
        _ request: TransportRequest, operation: String, read: @Sendable (TransportResponse) async throws -> Result
    ) async throws -> Result {
        let response = try await send(request)
        if (300...399).contains(response.status), response.status != 304 {
            throw ClientError(.redirected, "\(operation): the answer is a redirect (\(response.status)), which is not followed; check the endpoint")
        }
        guard (200...299).contains(response.status), response.status != 203 else {
            let body = try await response.bodyPrefix(ServiceError.maximumBytes)
            throw ServiceError(operation: operation, status: response.status, headers: response.headers, body: body)
        }
        return try await read(response)
    }
}
