/// From which pages a browser may use a bucket.
extension OSSClient {
    /// Replaces the CORS rules of a bucket.
    /// - Throws: ``ServiceError``, `MalformedXML` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucketCors".
    @discardableResult
    public func putBucketCORS(_ request: PutBucketCORSRequest) async throws -> PutBucketCORSRequest.Output { try await send(request) }

    /// Asks for the CORS rules of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchCORSConfiguration` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketCors".
    public func getBucketCORS(_ request: GetBucketCORSRequest) async throws -> GetBucketCORSRequest.Output { try await send(request) }

    /// Removes the CORS rules of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucketCors".
    @discardableResult
    public func deleteBucketCORS(_ request: DeleteBucketCORSRequest) async throws -> DeleteBucketCORSRequest.Output { try await send(request) }

    /// Asks what a page of another origin may do with an object.
    /// - Throws: ``ServiceError``, `AccessForbidden` when it may not; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "OptionObject".
    public func optionObject(_ request: OptionObjectRequest) async throws -> OptionObjectRequest.Output { try await send(request) }
}
