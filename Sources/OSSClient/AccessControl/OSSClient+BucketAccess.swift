/// Who may use a bucket.
extension OSSClient {
    /// Says what everybody may do with a bucket.
    /// - Throws: ``ServiceError``, `AccessDenied` where public access is blocked; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketAcl".
    @discardableResult
    public func putBucketACL(_ request: PutBucketACLRequest) async throws -> PutBucketACLRequest.Output { try await send(request) }

    /// Asks what everybody may do with a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketAcl".
    public func getBucketACL(_ request: GetBucketACLRequest) async throws -> GetBucketACLRequest.Output { try await send(request) }

    /// Says whether public ACLs and policies of a bucket have an effect.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketPublicAccessBlock".
    @discardableResult
    public func putBucketPublicAccessBlock(_ request: PutBucketPublicAccessBlockRequest) async throws -> PutBucketPublicAccessBlockRequest.Output {
        try await send(request)
    }

    /// Asks whether public ACLs and policies of a bucket have an effect.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketPublicAccessBlock".
    public func getBucketPublicAccessBlock(_ request: GetBucketPublicAccessBlockRequest) async throws -> GetBucketPublicAccessBlockRequest.Output {
        try await send(request)
    }

    /// Lets public ACLs and policies of a bucket have an effect.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucketPublicAccessBlock".
    @discardableResult
    public func deleteBucketPublicAccessBlock(_ request: DeleteBucketPublicAccessBlockRequest) async throws
        -> DeleteBucketPublicAccessBlockRequest.Output
    { try await send(request) }
}
