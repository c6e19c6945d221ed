/// Hotlink protection.
extension OSSClient {
    /// Says from which pages a bucket may be used.
    /// - Throws: ``ServiceError``, `MalformedXML` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketReferer".
    @discardableResult
    public func putBucketReferer(_ request: PutBucketRefererRequest) async throws -> PutBucketRefererRequest.Output { try await send(request) }

    /// Asks from which pages a bucket may be used.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketReferer".
    public func getBucketReferer(_ request: GetBucketRefererRequest) async throws -> GetBucketRefererRequest.Output { try await send(request) }
}
