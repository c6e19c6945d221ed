import OSSClient
import OSSSigning

/// Inside of OSS.
extension CopyRun {
    func copy(_ from: RemoteLocation, to: RemoteLocation) async throws {
        let client = try await command.client.client(bucket: to.bucket)
        guard command.recursive else {
            guard !from.isFolder else { throw CommandFailure.usage("\(from) names no object: pass -r for all that is below it") }
            let name = from.prefix.utf8.split(separator: ASCII.slash).last.map { String(Substring($0)) } ?? ""
            let target = to.isFolder ? RemoteLocation(bucket: to.bucket, prefix: to.prefix + name) : to
            return batch.add(try await copy(from.bucket, try from.key(), to: to.bucket, try target.key(), client))
        }
        guard from.bucket != to.bucket || !to.folderPrefix.utf8.starts(with: from.prefix.utf8) else {
            throw CommandFailure.usage("\(to) lies below \(from): what is copied would be copied again and again")
        }
        let reader = try await command.client.client(bucket: from.bucket)
        try await each(below: from, reader) { object, relative in
            let key = try ObjectKey(bytes: Array(to.folderPrefix.utf8) + relative)
            return try await copy(from.bucket, object.key, to: to.bucket, key, client, listed: object)
        }
    }

    private func copy(
        _ fromBucket: BucketName, _ from: ObjectKey, to bucket: BucketName, _ key: ObjectKey, _ client: OSSClient, listed: ListedObject? = nil
    ) async throws -> BatchRun.Outcome {
        let source = "oss://\(fromBucket)/\(command.encoding.shown(from))"
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        var modified = listed?.lastModified
        if command.update, modified == nil { modified = try await client.modified(fromBucket, from) }
        guard try await wants(name, modified: modified, existing: { try await client.modified(bucket, key) }) else { return .skipped }
        guard !command.dryRun else { return dry(source, name) }
        let request = try command.object.copy(
            CopyObjectRequest(bucket: bucket, key: key, sourceBucket: fromBucket, sourceKey: from, sourceVersionID: command.versionID))
        var options = CopyOptions()
        options.parallelism = command.transfer.parallel
        options.partSize = command.transfer.partSize?.bytes
        let receipt = try await client.copy(request, options: options)
        show(name, receipt.size, of: receipt.size)
        try await report(source, name, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }
}

extension StoredObjectOptions {
    /// A copy with what the flags say; what they do not say is the source's.
    fileprivate func copy(_ request: CopyObjectRequest) throws -> CopyObjectRequest {
        var request = request
        let put = try self.request(request.bucket, request.key)
        request.object = put.object
        request.extras = put.extras
        let described = [headers.contentType, headers.cacheControl, headers.contentDisposition, headers.contentEncoding].contains { $0 != nil }
        if described || !headers.kept.metadata.isEmpty { request.metadataDirective = .replace }
        if headers.tagging != nil { request.taggingDirective = .replace }
        return request
    }
}
