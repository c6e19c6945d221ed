/// Who may read and write objects.
extension OSSClient {
    /// Says who may read and write an object.
    /// - Throws: ``ServiceError``, `AccessDenied` where public access is blocked; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutObjectACL".
    @discardableResult
    public func putObjectACL(_ request: PutObjectACLRequest) async throws -> PutObjectACLRequest.Output { try await send(request) }

    /// Asks who may read and write an object.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetObjectACL".
    public func getObjectACL(_ request: GetObjectACLRequest) async throws -> GetObjectACLRequest.Output { try await send(request) }
}
