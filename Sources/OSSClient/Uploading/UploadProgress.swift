public import OSSWire

/// How far an upload is.
public struct UploadProgress: Hashable, Sendable {
    /// Bytes that were handed to the connection, those of failed attempts taken off again, and those that had arrived before.
    public var bytesSent: Int64
    /// Of these, the bytes that had arrived in an earlier run.
    public var bytesResumed: Int64
    /// Bytes in all, where that is known.
    public var totalBytes: Int64?
}

/// What happens during an upload.
public enum UploadEvent: Sendable {
    /// So much is on its way. It comes some ten times a second.
    case progress(UploadProgress)
    /// New URLs were fetched, because the old ones were about to expire.
    case refreshed
    /// Everything is stored, and its checksum is that of what was sent.
    case completed(UploadReceipt)
}

/// What was stored.
public struct UploadReceipt: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// The CRC-64 of the bytes as they were read here, which OSS confirmed unless ``isChecked`` is false.
    public var crc64: UInt64
    /// Whether OSS told its checksum.
    public var isChecked: Bool
    /// The entity tag.
    public var etag: ETag?
    /// The version that was made, with versioning.
    public var versionID: String?
    /// OSS's id of the last request.
    public var requestID: String?
    /// The application server's answer to a callback.
    public var callbackAnswer: [UInt8]?
    /// Parts; 1 for a single PUT.
    public var partCount = 1
    /// Of these, the parts that had arrived in an earlier run.
    public var resumedPartCount = 0
}
