/// The policy of a bucket.
extension OSSClient {
    /// Replaces the policy of a bucket.
    /// - Throws: ``ServiceError``, `InvalidPolicyDocument` for what is no policy, `AccessDenied` for a public one where public access is
    ///   blocked; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketPolicy".
    @discardableResult
    public func putBucketPolicy(_ request: PutBucketPolicyRequest) async throws -> PutBucketPolicyRequest.Output { try await send(request) }

    /// Asks for the policy of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucketPolicy` for a bucket without one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketPolicy".
    public func getBucketPolicy(_ request: GetBucketPolicyRequest) async throws -> GetBucketPolicyRequest.Output { try await send(request) }

    /// Removes the policy of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucketPolicy".
    @discardableResult
    public func deleteBucketPolicy(_ request: DeleteBucketPolicyRequest) async throws -> DeleteBucketPolicyRequest.Output {
        try await send(request)
    }

    /// Asks whether the policy of a bucket allows everybody something.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketPolicyStatus".
    public func getBucketPolicyStatus(_ request: GetBucketPolicyStatusRequest) async throws -> GetBucketPolicyStatusRequest.Output {
        try await send(request)
    }
}
