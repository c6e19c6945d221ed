/// Objects.
extension OSSClient {
    /// Uploads an object in one piece.
    /// - Throws: ``ServiceError``, also with status 203 when the object was stored and its callback failed; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutObject".
    @discardableResult
    public func putObject(_ request: PutObjectRequest) async throws -> PutObjectResult { try await send(request) }
}
