public import OSSSigning

extension OSSClient {
    /// Signs a request into a URL that anybody can use until it expires. Nothing is sent.
    ///
    /// ```swift
    /// let upload = try await client.presign(PutObjectRequest(bucket: "examplebucket", key: "exampleobject.txt"), expires: .seconds(3600))
    /// ```
    ///
    /// - Parameters:
    ///   - expires: how long the URL is valid: 1 s to seven days with V4; 15 minutes unless given.
    ///   - expiration: when it stops being valid; wins over `expires`.
    ///   - endpoint: the endpoint in the URL, where it is neither ``ClientConfiguration/publicEndpoint`` nor the client's own.
    ///   - addressing: where the bucket stands in the URL, if not as the client has it.
    /// - Throws: `SigningError`, also for anonymous credentials; what the credentials provider throws.
    ///
    /// OSS page: "Upload an object using a presigned URL".
    public func presign<Request: OperationRequest>(
        _ request: Request, expires: Duration = .seconds(900), expiration: SigningTime? = nil, endpoint: Endpoint? = nil,
        addressing: AddressingStyle? = nil
    ) async throws -> PresignedRequest {
        let unsigned = try request.unsigned
        return try await presign(unsigned, expires: expires, expiration: expiration, endpoint: endpoint, addressing: addressing)
    }

    /// Signs a request of any kind into a URL, see ``presign(_:expires:expiration:endpoint:addressing:)``.
    public func presign(
        _ request: UnsignedRequest, expires: Duration = .seconds(900), expiration: SigningTime? = nil, endpoint: Endpoint? = nil,
        addressing: AddressingStyle? = nil
    ) async throws -> PresignedRequest {
        let signer = try signer(
            try await credentials.credentials(), endpoint: endpoint ?? configuration.publicEndpoint ?? configuration.endpoint,
            addressing: addressing)
        let time = clock.now
        return try signer.presign(
            request, expires: expires, expiration: expiration, at: time, using: signingCache.key(of: signer, at: time))
    }
}
