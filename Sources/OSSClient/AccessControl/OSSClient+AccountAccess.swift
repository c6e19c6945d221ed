/// What may be public in the account at all.
extension OSSClient {
    /// Says whether public ACLs and policies have an effect in any bucket of the account.
    /// - Throws: ``ServiceError``, ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutPublicAccessBlock".
    @discardableResult
    public func putPublicAccessBlock(_ request: PutPublicAccessBlockRequest) async throws -> PutPublicAccessBlockRequest.Output {
        try await send(request)
    }

    /// Asks whether public ACLs and policies have an effect in any bucket of the account.
    /// - Throws: ``ServiceError``, ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetPublicAccessBlock".
    public func getPublicAccessBlock(_ request: GetPublicAccessBlockRequest) async throws -> GetPublicAccessBlockRequest.Output {
        try await send(request)
    }

    /// Leaves it to each bucket whether public ACLs and policies have an effect.
    /// - Throws: ``ServiceError``, ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeletePublicAccessBlock".
    @discardableResult
    public func deletePublicAccessBlock(_ request: DeletePublicAccessBlockRequest) async throws -> DeletePublicAccessBlockRequest.Output {
        try await send(request)
    }
}
