/// Objects.
extension OSSClient {
    /// Uploads an object in one piece, and compares OSS's CRC-64 of it with that of what was sent. An upload that was stored and whose callback
    /// failed is refused with status 203.
    /// - Throws: ``ServiceError``, `NoSuchBucket` for one; ``ClientError``, `checksumMismatch` for one; `SigningError`.
    ///
    /// OSS page: "PutObject".
    @discardableResult
    public func putObject(_ request: PutObjectRequest) async throws -> PutObjectRequest.Output { try await sendChecked(request) }

    /// Reads an object. The result is there with the head of the answer; its body streams, and is not repeated when it breaks off.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetObject".
    public func getObject(_ request: GetObjectRequest) async throws -> GetObjectRequest.Output { try await send(request) }

    /// Asks for everything about an object but its bytes.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "HeadObject".
    public func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectRequest.Output { try await send(request) }

    /// Asks for the least that is to be known of an object.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetObjectMeta".
    public func getObjectMeta(_ request: GetObjectMetaRequest) async throws -> GetObjectMetaRequest.Output { try await send(request) }
}
