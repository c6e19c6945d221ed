import OSSSigning
import OSSWire

/// The rules of versions. Without versioning a key has one row. With versioning every write makes one, and the one that was shown becomes
/// noncurrent. With versioning suspended a write takes the place of the version `null`, wherever that is.
///
/// OSS page: "Versioning".
extension CatalogueRows {
    mutating func put(_ object: StoredObject, _ write: ObjectWrite) throws -> ChangeEffect {
        let bucket = try existing(object.bucket)
        let current = try current(object.bucket, object.key)
        if write.forbidOverwrite, bucket.settings.versioning == nil, current != nil { throw Refusal(.alreadyExists) }
        if write.sharesContent { try checkShared(object.content) }
        let content = try insertContent(object.content)
        return try place(object, content: content, over: current, bucket.settings.versioning, write)
    }

    /// - Throws: `Refusal(.changed)` when a blob is not in use any more: a sweep could take it.
    func checkShared(_ content: ObjectContent) throws {
        for blob in content.blobs where try !isReferenced(blob) { throw Refusal(.changed) }
    }

    /// Makes an object what its key shows.
    mutating func place(
        _ object: StoredObject, content: ContentID, over current: ObjectRow?, _ versioning: VersioningStatus?, _ write: ObjectWrite
    ) throws -> ChangeEffect {
        var row = ObjectRow(summary: object.summary, md5: object.md5, headers: object.headers, sequence: 0, content: content)
        row.summary.version = .fresh(versioning)
        guard versioning != nil else {
            try putCurrent(row)
            if let current { try removeContent(current.content, at: write.moment) }
            return ChangeEffect(existed: current != nil)
        }
        row.sequence = try nextSequence(object.bucket, object.key, current)
        try retire(current, object.bucket, object.key, versioning, write)
        try putCurrent(row)
        return ChangeEffect(existed: current != nil, version: row.summary.version)
    }

    mutating func delete(
        _ bucket: BucketName, _ key: ObjectKey, _ version: VersionID?, expected: VersionSummary?, _ write: ObjectWrite
    ) throws -> ChangeEffect {
        let versioning = try existing(bucket).settings.versioning
        if let expected { try checkUnchanged(expected, bucket, key) }
        if let version { return try remove(version, bucket, key, at: write.moment) }
        let current = try current(bucket, key)
        guard let versioning else { return try remove(.null, bucket, key, at: write.moment) }
        let marker = DeleteMarker(bucket: bucket, key: key, version: .fresh(versioning), lastModified: write.moment)
        let sequence = try nextSequence(bucket, key, current)
        try retire(current, bucket, key, versioning, write)
        if current != nil { try removeCurrent(bucket, key) }
        try putNoncurrent(NoncurrentRow(.deleteMarker(marker), sequence: sequence), bucket, key)
        return ChangeEffect(existed: current != nil, version: marker.version, isDeleteMarker: true)
    }

    mutating func set(_ attribute: ObjectAttribute, _ bucket: BucketName, _ key: ObjectKey, _ version: VersionID?) throws -> ChangeEffect {
        _ = try existing(bucket)
        if var row = try current(bucket, key), version == nil || row.summary.version == version {
            row.summary.attributes.set(attribute)
            try putCurrent(row)
            return ChangeEffect(existed: true, version: row.summary.version)
        }
        guard let version, let old = try noncurrent(bucket, key, version), case .object(var row) = old.entry else { throw Refusal(.noSuchObject) }
        row.summary.attributes.set(attribute)
        try putNoncurrent(NoncurrentRow(.object(row), sequence: old.sequence), bucket, key)
        return ChangeEffect(existed: true, version: version)
    }

    /// - Throws: `Refusal(.changed)` unless the key has a row that would be listed as this one was.
    private func checkUnchanged(_ expected: VersionSummary, _ bucket: BucketName, _ key: ObjectKey) throws {
        let current = try current(bucket, key)
        let found: VersionSummary?
        if let current, current.summary.version == expected.version {
            found = VersionSummary(.object(current.summary), isLatest: true)
        } else if let old = try noncurrent(bucket, key, expected.version) {
            // A delete marker is what the key shows when nothing is newer.
            let isLatest = try current == nil && newestNoncurrent(bucket, key)?.sequence == old.sequence
            found = old.summary(isLatest: isLatest)
        } else {
            found = nil
        }
        guard found == expected else { throw Refusal(.changed) }
    }

    private func nextSequence(_ bucket: BucketName, _ key: ObjectKey, _ current: ObjectRow?) throws -> Int64 {
        let newest = try newestNoncurrent(bucket, key)?.sequence ?? 0
        return max(current?.sequence ?? 0, newest) + 1
    }

    /// Makes room for a new version: the current row becomes noncurrent, or goes if the new version takes its name.
    private mutating func retire(
        _ current: ObjectRow?, _ bucket: BucketName, _ key: ObjectKey, _ versioning: VersioningStatus?, _ write: ObjectWrite
    ) throws {
        let replacesNull = versioning == .suspended
        if let current {
            if replacesNull, current.summary.version == .null { return try removeContent(current.content, at: write.moment) }
            try putNoncurrent(NoncurrentRow(.object(current), sequence: current.sequence), bucket, key)
        }
        if replacesNull, let old = try noncurrent(bucket, key, .null) { try remove(old, bucket, key, at: write.moment) }
    }

    /// Removes one version for good. If it was what the key showed, the newest of the others is, unless that is a delete marker.
    private mutating func remove(
        _ version: VersionID, _ bucket: BucketName, _ key: ObjectKey, at moment: SigningTime
    ) throws -> ChangeEffect {
        let current = try current(bucket, key)
        if let current, current.summary.version == version {
            try removeCurrent(bucket, key)
            try removeContent(current.content, at: moment)
            try promote(bucket, key)
            return ChangeEffect(existed: true, version: version)
        }
        guard let old = try noncurrent(bucket, key, version) else { return ChangeEffect(existed: false, version: version) }
        try remove(old, bucket, key, at: moment)
        if current == nil { try promote(bucket, key) }
        if case .deleteMarker = old.entry { return ChangeEffect(existed: true, version: version, isDeleteMarker: true) }
        return ChangeEffect(existed: true, version: version)
    }

    private mutating func remove(_ old: NoncurrentRow, _ bucket: BucketName, _ key: ObjectKey, at moment: SigningTime) throws {
        try removeNoncurrent(bucket, key, sequence: old.sequence)
        if case .object(let row) = old.entry { try removeContent(row.content, at: moment) }
    }

    private mutating func promote(_ bucket: BucketName, _ key: ObjectKey) throws {
        guard let newest = try newestNoncurrent(bucket, key), case .object(let row) = newest.entry else { return }
        try removeNoncurrent(bucket, key, sequence: newest.sequence)
        try putCurrent(row)
    }
}

extension ObjectAttributes {
    fileprivate mutating func set(_ attribute: ObjectAttribute) {
        switch attribute {
        case .acl(let acl): self.acl = acl
        case .tags(let tags): self.tags = tags
        case .sealed(let moment): sealed = moment
        case .restoration(let restoration): self.restoration = restoration
        }
    }
}
