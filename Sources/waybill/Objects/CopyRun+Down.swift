import NIOCore
import OSSClient
import OSSSigning

/// From OSS to here.
extension CopyRun {
    func download(_ location: RemoteLocation, to path: String) async throws {
        let client = try await command.client.client(bucket: location.bucket)
        guard command.recursive else {
            guard !location.isFolder else { throw CommandFailure.usage("\(location) names no object: pass -r for all that is below it") }
            let key = try location.key()
            let name = Array(location.prefix.utf8.dropFirst(location.parentPrefix.utf8.count))
            let target = try LocalPath.file(path, name: name, makesFolder: !command.dryRun)
            return batch.add(try await download(location.bucket, key, to: target, client))
        }
        guard LocalFileFacts(path) == nil || LocalPath.isFolder(path) else {
            throw CommandFailure.usage("\(path.printable) is a file: say which folder the objects go into")
        }
        try await each(below: location, client) { object, relative in
            // A key that ends in a slash stands for a folder.
            if relative.last == ASCII.slash {
                guard object.size == 0 else { throw CommandFailure.local("the key ends in a slash, which no file's name does") }
                let marker = try LocalPath.inside(path, relative + [UInt8(ascii: "x")])
                if !command.dryRun { try LocalPath.makeFolders(from: path, to: marker) }
                return .skipped
            }
            let file = try LocalPath.inside(path, relative)
            if !command.dryRun { try LocalPath.makeFolders(from: path, to: file) }
            return try await download(location.bucket, object.key, to: file, client, listed: object)
        }
    }

    private func download(
        _ bucket: BucketName, _ key: ObjectKey, to path: String, _ client: OSSClient, listed: ListedObject? = nil
    ) async throws -> BatchRun.Outcome {
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        let there = LocalFileFacts(path)
        if let there { try written.check(there) }
        if there != nil {
            var modified: SigningTime?
            if command.update {
                modified = listed?.lastModified
                if modified == nil { modified = try await client.modified(bucket, key) }
            }
            guard
                try await wants(
                    path, modified: modified, existing: { there.flatMap { SigningTime(secondsSinceEpoch: max(0, $0.modified)) } })
            else { return .skipped }
        }
        guard !command.dryRun else { return dry(name, path) }
        let request = GetObjectRequest(bucket: bucket, key: key, versionID: command.versionID)
        let receipt = try await client.download(request, to: path, options: command.transfer.download).receipt { event in
            if case .progress(let progress) = event { show(name, progress.bytesReceived, of: progress.totalBytes) }
        }
        if let now = LocalFileFacts(path) { written.add(now) }
        try await report(name, path, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }

    func print(_ location: RemoteLocation) async throws {
        let request = GetObjectRequest(bucket: location.bucket, key: try location.key(), versionID: command.versionID)
        guard !command.dryRun else { return batch.add(dry("\(location)", "stdout")) }
        var size: Int64 = 0
        for try await chunk in try await command.client.client(bucket: location.bucket).stream(request, options: command.transfer.download) {
            try await StandardOutput.write(chunk)
            size += Int64(chunk.readableBytes)
        }
        batch.add(.done(bytes: size))
    }
}
