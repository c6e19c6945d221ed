/// What happens to objects as they grow old.
extension OSSClient {
    /// Replaces the lifecycle rules of a bucket.
    /// - Throws: ``ServiceError``, `MalformedXML` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketLifecycle".
    @discardableResult
    public func putBucketLifecycle(_ request: PutBucketLifecycleRequest) async throws -> PutBucketLifecycleRequest.Output { try await send(request) }

    /// Asks for the lifecycle rules of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchLifecycle` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketLifecycle".
    public func getBucketLifecycle(_ request: GetBucketLifecycleRequest) async throws -> GetBucketLifecycleRequest.Output { try await send(request) }

    /// Removes the lifecycle rules of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucketLifecycle".
    @discardableResult
    public func deleteBucketLifecycle(_ request: DeleteBucketLifecycleRequest) async throws -> DeleteBucketLifecycleRequest.Output {
        try await send(request)
    }
}
