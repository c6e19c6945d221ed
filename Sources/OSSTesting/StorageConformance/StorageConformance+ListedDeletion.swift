import OSSSigning
import OSSStorage
import OSSWire

/// What one key goes through between a listing and the deletion of one of the rows that it showed.
private struct ListedDeletionStory {
    let before: [VersionStory.Step]
    /// The row by its place in the list, and whether this version is to go for good.
    let row: (index: Int, removesVersion: Bool)
    let meanwhile: [VersionStory.Step]
    /// Whether the row stands as it stood, so that it is deleted.
    let isDeleted: Bool
    /// The versions at the end, as a ``VersionStory`` writes them.
    let left: String

    init(_ before: [VersionStory.Step], _ row: (Int, Bool), _ meanwhile: [VersionStory.Step], _ isDeleted: Bool, _ left: String) {
        self.before = before
        self.row = row
        self.meanwhile = meanwhile
        self.isDeleted = isDeleted
        self.left = left
    }

    /// - Parameter pace: how many seconds lie between two steps: what happens within one second must be told apart as well.
    func run(_ rig: StorageRig, pace: Int64, _ place: String) async throws {
        let (bucket, key, storage) = (BucketName.test("listed"), StorageConformance.key, rig.storage())
        _ = try await storage.createBucket(bucket, at: Moments.start)
        var moment = Moments.start
        func take(_ steps: [VersionStory.Step]) async throws {
            for step in steps {
                moment = moment.advanced(bySeconds: pace) ?? moment
                try await step.take(in: storage, bucket, key, padding: 0, at: moment)
            }
        }
        try await take(before)
        let deletion = ListedDeletion(try await storage.versions(bucket)[row.index], removesVersion: row.removesVersion)
        try await take(meanwhile)
        try await Claim.equal(storage.deleteListed(bucket, [deletion], at: moment), [isDeleted], place)
        try await VersionStory.check(storage, bucket, key, left, 0, place)
        try await VersionStory.clear(bucket, rig, storage, place)
    }
}

extension StorageConformance {
    /// In a bucket that never had versioning.
    private static let plainStories: [ListedDeletionStory] = [
        .init([.put(1)], (0, false), [], true, ""),
        .init([.put(1)], (0, false), [.put(2)], false, "2n*"),
        .init([.put(1)], (0, false), [.tag], false, "1n*"),
        .init([.put(1)], (0, false), [.delete], false, ""),
        .init([.put(1)], (0, false), [.delete, .put(2)], false, "2n*"),
        .init([.put(1)], (0, false), [.versioning(.enabled)], true, "D* 1n"),
        .init([.put(1)], (0, false), [.versioning(.enabled), .put(2)], false, "2* 1n"),
    ]

    private static let objectStories: [ListedDeletionStory] = {
        let before: [VersionStory.Step] = [.versioning(.enabled), .put(1), .put(2)]
        return [
            .init(before, (0, false), [], true, "D* 2 1"),
            .init(before, (0, false), [.put(3)], false, "3* 2 1"),
            .init(before, (0, false), [.tag], false, "2* 1"),
            .init(before, (0, false), [.delete], false, "D* 2 1"),
            .init(before, (0, false), [.remove(0)], false, "1*"),
            .init(before, (0, true), [], true, "1*"),
            .init(before, (0, true), [.put(3)], false, "3* 2 1"),
            .init(before, (1, true), [], true, "2*"),
            .init(before, (1, true), [.remove(0)], false, "1*"),
            .init(before, (1, true), [.remove(1)], false, "2*"),
            .init(before, (1, true), [.put(3)], true, "3* 2"),
            .init(before, (1, true), [.delete], true, "D* 2"),
        ]
    }()

    private static let markerStories: [ListedDeletionStory] = {
        let lonely: [VersionStory.Step] = [.versioning(.enabled), .delete]
        let covered: [VersionStory.Step] = [.versioning(.enabled), .put(1), .delete, .put(2)]
        return [
            .init(lonely, (0, true), [], true, ""),
            .init(lonely, (0, true), [.put(1)], false, "1* D"),
            .init(lonely, (0, true), [.delete], false, "D* D"),
            .init(lonely, (0, true), [.remove(0)], false, ""),
            .init(lonely, (0, true), [.remove(0), .delete], false, "D*"),
            .init(covered, (1, true), [], true, "2* 1"),
            .init(covered, (1, true), [.put(3)], true, "3* 2 1"),
            .init(covered, (1, true), [.remove(0)], false, "D* 1"),
        ]
    }()

    private static let nullStories: [ListedDeletionStory] = {
        let before: [VersionStory.Step] = [.put(1), .versioning(.enabled), .put(2), .versioning(.suspended)]
        return [
            .init(before, (0, false), [], true, "Dn* 2"),
            .init(before, (1, true), [], true, "2*"),
            .init(before, (1, true), [.put(3)], false, "3n* 2"),
            .init(before, (1, true), [.delete], false, "Dn* 2"),
        ]
    }()

    static let listedDeletionCases: [Case] = [
        Case("a listed row is deleted as long as it stands as it was listed, and is left alone otherwise") { rig, _ in
            for (number, story) in (plainStories + objectStories + markerStories + nullStories).enumerated() {
                for pace: Int64 in [0, 1] { try await story.run(rig, pace: pace, "story \(number), \(pace) s") }
            }
        },
        Case("listed rows of one transaction are judged after the ones before them") { rig, _ in
            let storage = try await open(rig)
            for step in [.put(1), .versioning(.enabled), .put(2), .versioning(.suspended)] as [VersionStory.Step] {
                try await step.take(in: storage, bucket, key, padding: 0, at: Moments.start)
            }
            let rows = try await storage.versions(bucket)
            // The marker of the first deletion takes the name and the place of the version null.
            let deletions = [ListedDeletion(rows[0], removesVersion: false), ListedDeletion(rows[1], removesVersion: true)]
            try await Claim.equal(storage.deleteListed(bucket, deletions + deletions, at: Moments.at(1)), [true, false, false, false])
            try await VersionStory.check(storage, bucket, key, "Dn* 2", 0, "a marker stays")
            try await Claim.equal(storage.deleteListed(bucket, [], at: Moments.at(1)), [])
            try await Claim.fails(.noSuchBucket) { _ = try await storage.deleteListed(.test("elsewhere"), deletions, at: Moments.at(1)) }
        },
        Case("an acknowledged overwrite is never lost to the deletion of what was listed") { rig, _ in
            let storage = try await open(rig)
            let keys = (0..<60).map { ObjectKey.test("k\($0)") }
            for key in keys { _ = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start) }
            let deletions = try await storage.versions(bucket).map { ListedDeletion($0, removesVersion: false) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in keys { group.addTask { _ = try await storage.put(bucket, key, body: TestBody([2]), at: Moments.start) } }
                for deletion in deletions { group.addTask { _ = try await storage.deleteListed(bucket, [deletion], at: Moments.start) } }
                try await group.waitForAll()
            }
            for key in keys { try await Claim.equal(storage.bytes(bucket, key), [2], "\(key)") }
        },
    ]
}
