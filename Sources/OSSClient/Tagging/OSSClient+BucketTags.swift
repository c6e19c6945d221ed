/// The tags of buckets.
extension OSSClient {
    /// Replaces the tags of a bucket.
    /// - Throws: ``ServiceError``, `InvalidTag` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketTags".
    @discardableResult
    public func putBucketTags(_ request: PutBucketTagsRequest) async throws -> PutBucketTagsRequest.Output { try await send(request) }

    /// Asks for the tags of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketTags".
    public func getBucketTags(_ request: GetBucketTagsRequest) async throws -> GetBucketTagsRequest.Output { try await send(request) }

    /// Removes tags of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucketTags".
    @discardableResult
    public func deleteBucketTags(_ request: DeleteBucketTagsRequest) async throws -> DeleteBucketTagsRequest.Output { try await send(request) }
}
