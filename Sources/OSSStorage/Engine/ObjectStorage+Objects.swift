package import OSSSigning
package import OSSWire

extension ObjectStorage {
    /// What a key shows, or one version of it. `nil` when there is nothing; a delete marker is something.
    package func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil) async throws -> ObjectEntry? {
        try await StorageError.wrapping("look up object") { try await catalogue.entry(bucket, key, version: version) }
    }

    /// The object that a key shows, or `nil`.
    package func object(_ bucket: BucketName, _ key: ObjectKey) async throws -> StoredObject? {
        if case .object(let object)? = try await entry(bucket, key) { object } else { nil }
    }

    /// Deletes an object; in a bucket with versioning a delete marker is put in front of it. Its bytes are removed later, by a sweep.
    ///
    /// - Parameter version: removes that version for good.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func deleteObject(
        _ bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil, at moment: SigningTime
    ) async throws -> ChangeEffect {
        try await change(.deleteObject(bucket, key, version, ObjectWrite(at: moment)), operation: "delete object")
    }

    /// Deletes several objects; each by itself, in their order, and in few transactions.
    package func deleteObjects(
        _ bucket: BucketName, _ keys: [(key: ObjectKey, version: VersionID?)], at moment: SigningTime
    ) async throws -> [ChangeEffect] {
        let changes = keys.map { CatalogueChange.deleteObject(bucket, $0.key, $0.version, ObjectWrite(at: moment)) }
        return try await commits.apply(changes).map { outcome in
            switch outcome {
            case .applied(let effect): effect
            case .refused(let code): throw StorageError(code, operation: "delete objects")
            }
        }
    }

    /// Deletes what a listing showed, unless it was written, changed, deleted or covered since. That is judged inside of the transaction, where
    /// nobody comes in between; each deletion is judged by itself, after the ones before it.
    ///
    /// - Returns: for each whether it was deleted; what was not has changed.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func deleteListed(_ bucket: BucketName, _ deletions: [ListedDeletion], at moment: SigningTime) async throws -> [Bool] {
        let changes = deletions.map { deletion in
            CatalogueChange.deleteObject(
                bucket, deletion.row.key, deletion.removesVersion ? deletion.row.version : nil, expected: deletion.row, ObjectWrite(at: moment))
        }
        return try await commits.apply(changes).map { outcome in
            switch outcome {
            case .applied: true
            case .refused(.changed): false
            case .refused(let code): throw StorageError(code, operation: "delete listed objects")
            }
        }
    }

    /// Changes an attribute of an object, or of one version of it.
    /// - Throws: `StorageError` `.noSuchBucket`, `.noSuchObject` (a delete marker has no attributes).
    package func set(
        _ attribute: ObjectAttribute, of bucket: BucketName, _ key: ObjectKey, version: VersionID? = nil
    ) async throws -> ChangeEffect {
        try await change(.setAttribute(bucket, key, version, attribute), operation: "set attribute")
    }

    /// Stores a symbolic link. Whether its target exists is not looked at.
    /// - Throws: `StorageError` `.noSuchBucket`, `.alreadyExists`.
    package func putSymlink(
        _ bucket: BucketName, _ key: ObjectKey, target: ObjectKey, _ description: ObjectDescription, forbidOverwrite: Bool = false,
        at moment: SigningTime
    ) async throws -> StoredObject {
        try checkWritable("put symlink")
        var digest = ContentDigest()
        digest.update(target.bytes)
        var attributes = description.attributes
        attributes.symlinkTarget = target.bytes
        let summary = ObjectSummary(
            bucket: bucket, key: key, size: 0, etag: ETag(md5: digest.finish().md5), crc64: 0, lastModified: moment, type: .symlink,
            storageClass: description.storageClass, attributes: attributes)
        let object = StoredObject(summary: summary, md5: nil, headers: description.headers, content: .inline([]))
        return try await store(object, ObjectWrite(forbidOverwrite: forbidOverwrite, at: moment), operation: "put symlink")
    }

    /// Copies an object without its bytes: the copy refers to the same blobs.
    ///
    /// - Parameter description: what the copy has; the source's own to keep it as it is.
    /// - Throws: `StorageError` `.noSuchBucket`, `.alreadyExists`, and `.changed` when the source was replaced or deleted meanwhile.
    package func copy(
        _ source: StoredObject, to bucket: BucketName, _ key: ObjectKey, _ description: ObjectDescription, forbidOverwrite: Bool = false,
        at moment: SigningTime
    ) async throws -> StoredObject {
        try checkWritable("copy")
        let summary = ObjectSummary(
            bucket: bucket, key: key, size: source.size, etag: source.etag, crc64: source.crc64, lastModified: moment, type: source.type,
            storageClass: description.storageClass, attributes: description.attributes)
        let object = StoredObject(summary: summary, md5: source.md5, headers: description.headers, content: source.content)
        return try await store(object, ObjectWrite(forbidOverwrite: forbidOverwrite, sharesContent: true, at: moment), operation: "copy")
    }

    private func store(_ object: StoredObject, _ write: ObjectWrite, operation: String) async throws -> StoredObject {
        var object = object
        object.summary.version = try await change(.putObject(object, write), operation: operation).version
        return object
    }

    /// A page of a bucket's objects and common prefixes, in byte order.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage {
        try await page(of: bucket) { try await catalogue.list(bucket, query) }
    }

    /// A page of all versions, newest first within a key.
    /// - Parameter version: the page begins behind this version of `query.after`.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID? = nil) async throws -> Page<VersionSummary> {
        try await page(of: bucket) { try await catalogue.listVersions(bucket, query, after: version) }
    }

    func page<Row>(of bucket: BucketName, _ read: () async throws -> Page<Row>) async throws -> Page<Row> {
        try await StorageError.wrapping("list") {
            let page = try await read()
            // An empty page may mean that there is no bucket. Asking afterwards costs nothing when there are rows.
            if page.entries.isEmpty, try await catalogue.bucket(bucket) == nil { throw StorageError(.noSuchBucket, operation: "list") }
            return page
        }
    }
}
