public import OSSSigning
public import OSSWire

/// How far a download is.
public struct DownloadProgress: Hashable, Sendable {
    /// Bytes that are in the file, those of an earlier run included.
    public var bytesReceived: Int64
    /// Of these, the bytes that an earlier run had received.
    public var bytesResumed: Int64
    /// Bytes in all.
    public var totalBytes: Int64
}

/// What happens during a download.
public enum DownloadEvent: Sendable {
    /// So much is there. It comes some ten times a second.
    case progress(DownloadProgress)
    /// The object is not the one whose beginning an earlier run had received: it begins anew.
    case restarted
    /// Everything is there under its name, and its checksum is OSS's.
    case completed(DownloadReceipt)
}

/// What arrived.
public struct DownloadReceipt: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// The CRC-64 of the bytes that arrived, which is OSS's unless ``isChecked`` is false.
    public var crc64: UInt64
    /// Whether OSS told its checksum.
    public var isChecked: Bool
    /// The entity tag.
    public var etag: ETag?
    /// The version, with versioning.
    public var versionID: String?
    /// When the object was last modified.
    public var lastModified: SigningTime?
    /// OSS's id of the first request.
    public var requestID: String?
    /// The bytes that an earlier run had received.
    public var bytesResumed: Int64 = 0
}
