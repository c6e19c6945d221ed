/// Versions of objects.
extension OSSClient {
    /// Enables or suspends versioning.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketVersioning".
    @discardableResult
    public func putBucketVersioning(_ request: PutBucketVersioningRequest) async throws -> PutBucketVersioningRequest.Output {
        try await send(request)
    }

    /// Asks whether a bucket keeps versions.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketVersioning".
    public func getBucketVersioning(_ request: GetBucketVersioningRequest) async throws -> GetBucketVersioningRequest.Output {
        try await send(request)
    }
}
