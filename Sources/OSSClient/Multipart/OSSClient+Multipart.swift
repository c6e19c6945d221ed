/// Uploads in parts.
extension OSSClient {
    /// Begins an upload in parts.
    /// - Throws: ``ServiceError``, ``ClientError``, `SigningError`.
    ///
    /// OSS page: "InitiateMultipartUpload".
    public func initiateMultipartUpload(_ request: InitiateMultipartUploadRequest) async throws -> InitiateMultipartUploadResult {
        try await send(request)
    }

    /// Uploads one part, and compares OSS's CRC-64 of it with that of what was sent.
    /// - Throws: ``ServiceError``, `NoSuchUpload` for one; ``ClientError``, `checksumMismatch` for one; `SigningError`.
    ///
    /// OSS page: "UploadPart".
    public func uploadPart(_ request: UploadPartRequest) async throws -> UploadPartResult { try await sendChecked(request) }

    /// Makes a part out of an object that OSS has already.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "UploadPartCopy".
    public func uploadPartCopy(_ request: UploadPartCopyRequest) async throws -> UploadPartCopyResult { try await send(request) }

    /// Makes the object out of the parts.
    /// - Throws: ``ServiceError``, `InvalidPart` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "CompleteMultipartUpload".
    public func completeMultipartUpload(_ request: CompleteMultipartUploadRequest) async throws -> CompleteMultipartUploadResult {
        try await send(request)
    }

    /// Gives an upload up, and its parts with it.
    /// - Throws: ``ServiceError``, `NoSuchUpload` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "AbortMultipartUpload".
    @discardableResult
    public func abortMultipartUpload(_ request: AbortMultipartUploadRequest) async throws -> EmptyResult { try await send(request) }

    /// Lists one page of the parts of an upload.
    /// - Throws: ``ServiceError``, `NoSuchUpload` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "ListParts".
    public func listParts(_ request: ListPartsRequest) async throws -> ListPartsResult { try await send(request) }

    /// Lists one page of the uploads of a bucket.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "ListMultipartUploads".
    public func listMultipartUploads(_ request: ListMultipartUploadsRequest) async throws -> ListMultipartUploadsResult {
        try await send(request)
    }
}
