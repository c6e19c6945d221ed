import OSSSigning
import OSSStorage
import OSSWire

/// One pass over one bucket, with the rules and the moment that count for all of it.
struct LifecyclePass {
    let sweeper: LifecycleSweeper
    let bucket: StoredBucket
    let rules: LifecycleConfiguration
    let now: SigningTime

    private var storage: ObjectStorage { sweeper.storage }

    /// Something that is due, as the listing showed it.
    private struct Due {
        let row: VersionSummary
        let action: LifecycleAction
    }

    /// Objects, versions and delete markers.
    ///
    /// The last row of a page that goes on is left for the next page, which shows what is below it. What is due is deleted when the next page has
    /// been read: until then the row that it begins behind has to be there.
    func sweepVersions(prefix: [UInt8], _ report: inout LifecycleReport) async throws {
        var position: VersionSummary?
        var due: [Due] = []
        while true {
            try Task.checkCancellation()
            guard try await isInForce() else { return }
            let query = ListQuery(prefix: prefix, after: position?.key.bytes, limit: sweeper.pageSize)
            let page = try await storage.listVersions(bucket.name, query, after: position?.version)
            let rows = page.rows
            try await carryOut(due, &report)
            due = []
            for (index, row) in rows.enumerated() {
                if page.isTruncated, index == rows.count - 1 { break }
                let next = index + 1 < rows.count ? rows[index + 1] : nil
                let action = action(for: row, newer: position, isOnlyVersion: next?.key != row.key)
                if action != .keep { due.append(Due(row: row, action: action)) }
                position = row
            }
            if !page.isTruncated { break }
        }
        try await carryOut(due, &report)
    }

    /// Uploads that are not finished.
    func sweepUploads(prefix: [UInt8], _ report: inout LifecycleReport) async throws {
        guard rules.rules.contains(where: { $0.isEnabled && $0.abortMultipartUpload != nil }) else { return }
        var position: MultipartUpload?
        var due: [MultipartUpload] = []
        var isTruncated = true
        while isTruncated {
            try Task.checkCancellation()
            guard try await isInForce() else { return }
            let query = ListQuery(prefix: prefix, after: position?.key.bytes, limit: sweeper.pageSize)
            let page = try await storage.listUploads(bucket.name, query, after: position?.id.rawValue)
            try await abort(due, &report)
            due = page.rows.filter { rules.aborts(uploadOf: $0.key.bytes, initiated: $0.initiated, at: now) }
            position = page.rows.last
            isTruncated = page.isTruncated
        }
        try await abort(due, &report)
    }

    /// Whether the bucket still has the rules that this pass began with.
    private func isInForce() async throws -> Bool {
        let document = bucket.settings.documents[BucketDocument.lifecycle]
        return try await storage.bucket(bucket.name)?.settings.documents[BucketDocument.lifecycle] == document
    }

    private func action(for row: VersionSummary, newer: VersionSummary?, isOnlyVersion: Bool) -> LifecycleAction {
        var version = LifecycleVersion(key: row.key.bytes, size: nil, lastModified: row.lastModified)
        switch row.content {
        case .object(let object):
            version.size = object.size
            version.tags = object.attributes.tags
        case .deleteMarker: version.standing = .currentDeleteMarker(isOnlyVersion: isOnlyVersion)
        }
        if !row.isLatest {
            // Without the version that took its place nobody knows since when it is old: the next sweep will.
            guard let newer, newer.key == row.key else { return .keep }
            version.standing = .noncurrent(since: newer.lastModified)
        }
        return rules.action(for: version, at: now)
    }

    private func carryOut(_ due: [Due], _ report: inout LifecycleReport) async throws {
        var rest = due[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            var deletions: [(key: ObjectKey, version: VersionID?)] = []
            var expired = 0
            for item in rest.prefix(LifecycleSweeper.batch) {
                guard try await isUnchanged(item) else { continue }
                deletions.append((item.row.key, item.action == .expire ? nil : item.row.version))
                if item.action == .expire { expired += 1 }
            }
            rest = rest.dropFirst(LifecycleSweeper.batch)
            guard !deletions.isEmpty else { continue }
            _ = try await storage.deleteObjects(bucket.name, deletions, at: sweeper.clock())
            report.expired += expired
            report.deletedVersions += deletions.count - expired
        }
    }

    /// Whether a row is what it was, and stands where it stood.
    private func isUnchanged(_ due: Due) async throws -> Bool {
        let shown = try await storage.entry(bucket.name, due.row.key)
        switch (due.row.content, due.row.isLatest) {
        case (.object(let listed), true):
            guard case .object(let object)? = shown else { return false }
            return object.summary == listed
        case (.deleteMarker, true):
            guard case .deleteMarker(let marker)? = shown, marker.version == due.row.version else { return false }
            // Keys that begin with this one sort behind all of its versions.
            let page = try await storage.listVersions(bucket.name, ListQuery(prefix: due.row.key.bytes, limit: 2))
            return page.rows.count { $0.key == due.row.key } == 1
        case (.object(let listed), false):
            guard shown?.version != due.row.version,
                case .object(let object)? = try await storage.entry(bucket.name, due.row.key, version: due.row.version)
            else { return false }
            return object.summary == listed
        case (.deleteMarker(let listed), false):
            guard shown?.version != due.row.version else { return false }
            return try await storage.entry(bucket.name, due.row.key, version: due.row.version) == .deleteMarker(listed)
        }
    }

    private func abort(_ due: [MultipartUpload], _ report: inout LifecycleReport) async throws {
        for upload in due {
            try Task.checkCancellation()
            do {
                try await storage.abort(upload, at: sweeper.clock())
                report.abortedUploads += 1
            } catch let error as StorageError where error.code == .noSuchUpload {
                // It was completed or aborted meanwhile.
            }
        }
    }
}

extension ObjectEntry {
    fileprivate var version: VersionID {
        switch self {
        case .object(let object): object.version
        case .deleteMarker(let marker): marker.version
        }
    }
}
