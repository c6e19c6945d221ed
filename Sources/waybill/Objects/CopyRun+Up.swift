import OSSClient
import OSSSigning

/// From here into OSS.
extension CopyRun {
    func upload(_ path: String, to location: RemoteLocation) async throws {
        let client = try await command.client.client(bucket: location.bucket)
        guard LocalPath.isFolder(path) else { return try await uploadOne(path, to: location, client) }
        guard command.recursive else { throw CommandFailure.usage("\(path.printable) is a folder: pass -r for all that is in it") }
        let filter = command.names.filter
        let prefix = location.folderPrefix
        try await batch.each(
            of: FolderWalk(root: path), limit: limit,
            select: { found -> FolderWalk.Element? in
                switch found {
                case .file(_, let relative): return filter.takes(relative.utf8) ? found : nil
                case .problem: return found
                case .passedOver(let relative, let reason):
                    display.note("passed over \(relative.printable), \(reason)")
                    return nil
                }
            },
            name: { found in
                switch found {
                case .file(let path, _): path
                case .problem(let relative, _), .passedOver(let relative, _): relative.isEmpty ? path : "\(path)/\(relative)"
                }
            },
            { found in
                switch found {
                case .file(let path, let relative): return try await upload(path, to: location.bucket, ObjectKey(prefix + relative), client)
                case .problem(_, let failure): throw failure
                case .passedOver: return .skipped
                }
            })
    }

    private func uploadOne(_ path: String, to location: RemoteLocation, _ client: OSSClient) async throws {
        var target = location
        if location.isFolder {
            let name = path.utf8.split(separator: ASCII.slash).last.map { String(Substring($0)) } ?? ""
            target = RemoteLocation(bucket: location.bucket, prefix: location.prefix + name)
        }
        let key = try target.key()
        batch.add(try await upload(path, to: location.bucket, key, client))
    }

    private func upload(_ path: String, to bucket: BucketName, _ key: ObjectKey, _ client: OSSClient) async throws -> BatchRun.Outcome {
        let file = try LocalFile(path: path)
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        let modified = SigningTime(secondsSinceEpoch: max(0, file.identity.modified / 1_000_000_000))
        guard try await wants(name, modified: modified, existing: { try await client.modified(bucket, key) }) else { return .skipped }
        guard !command.dryRun else { return dry(path, name) }
        let receipt = try await client.upload(.file(path), to: command.object.request(bucket, key, for: path), options: command.transfer.upload)
            .receipt { event in
                if case .progress(let progress) = event { show(name, progress.bytesSent, of: progress.totalBytes) }
            }
        try await report(path, name, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }

    func uploadStandardInput(to location: RemoteLocation) async throws {
        guard !location.isFolder else { throw CommandFailure.usage("say which key it gets: oss://\(location.bucket)/KEY") }
        let key = try location.key()
        let name = "oss://\(location.bucket)/\(command.encoding.shown(key))"
        guard !command.dryRun else { return batch.add(dry("stdin", name)) }
        let client = try await command.client.client(bucket: location.bucket)
        let request = try command.object.request(location.bucket, key, for: "-")
        let upload = client.upload(.stream(StandardInput()), to: request, options: command.transfer.upload)
        let receipt = try await upload.receipt { event in
            if case .progress(let progress) = event { show(name, progress.bytesSent, of: progress.totalBytes) }
        }
        try await report("-", name, size: receipt.size, crc64: receipt.crc64)
        batch.add(.done(bytes: receipt.size))
    }
}
