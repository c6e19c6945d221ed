public import OSSSigning
public import OSSWire

extension OSSClient {
    /// Signs a form that anybody can upload a file with until it expires. Nothing is sent.
    ///
    /// ```swift
    /// var policy = PostPolicyBuilder(bucket: bucket, key: .prefix("photos/"))
    /// policy.conditions = [.contentLength(1...10_485_760)]
    /// let form = try await client.presign(policy, expires: .seconds(3600))
    /// ```
    ///
    /// - Parameters:
    ///   - expires: how long the form can be used: 1 s to seven days with V4; 15 minutes unless given.
    ///   - expiration: when it stops being usable; wins over `expires`.
    ///   - endpoint: where the form is sent, where it is neither ``ClientConfiguration/publicEndpoint`` nor the client's own.
    ///   - addressing: where the bucket stands in the URL, if not as the client has it.
    /// - Throws: `PostPolicyError`; what the credentials provider throws.
    ///
    /// OSS page: "PostObject".
    public func presign(
        _ policy: PostPolicyBuilder, expires: Duration = .seconds(900), expiration: SigningTime? = nil, endpoint: Endpoint? = nil,
        addressing: AddressingStyle? = nil
    ) async throws -> PresignedForm {
        let signer = try signer(
            try await credentials.credentials(), endpoint: endpoint ?? configuration.publicEndpoint ?? configuration.endpoint,
            addressing: addressing)
        return try policy.signed(by: signer, expires: expires, expiration: expiration, at: clock.now)
    }
}
