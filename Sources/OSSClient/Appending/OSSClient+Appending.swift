import NIOCore
import OSSWire
import Synchronization

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
        let checksum = Mutex(CRC64(continuing: initial))
        var observed = request
        observed.body = request.body.observed(begin: { checksum.withLock { $0 = CRC64(continuing: initial) } }) { chunk in
            chunk.withUnsafeReadableBytes { bytes in checksum.withLock { $0.update(bytes) } }
        }
        let result = try await send(observed)
        if let stored = result.crc64, stored != checksum.withLock({ $0.value }) {
            throw ClientError(.checksumMismatch, "the object has another checksum than the bytes that were appended to it")
        }
        return result
    }

    /// Ends appending to an object.
    /// - Throws: ``ServiceError``, `ObjectNotAppendable` for one; ``ClientError``, `SigningError`.
    ///
    /// OSS page: "SealAppendObject".
    @discardableResult
    public func sealAppendObject(_ request: SealAppendObjectRequest) async throws -> SealAppendObjectResult { try await send(request) }
}
