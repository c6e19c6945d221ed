import OSSSigning
import OSSWire

/// The rows of an ``InMemoryCatalogue``.
struct InMemoryRows: CatalogueRows, Sendable {
    struct Part {
        let part: StoredPart
        let content: ContentID
    }

    private var account = AccountSettings()
    private(set) var buckets: [BucketName: StoredBucket] = [:]
    private(set) var objects: [BucketName: SortedRows<ObjectRow>] = [:]
    /// Newest first.
    private(set) var noncurrent: [BucketName: SortedRows<[NoncurrentRow]>] = [:]
    private var contents: [ContentID: ObjectContent] = [:]
    private var lastContent: ContentID = 0
    private var references: [BlobID: Int] = [:]
    private(set) var uploads: [UploadID: MultipartUpload] = [:]
    private(set) var parts: [UploadID: [Int: Part]] = [:]
    var garbage: [BlobID: SigningTime] = [:]

    func accountSettings() -> AccountSettings { account }

    mutating func putAccountSettings(_ settings: AccountSettings) { account = settings }

    func bucket(_ name: BucketName) -> StoredBucket? { buckets[name] }

    mutating func putBucket(_ bucket: StoredBucket) { buckets[bucket.name] = bucket }

    mutating func removeBucket(_ name: BucketName) { buckets[name] = nil }

    func isEmpty(_ bucket: BucketName) -> Bool {
        (objects[bucket]?.isEmpty ?? true) && (noncurrent[bucket]?.isEmpty ?? true) && !uploads.values.contains { $0.bucket == bucket }
    }

    func current(_ bucket: BucketName, _ key: ObjectKey) -> ObjectRow? { objects[bucket]?[key] }

    mutating func putCurrent(_ row: ObjectRow) { objects[row.summary.bucket, default: SortedRows()][row.summary.key] = row }

    mutating func removeCurrent(_ bucket: BucketName, _ key: ObjectKey) { objects[bucket]?[key] = nil }

    func newestNoncurrent(_ bucket: BucketName, _ key: ObjectKey) -> NoncurrentRow? { noncurrent[bucket]?[key]?.first }

    func noncurrent(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID) -> NoncurrentRow? {
        noncurrent[bucket]?[key]?.first { $0.version == version }
    }

    mutating func putNoncurrent(_ row: NoncurrentRow, _ bucket: BucketName, _ key: ObjectKey) {
        var rows = noncurrent[bucket]?[key] ?? []
        rows.removeAll { $0.sequence == row.sequence }
        rows.insert(row, at: rows.firstIndex { $0.sequence < row.sequence } ?? rows.endIndex)
        noncurrent[bucket, default: SortedRows()][key] = rows
    }

    mutating func removeNoncurrent(_ bucket: BucketName, _ key: ObjectKey, sequence: Int64) {
        var rows = noncurrent[bucket]?[key] ?? []
        rows.removeAll { $0.sequence == sequence }
        noncurrent[bucket]?[key] = rows.isEmpty ? nil : rows
    }

    mutating func insertContent(_ content: ObjectContent) -> ContentID {
        lastContent += 1
        contents[lastContent] = content
        for blob in content.blobs { references[blob, default: 0] += 1 }
        return lastContent
    }

    func hasSegments(_ content: ContentID) -> Bool {
        if case .segments? = contents[content] { true } else { false }
    }

    mutating func extendContent(_ content: ContentID, _ segments: [ObjectContent.Segment]) {
        guard case .segments(let existing) = contents[content] else { return }
        contents[content] = .segments(existing + segments)
        for segment in segments { references[segment.blob, default: 0] += 1 }
    }

    mutating func removeContent(_ content: ContentID, at moment: SigningTime) {
        for blob in contents.removeValue(forKey: content)?.blobs ?? [] {
            let count = (references[blob] ?? 1) - 1
            references[blob] = count == 0 ? nil : count
            if count == 0 { garbage[blob] = moment }
        }
    }

    func isReferenced(_ blob: BlobID) -> Bool { references[blob] != nil }

    func upload(_ id: UploadID) -> MultipartUpload? { uploads[id] }

    mutating func insertUpload(_ upload: MultipartUpload) { uploads[upload.id] = upload }

    mutating func removeUpload(_ id: UploadID) { uploads[id] = nil }

    func partContent(_ upload: UploadID, _ number: Int) -> ContentID? { parts[upload]?[number]?.content }

    func partContents(_ upload: UploadID) -> [ContentID] { (parts[upload] ?? [:]).values.map(\.content) }

    mutating func putPart(_ part: StoredPart, _ upload: UploadID, content: ContentID) {
        parts[upload, default: [:]][part.number] = Part(part: part, content: content)
    }

    mutating func removeParts(_ upload: UploadID) { parts[upload] = nil }
}

/// Reading.
extension InMemoryRows {
    func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) -> ObjectEntry? {
        if let row = current(bucket, key), version == nil || row.summary.version == version { return .object(object(row)) }
        guard let old = version.map({ noncurrent(bucket, key, $0) }) ?? newestNoncurrent(bucket, key) else { return nil }
        switch old.entry {
        case .object(let row): return .object(object(row))
        case .deleteMarker(let marker): return .deleteMarker(marker)
        }
    }

    private func object(_ row: ObjectRow) -> StoredObject {
        StoredObject(summary: row.summary, md5: row.md5, headers: row.headers, content: contents[row.content] ?? .segments([]))
    }

    func summaries(_ bucket: BucketName, from start: ListScan.Start, upTo end: [UInt8]?) -> ListScan.Rows<ObjectSummary> {
        guard case .from(let start) = start, let rows = objects[bucket]?.rows(from: start, upTo: end) else { return { nil } }
        return { rows()?.summary }
    }

    func versions(
        _ bucket: BucketName, from start: ListScan.Start, behind marker: VersionID?, upTo end: [UInt8]?
    ) -> ListScan.Rows<VersionSummary> {
        let first: [UInt8]
        switch start {
        case .from(let key), .insideKey(let key): first = key
        }
        let current = objects[bucket]?.rows(from: first, upTo: end) ?? { nil }
        let older = noncurrent[bucket]?.rows(from: first, upTo: end) ?? { nil }
        var (nextCurrent, nextOlder) = (current(), older())
        var queue: [VersionSummary] = []
        return {
            while queue.isEmpty {
                guard let key = [nextCurrent?.summary.key, nextOlder?.first?.key].compactMap({ $0 }).min() else { return nil }
                if let row = nextCurrent, row.summary.key == key {
                    queue.append(VersionSummary(.object(row.summary), isLatest: true))
                    nextCurrent = current()
                }
                for row in nextOlder ?? [] where row.key == key { queue.append(row.summary(isLatest: queue.isEmpty)) }
                if nextOlder?.first?.key == key { nextOlder = older() }
                if case .insideKey(let inside) = start, key.bytes == inside, let index = queue.firstIndex(where: { $0.version == marker }) {
                    queue.removeFirst(index + 1)
                }
            }
            return queue.removeFirst()
        }
    }

    func uploads(
        _ bucket: BucketName, from start: ListScan.Start, behind id: String?, upTo end: [UInt8]?
    ) -> ListScan.Rows<MultipartUpload> {
        let matching = uploads.values.filter { upload in
            guard upload.bucket == bucket, end.map({ upload.key.bytes.lexicographicallyPrecedes($0) }) ?? true else { return false }
            switch start {
            case .from(let first): return !upload.key.bytes.lexicographicallyPrecedes(first)
            case .insideKey(let key):
                return key.lexicographicallyPrecedes(upload.key.bytes)
                    || (upload.key.bytes == key && (id ?? "").utf8.lexicographicallyPrecedes(upload.id.rawValue.utf8))
            }
        }
        var rest = matching.sorted { $0.key == $1.key ? $0.id.rawValue.utf8.lexicographicallyPrecedes($1.id.rawValue.utf8) : $0.key < $1.key }[...]
        return { rest.popFirst() }
    }

    func statistics(_ bucket: BucketName) -> BucketStatistics {
        var statistics = BucketStatistics()
        func count(_ summary: ObjectSummary) {
            statistics.usage[summary.storageClass, default: .init()].bytes += summary.size
            statistics.usage[summary.storageClass, default: .init()].objects += 1
        }
        for row in objects[bucket]?.all ?? [] { count(row.summary) }
        for row in (noncurrent[bucket]?.all ?? []).flatMap({ $0 }) {
            switch row.entry {
            case .object(let object): count(object.summary)
            case .deleteMarker: statistics.deleteMarkers += 1
            }
        }
        for upload in uploads.values where upload.bucket == bucket {
            statistics.uploads += 1
            for part in (parts[upload.id] ?? [:]).values {
                statistics.parts += 1
                statistics.partBytes += part.part.size
            }
        }
        return statistics
    }
}

extension NoncurrentRow {
    var key: ObjectKey {
        switch entry {
        case .object(let row): row.summary.key
        case .deleteMarker(let marker): marker.key
        }
    }

    /// The row in a listing.
    package func summary(isLatest: Bool) -> VersionSummary {
        switch entry {
        case .object(let row): VersionSummary(.object(row.summary), isLatest: isLatest)
        case .deleteMarker(let marker): VersionSummary(.deleteMarker(marker), isLatest: isLatest)
        }
    }
}
