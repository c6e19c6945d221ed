/// How an upload is done.
public struct UploadOptions: Sendable {
    /// How many parts are sent at the same time, 1 to 64.
    public var parallelism = 4 { didSet { parallelism = min(max(parallelism, 1), 64) } }
    /// Bytes in a part, 100 KB to 5 GB; chosen by the size of the object when `nil`.
    public var partSize: Int64?
    /// From this size on an object is sent in parts, where there is the choice.
    public var multipartThreshold: Int64 = 64 * 1024 * 1024
    /// Bytes a second for all parts together; `nil` for as fast as it goes.
    public var bandwidthLimit: Int64?
    /// The folder in which an upload in parts leaves what it needs to go on after a crash; `nil` starts anew every time. Made when it is missing.
    public var checkpointDirectory: String?
    /// What becomes of the parts that have arrived when an upload in parts fails or is cancelled.
    public var leftovers = Leftovers.kept

    /// What becomes of parts.
    public enum Leftovers: Hashable, Sendable {
        /// They stay, so that the upload can go on later. They are paid for until it is completed or aborted.
        case kept
        /// The upload is aborted.
        case aborted
    }

    /// The defaults.
    public init() {}
}
