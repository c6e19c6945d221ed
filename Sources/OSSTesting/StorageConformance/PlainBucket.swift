import OSSSigning
import OSSStorage
import OSSWire

/// What a bucket holds, in the plainest form: for each key its versions, newest first. It knows no blobs and no rows.
struct PlainBucket {
    struct Version: Equatable {
        var id: VersionID
        /// `nil`: a delete marker.
        var bytes: [UInt8]?
        var type = ObjectType.normal
        var attributes = ObjectAttributes()
    }

    struct Upload {
        let upload: MultipartUpload
        var parts: [Int: [UInt8]] = [:]
    }

    var versioning: VersioningStatus?
    var keys: [ObjectKey: [Version]] = [:]
    var uploads: [Upload] = []

    /// What a key shows, if that is an object.
    func shown(_ key: ObjectKey) -> Version? {
        keys[key]?.first.flatMap { $0.bytes == nil ? nil : $0 }
    }

    /// Puts a version in front, an object or a marker.
    mutating func write(_ version: Version, _ key: ObjectKey) {
        var versions = keys[key] ?? []
        if versioning != .enabled { versions.removeAll { $0.id == .null } }
        versions.insert(version, at: 0)
        keys[key] = versions
    }

    /// Deletes what a key shows.
    mutating func delete(_ key: ObjectKey, marker: VersionID) {
        if versioning == nil { keys[key] = nil } else { write(Version(id: marker, bytes: nil), key) }
    }

    mutating func remove(_ id: VersionID, _ key: ObjectKey) {
        keys[key]?.removeAll { $0.id == id }
    }

    /// The code with which an append must fail.
    func refusalOfAppend(_ key: ObjectKey, position: Int64) -> StorageError.Code? {
        let base = shown(key)
        if let base, base.type != .appendable { return .notAppendable }
        if base?.attributes.sealed != nil { return .sealed }
        if position != Int64(base?.bytes?.count ?? 0) { return .wrongPosition }
        return versioning == .enabled ? .versioned : nil
    }

    mutating func append(_ bytes: [UInt8], _ key: ObjectKey) {
        if let base = shown(key) {
            keys[key]?[0].bytes = (base.bytes ?? []) + bytes
        } else {
            write(Version(id: .null, bytes: bytes, type: .appendable), key)
        }
    }

    /// The code with which a completion of all parts must fail.
    func refusalOfCompletion(_ index: Int) -> StorageError.Code? {
        let parts = uploads[index].parts.sorted { $0.key < $1.key }
        if parts.isEmpty { return .noSuchPart }
        return parts.dropLast().contains { $0.value.count < 500 } ? .partTooSmall : nil
    }

    var statistics: BucketStatistics {
        var statistics = BucketStatistics()
        for version in keys.values.joined() {
            guard let bytes = version.bytes else {
                statistics.deleteMarkers += 1
                continue
            }
            statistics.usage[.standard, default: .init()].bytes += Int64(bytes.count)
            statistics.usage[.standard, default: .init()].objects += 1
        }
        statistics.uploads = Int64(uploads.count)
        for part in uploads.flatMap(\.parts.values) {
            statistics.parts += 1
            statistics.partBytes += Int64(part.count)
        }
        return statistics
    }
}
