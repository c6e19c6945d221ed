import OSSClient
import OSSSigning

/// Removes what lies below a location. Lists are removed a thousand at a time.
struct Removal: Sendable {
    let client: OSSClient
    let location: RemoteLocation
    let batch: BatchRun
    let dryRun: Bool
    let quiet: Bool
    let json: Bool
    let encoding: KeyEncodingOption

    private static let batchSize = 1000

    /// One object, or one version of it.
    func object(_ key: ObjectKey, versionID: String?) async throws {
        try await batch.attempt(location.url(key)) {
            guard try await !tell(key, versionID) else { return .skipped }
            try await client.deleteObject(DeleteObjectRequest(bucket: location.bucket, key: key, versionID: versionID))
            try await report(key, versionID)
            return .done(bytes: 0)
        }
    }

    func objects(_ filter: NameFilter) async throws {
        var gathered: [ObjectToDelete] = []
        for try await entry in client.listObjects(bucket: location.bucket, prefix: location.prefix.isEmpty ? nil : location.prefix) {
            guard let key = entry.item?.key, filter.takes(key.bytes) else { continue }
            gathered.append(ObjectToDelete(key: key))
            if gathered.count == Self.batchSize { try await delete(&gathered) }
        }
        try await delete(&gathered)
    }

    func versions(_ filter: NameFilter, isExact: Bool) async throws {
        var gathered: [ObjectToDelete] = []
        for try await entry in client.listObjectVersions(bucket: location.bucket, prefix: location.prefix.isEmpty ? nil : location.prefix) {
            guard let version = entry.item, filter.takes(version.key.bytes), !isExact || isLocation(version.key) else { continue }
            gathered.append(ObjectToDelete(key: version.key, versionID: version.versionID))
            if gathered.count == Self.batchSize { try await delete(&gathered) }
        }
        try await delete(&gathered)
    }

    func uploads(_ filter: NameFilter, isExact: Bool) async throws {
        for try await entry in client.listMultipartUploads(bucket: location.bucket, prefix: location.prefix.isEmpty ? nil : location.prefix) {
            guard let upload = entry.item, filter.takes(upload.key.bytes), !isExact || isLocation(upload.key) else { continue }
            try await batch.attempt(location.url(upload.key)) {
                guard try await !tell(upload.key, upload.uploadID) else { return .skipped }
                try await client.abortMultipartUpload(
                    AbortMultipartUploadRequest(bucket: location.bucket, key: upload.key, uploadID: upload.uploadID))
                return .done(bytes: 0)
            }
        }
    }

    private func isLocation(_ key: ObjectKey) -> Bool { key.bytes.elementsEqual(location.prefix.utf8) }

    private func delete(_ objects: inout [ObjectToDelete]) async throws {
        let some = objects
        objects.removeAll(keepingCapacity: true)
        guard !some.isEmpty else { return }
        if dryRun {
            for object in some { _ = try await tell(object.key, object.versionID) }
            return batch.add(.skipped, count: some.count)
        }
        do {
            let result = try await client.deleteMultipleObjects(DeleteMultipleObjectsRequest(bucket: location.bucket, objects: some))
            let deleted = Set(result.deleted.map { ObjectToDelete(key: $0.key, versionID: $0.versionID) })
            for object in some {
                if deleted.contains(object) || object.versionID == nil && deleted.contains(where: { $0.key == object.key }) {
                    batch.add(.done(bytes: 0))
                    try await report(object.key, object.versionID)
                } else {
                    batch.fail(location.url(object.key), CommandFailure(status: .refused, message: "OSS did not say that it was removed"))
                }
            }
        } catch let error as ServiceError where some.count > 1 {
            // One that may not be removed, or cannot be written in the list, must not keep the others.
            try Task.checkCancellation()
            guard error.status < 500, error.code != .noSuchBucket else { throw error }
            for object in some { try await self.object(object.key, versionID: object.versionID) }
        }
    }

    /// In a dry run, says what would be done.
    private func tell(_ key: ObjectKey, _ versionID: String?) async throws -> Bool {
        guard dryRun else { return false }
        if !quiet { Console.note("would remove oss://\(location.bucket)/\(encoding.shown(key))\(versionID.map { " \($0)" } ?? "")") }
        return true
    }

    private func report(_ key: ObjectKey, _ versionID: String?) async throws {
        guard json else { return }
        try await StandardOutput.write(lines: [
            JSONText.encode(Document(bucket: location.bucket.rawValue, key: key.text, versionID: versionID))
        ])
    }

    private struct Document: Encodable {
        let schema = 1
        let type = "removed"
        let bucket: String
        let key: String
        let versionID: String?

        enum CodingKeys: String, CodingKey {
            case schema, type, bucket, key
            case versionID = "version_id"
        }
    }
}
