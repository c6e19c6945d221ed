/// Copying objects inside of OSS.
extension OSSClient {
    /// Makes an object out of another one.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "CopyObject".
    @discardableResult
    public func copyObject(_ request: CopyObjectRequest) async throws -> CopyObjectRequest.Output { try await send(request) }
}
