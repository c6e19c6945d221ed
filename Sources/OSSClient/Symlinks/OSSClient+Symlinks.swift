/// Symbolic links.
extension OSSClient {
    /// Makes a symbolic link.
    /// - Throws: ``ServiceError``, `FileAlreadyExists` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "PutSymlink".
    @discardableResult
    public func putSymlink(_ request: PutSymlinkRequest) async throws -> PutSymlinkRequest.Output { try await send(request) }

    /// Asks where a symbolic link leads.
    /// - Throws: ``ServiceError``, `NotSymlink` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "GetSymlink".
    public func getSymlink(_ request: GetSymlinkRequest) async throws -> GetSymlinkRequest.Output { try await send(request) }
}
