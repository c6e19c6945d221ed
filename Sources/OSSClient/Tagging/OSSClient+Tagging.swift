/// The tags of objects.
extension OSSClient {
    /// Replaces the tags of an object.
    /// - Throws: ``ServiceError``, `InvalidTag` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutObjectTagging".
    @discardableResult
    public func putObjectTagging(_ request: PutObjectTaggingRequest) async throws -> PutObjectTaggingRequest.Output { try await send(request) }

    /// Asks for the tags of an object.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetObjectTagging".
    public func getObjectTagging(_ request: GetObjectTaggingRequest) async throws -> GetObjectTaggingRequest.Output { try await send(request) }

    /// Removes the tags of an object.
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "DeleteObjectTagging".
    @discardableResult
    public func deleteObjectTagging(_ request: DeleteObjectTaggingRequest) async throws -> DeleteObjectTaggingRequest.Output {
        try await send(request)
    }
}
