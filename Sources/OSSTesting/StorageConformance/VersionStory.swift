package import OSSSigning
package import OSSStorage
import OSSWire

/// What happens to one key, step by step, with the versions that it has after each step.
///
/// Versions are written newest first: the number that names a body, `D` for a delete marker; `n` behind it when the version is `null`, and `*`
/// when it is what the key shows.
struct VersionStory {
    enum Step {
        case put(Int)
        case delete
        /// Removes the version at that place of the list.
        case remove(Int)
        case removeNull
        /// Gives the object that is shown a tag.
        case tag
        case versioning(VersioningStatus)
    }

    let name: String
    let steps: [(Step, String)]

    /// Tells the story with bodies that have `padding` bytes more, and clears up.
    func run(_ rig: StorageRig, padding: Int) async throws {
        let bucket = BucketName.test("story-\(name)-\(padding)")
        let key = StorageConformance.key
        let storage = rig.storage()
        _ = try await storage.createBucket(bucket, at: Moments.start)
        for (number, (step, expected)) in steps.enumerated() {
            try await step.take(in: storage, bucket, key, padding: padding, at: Moments.at(Int64(number)))
            try await Self.check(storage, bucket, key, expected, padding, "\(name), step \(number)")
        }
        try await Self.clear(bucket, rig, storage, "after \(name)")
    }

    /// Deletes all versions, and the bucket; no byte is left.
    static func clear(_ bucket: BucketName, _ rig: StorageRig, _ storage: ObjectStorage, _ place: String) async throws {
        for version in try await storage.versions(bucket) {
            _ = try await storage.deleteObject(bucket, version.key, version: version.version, at: Moments.farFuture)
        }
        try await storage.deleteBucket(bucket)
        _ = try await storage.sweep(olderThan: Moments.at(2_000_000_000))
        try await rig.expectBlobs(0, place)
    }

    /// Whether the key has these versions, with their bytes.
    static func check(
        _ storage: ObjectStorage, _ bucket: BucketName, _ key: ObjectKey, _ expected: String, _ padding: Int, _ place: String
    ) async throws {
        let versions = try await storage.versions(bucket)
        var words: [String] = []
        for version in versions {
            let entry = try await storage.entry(bucket, key, version: version.version)
            let null = version.version == .null ? "n" : ""
            let latest = version.isLatest ? "*" : ""
            switch (version.content, entry) {
            case (.object(let summary), .object(let object)?):
                let number = summary.size - Int64(padding)
                let bytes = try await storage.read(object).collected()
                try Claim.holds(bytes == [UInt8](repeating: UInt8(number), count: Int(summary.size)), "the bytes of \(number), \(place)")
                try Claim.equal(object.summary, summary, place)
                words.append("\(number)\(null)\(latest)")
            case (.deleteMarker(let listed), .deleteMarker(let marker)?):
                try Claim.equal(marker, listed, place)
                words.append("D\(null)\(latest)")
            default: throw ConformanceFailure("\(version.version) is listed and not found, \(place)")
            }
        }
        try Claim.equal(words.joined(separator: " "), expected, place)
        try await Claim.equal(storage.entry(bucket, key), versions.first.entry(in: storage, bucket), place)
        let isShown = versions.first.map { if case .object = $0.content { true } else { false } } ?? false
        try await Claim.equal(storage.list(bucket, ListQuery()).objects.map(\.key), isShown ? [key] : [], place)
        try Claim.equal(Set(versions.map(\.version)).count, versions.count, "versions have one name each, \(place)")
    }
}

extension VersionStory.Step {
    func take(in storage: ObjectStorage, _ bucket: BucketName, _ key: ObjectKey, padding: Int, at moment: SigningTime) async throws {
        switch self {
        case .put(let size):
            let body = TestBody([UInt8](repeating: UInt8(size), count: size + padding))
            _ = try await storage.put(bucket, key, body: body, at: moment)
        case .delete: _ = try await storage.deleteObject(bucket, key, at: moment)
        case .remove(let index):
            let version = try await storage.versions(bucket)[index].version
            _ = try await storage.deleteObject(bucket, key, version: version, at: moment)
        case .removeNull: _ = try await storage.deleteObject(bucket, key, version: .null, at: moment)
        case .tag: _ = try await storage.set(.tags([ResourceTag(key: "k", value: "v")]), of: bucket, key)
        case .versioning(let status): try await storage.configure(bucket, .versioning(status))
        }
    }
}

extension Optional<VersionSummary> {
    fileprivate func entry(in storage: ObjectStorage, _ bucket: BucketName) async throws -> ObjectEntry? {
        guard let version = self else { return nil }
        return try await storage.entry(bucket, version.key, version: version.version)
    }
}

extension ObjectStorage {
    /// All versions, on one page.
    package func versions(_ bucket: BucketName, prefix: String = "") async throws -> [VersionSummary] {
        try await listVersions(bucket, ListQuery(prefix: Array(prefix.utf8), limit: 100_000)).rows
    }
}
