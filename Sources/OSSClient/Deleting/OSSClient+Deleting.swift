/// Deleting objects.
extension OSSClient {
    /// Deletes an object, or one version of it.
    /// - Throws: ``ServiceError``, ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteObject".
    @discardableResult
    public func deleteObject(_ request: DeleteObjectRequest) async throws -> DeleteObjectRequest.Output { try await send(request) }

    /// Deletes up to 1000 objects.
    /// - Throws: ``ServiceError``, `MalformedXML` for none or more; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteMultipleObjects".
    @discardableResult
    public func deleteMultipleObjects(_ request: DeleteMultipleObjectsRequest) async throws -> DeleteMultipleObjectsRequest.Output {
        try await send(request)
    }
}
