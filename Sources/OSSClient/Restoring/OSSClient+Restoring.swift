/// Restoring archived objects.
extension OSSClient {
    /// Asks for a copy of an archived object that can be read.
    /// - Throws: ``ServiceError``, `RestoreAlreadyInProgress` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "RestoreObject".
    @discardableResult
    public func restoreObject(_ request: RestoreObjectRequest) async throws -> RestoreObjectRequest.Output { try await send(request) }

    /// Ends a restoration before its time.
    /// - Throws: ``ServiceError``, `ArchiveRestoreNotFinished` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "CleanRestoredObject".
    @discardableResult
    public func cleanRestoredObject(_ request: CleanRestoredObjectRequest) async throws -> CleanRestoredObjectRequest.Output {
        try await send(request)
    }
}
