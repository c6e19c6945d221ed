import OSSStorage

/// Where the files of a ``FileBlobStore`` are.
///
/// - `staging/<32 digits>`: a blob that is being written.
/// - `blobs/<2 digits>/<32 digits>`: a placed blob, in the folder of its first two digits, so that no folder grows too large.
struct BlobPaths: Sendable {
    let folder: String

    var staging: String { "\(folder)/staging" }
    var blobs: String { "\(folder)/blobs" }

    /// The names of the 256 shards, in order.
    static let shards: [String] = (0..<256).map { number in
        let digits = String(number, radix: 16)
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }

    static func shard(of id: BlobID) -> String { String(id.hex.prefix(2)) }

    func staged(_ id: BlobID) -> String { "\(staging)/\(id.hex)" }
    func shardFolder(_ shard: String) -> String { "\(blobs)/\(shard)" }
    func placed(_ id: BlobID) -> String { "\(shardFolder(Self.shard(of: id)))/\(id.hex)" }
}
