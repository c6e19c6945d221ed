import OSSStorage

/// Pages through the files of a ``FileBlobStore`` in the order of their names.
struct BlobListing: Sendable {
    let paths: BlobPaths
    let cutoff: Int64

    func page(after last: BlobID?, limit: Int) throws -> BlobPage {
        let limit = max(limit, 1)
        var seen = 0
        var old: [BlobID] = []
        for shard in BlobPaths.shards where last.map({ BlobPaths.shard(of: $0) <= shard }) ?? true {
            for name in try FileCalls.names(in: paths.shardFolder(shard)) {
                // A file of another name is not ours, and is left alone.
                guard let id = BlobID(hex: name), last.map({ $0 < id }) ?? true else { continue }
                if let modification = try FileCalls.modification(paths.placed(id)), modification < cutoff { old.append(id) }
                seen += 1
                if seen == limit { return BlobPage(blobs: old, next: id) }
            }
        }
        return BlobPage(blobs: old, next: nil)
    }
}
