/// Buckets, and the regions that they live in.
extension OSSClient {
    /// Makes a bucket.
    /// - Throws: ``ServiceError``, `BucketAlreadyExists` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutBucket".
    @discardableResult
    public func putBucket(_ request: PutBucketRequest) async throws -> PutBucketRequest.Output { try await send(request) }

    /// Deletes a bucket that holds nothing.
    /// - Throws: ``ServiceError``, `BucketNotEmpty` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteBucket".
    @discardableResult
    public func deleteBucket(_ request: DeleteBucketRequest) async throws -> DeleteBucketRequest.Output { try await send(request) }

    /// Asks for everything about a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketInfo".
    public func getBucketInfo(_ request: GetBucketInfoRequest) async throws -> GetBucketInfoRequest.Output { try await send(request) }

    /// Asks how much a bucket holds.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketStat".
    public func getBucketStat(_ request: GetBucketStatRequest) async throws -> GetBucketStatRequest.Output { try await send(request) }

    /// Asks where a bucket lives.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketLocation".
    public func getBucketLocation(_ request: GetBucketLocationRequest) async throws -> GetBucketLocationRequest.Output { try await send(request) }

    /// Asks which regions there are.
    /// - Throws: ``ServiceError``, `NoSuchRegion` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DescribeRegions".
    public func describeRegions(_ request: DescribeRegionsRequest) async throws -> DescribeRegionsRequest.Output { try await send(request) }
}
