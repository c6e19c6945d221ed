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

    /// Objects, versions and delete markers.
    ///
    /// The last row of a page that goes on is left for the next page, which shows what is below it. What is due is deleted when the next page has
    /// been read: until then the row that it begins behind has to be there.
    func sweepVersions(prefix: [UInt8], _ report: inout LifecycleReport) async throws {
        var position: VersionSummary?
        var due: [ListedDeletion] = []
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
                switch action(for: row, newer: position, isOnlyVersion: next?.key != row.key) {
                case .keep: break
                case .expire: due.append(ListedDeletion(row, removesVersion: false))
                case .deleteVersion: due.append(ListedDeletion(row, removesVersion: true))
                }
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

    /// What changed since it was listed is left alone: the next sweep looks at it anew.
    private func carryOut(_ due: [ListedDeletion], _ report: inout LifecycleReport) async throws {
        var rest = due[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            let batch = Array(rest.prefix(LifecycleSweeper.batch))
            rest = rest.dropFirst(LifecycleSweeper.batch)
            let isDone = try await storage.deleteListed(bucket.name, batch, at: sweeper.clock())
            for deletion in zip(batch, isDone).filter(\.1).map(\.0) {
                if deletion.removesVersion { report.deletedVersions += 1 } else { report.expired += 1 }
            }
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
