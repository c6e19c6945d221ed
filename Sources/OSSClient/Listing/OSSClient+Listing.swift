public import OSSSigning

/// Listing what a bucket holds.
extension OSSClient {
    /// All objects of a bucket by the bytes of their keys, with what keys have in common up to `delimiter`. Pages are fetched as they are needed.
    ///
    /// ```swift
    /// for try await entry in client.listObjects(bucket: bucket, prefix: "photos/", delimiter: "/") {
    ///     switch entry {
    ///     case .item(let object): print(object.key, object.size)
    ///     case .commonPrefix(let prefix): print(prefix)
    ///     }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - startAfter: the list begins behind this key.
    ///   - pageSize: how many entries each request asks for, 1 to 1000.
    ///
    /// OSS page: "ListObjectsV2 (GetBucketV2)".
    public func listObjects(
        bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, startAfter: String? = nil, pageSize: Int = 1000
    ) -> ListEntries<ListObjectsV2Request> {
        list(ListObjectsV2Request(bucket: bucket, prefix: prefix, delimiter: delimiter, startAfter: startAfter, maxKeys: pageSize))
    }

    /// All versions and delete markers of a bucket: by key, the newest of a key first. Pages are fetched as they are needed.
    ///
    /// OSS page: "GetBucketVersions (ListObjectVersions)".
    public func listObjectVersions(
        bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, pageSize: Int = 1000
    ) -> ListEntries<ListObjectVersionsRequest> {
        list(ListObjectVersionsRequest(bucket: bucket, prefix: prefix, delimiter: delimiter, maxKeys: pageSize))
    }

    /// All uploads of a bucket that were begun and neither completed nor aborted. Pages are fetched as they are needed.
    ///
    /// OSS page: "ListMultipartUploads".
    public func listMultipartUploads(
        bucket: BucketName, prefix: String? = nil, delimiter: String? = nil, pageSize: Int = 1000
    ) -> ListEntries<ListMultipartUploadsRequest> {
        list(ListMultipartUploadsRequest(bucket: bucket, prefix: prefix, delimiter: delimiter, maxUploads: pageSize))
    }

    /// All parts of an upload that have arrived. Pages are fetched as they are needed.
    ///
    /// OSS page: "ListParts".
    public func listParts(bucket: BucketName, key: ObjectKey, uploadID: String, pageSize: Int = 1000) -> ListEntries<ListPartsRequest> {
        list(ListPartsRequest(bucket: bucket, key: key, uploadID: uploadID, maxParts: pageSize))
    }

    /// All buckets of the account. Pages are fetched as they are needed.
    ///
    /// OSS page: "ListBuckets (GetService)".
    public func listBuckets(prefix: String? = nil, pageSize: Int = 1000) -> ListEntries<ListBucketsRequest> {
        list(ListBucketsRequest(prefix: prefix, maxKeys: pageSize))
    }

    /// Lists one page of objects.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "ListObjectsV2 (GetBucketV2)".
    public func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Result { try await send(request) }

    /// Lists one page of objects; ``listObjectsV2(_:)`` is what OSS recommends.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "ListObjects (GetBucket)".
    public func listObjects(_ request: ListObjectsRequest) async throws -> ListObjectsResult { try await send(request) }

    /// Lists one page of versions and delete markers.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetBucketVersions (ListObjectVersions)".
    public func listObjectVersions(_ request: ListObjectVersionsRequest) async throws -> ListObjectVersionsResult { try await send(request) }

    /// Lists one page of the account's buckets.
    /// - Throws: ``ServiceError``, `AccessDenied` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "ListBuckets (GetService)".
    public func listBuckets(_ request: ListBucketsRequest) async throws -> ListBucketsResult { try await send(request) }
}
