/// How a download is done.
public struct DownloadOptions: Sendable {
    /// How many stretches of the object are received at the same time, 1 to 64.
    public var parallelism = 4 { didSet { parallelism = min(max(parallelism, 1), 64) } }
    /// Bytes in a stretch, at least 64 KiB; chosen by the size of the object when `nil`.
    public var partSize: Int64? { didSet { partSize = partSize.map { max($0, 64 * 1024) } } }
    /// Objects up to this size are received with one request; larger ones begin with a stretch of this size.
    public var multipartThreshold: Int64 = 64 * 1024 * 1024 { didSet { multipartThreshold = max(multipartThreshold, 64 * 1024) } }
    /// Bytes a second for all stretches together; `nil` for as fast as it goes.
    public var bandwidthLimit: Int64?
    /// The folder in which the download of a large object leaves what it needs to go on after a crash; `nil` starts anew every time. Made when
    /// it is missing.
    public var checkpointDirectory: String?

    /// `pwrite`, for tests of what it may answer.
    package var writeCall: PartFile.WriteCall = PartFile.systemWrite

    /// The defaults.
    public init() {}

    /// The size of the stretches behind the first one: 8 MiB, and more for objects that would have more than some 2,000 of them.
    func partSize(for size: Int64) -> Int64 {
        let mebibyte: Int64 = 1024 * 1024
        return partSize ?? max(8 * mebibyte, (size / 2000 / mebibyte + 1) * mebibyte)
    }
}
