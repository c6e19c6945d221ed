/// Objects that are appended to.
extension OSSClient {
    /// Appends to an object, or makes one that can be appended to. With ``AppendObjectRequest/initialCRC64`` the checksum of the whole object is
    /// compared with OSS's.
    /// - Throws: ``ServiceError``, `PositionNotEqualToLength` for one; ``ClientError``, `checksumMismatch` for one; `SigningError`.
    ///
    /// OSS page: "AppendObject".
    @discardableResult
    public func appendObject(_ request: AppendObjectRequest) async throws -> AppendObjectResult {
        guard let initial = request.initialCRC64 else { return try await send(request) }
        return try await sendChecked(request, following: initial)
    }

    /// Ends appending to an object.
    /// - Throws: ``ServiceError``, `ObjectNotAppendable` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "SealAppendObject".
    @discardableResult
    public func sealAppendObject(_ request: SealAppendObjectRequest) async throws -> SealAppendObjectResult { try await send(request) }
}
