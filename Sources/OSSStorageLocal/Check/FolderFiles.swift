import OSSStorage

/// The files of a data folder.
struct FolderFiles: Sendable {
    /// A placed blob.
    struct Blob: Sendable {
        let id: BlobID
        let status: FileStatus
    }

    private(set) var blobs: [Blob] = []
    /// What lies in `staging/`.
    private(set) var staged: [FileStatus] = []
    /// Staged files, files that are none of ours, and files that others can read.
    private(set) var findings: [StorageFinding] = []

    /// Looks at all of them. It blocks.
    /// - Throws: `POSIXFailure`.
    init(folder: String) throws {
        let paths = BlobPaths(folder: folder)
        // A link to the folder has a mode of its own, which nobody can change.
        try checkMode(folder, of: FileStatus("\(folder)/."))
        for name in try FileCalls.names(in: folder) {
            let path = "\(folder)/\(name)"
            if let status = try FileStatus(path) { checkMode(path, of: status) }
        }
        for name in try FileCalls.names(in: paths.staging) {
            let path = "\(paths.staging)/\(name)"
            guard let status = try FileStatus(path) else { continue }
            staged.append(status)
            findings.append(
                StorageFinding(.staged, .file(path), "of an upload that is running or broke off", modified: status.modified, bytes: status.bytes))
        }
        for shard in try FileCalls.names(in: paths.blobs) { try look(at: paths.shardFolder(shard), shard) }
    }

    private mutating func look(at folder: String, _ shard: String) throws {
        guard let status = try FileStatus(folder) else { return }
        guard status.isFolder else { return foreign(folder, status) }
        checkMode(folder, of: status)
        for name in try FileCalls.names(in: folder) {
            let path = "\(folder)/\(name)"
            guard let status = try FileStatus(path) else { continue }
            // A blob in another folder than its own is found by nobody.
            guard let id = BlobID(hex: name), BlobPaths.shard(of: id) == shard, status.isFile else {
                foreign(path, status)
                continue
            }
            blobs.append(Blob(id: id, status: status))
            checkMode(path, of: status)
        }
    }

    private mutating func foreign(_ path: String, _ status: FileStatus) {
        findings.append(StorageFinding(.foreignFile, .file(path), "not a blob", modified: status.modified, bytes: status.bytes))
    }

    private mutating func checkMode(_ path: String, of status: FileStatus?) {
        guard let status, !status.isPrivate else { return }
        let mode = String(status.permissions, radix: 8)
        findings.append(StorageFinding(.permissions, .file(path), "its mode is \(mode): others than the owner have access"))
    }
}
