import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    private static let stories: [VersionStory] = [
        VersionStory(
            name: "never",
            steps: [
                (.delete, ""), (.put(1), "1n*"), (.put(2), "2n*"), (.delete, ""), (.delete, ""), (.put(3), "3n*"), (.removeNull, ""),
            ]),
        VersionStory(
            name: "enabled",
            steps: [
                (.put(1), "1n*"), (.versioning(.enabled), "1n*"), (.put(2), "2* 1n"), (.put(3), "3* 2 1n"), (.delete, "D* 3 2 1n"),
                (.delete, "D* D 3 2 1n"), (.remove(0), "D* 3 2 1n"), (.remove(0), "3* 2 1n"), (.remove(1), "3* 1n"), (.remove(0), "1n*"),
                (.remove(0), ""), (.delete, "D*"), (.remove(0), ""),
            ]),
        VersionStory(
            name: "marker-below",
            steps: [
                (.put(1), "1n*"), (.versioning(.enabled), "1n*"), (.delete, "D* 1n"), (.put(2), "2* D 1n"), (.remove(0), "D* 1n"),
                (.put(3), "3* D 1n"), (.remove(1), "3* 1n"), (.delete, "D* 3 1n"), (.remove(1), "D* 1n"), (.removeNull, "D*"), (.put(4), "4* D"),
                (.remove(1), "4*"), (.removeNull, "4*"),
            ]),
        VersionStory(
            name: "suspended",
            steps: [
                (.versioning(.enabled), ""), (.put(1), "1*"), (.versioning(.suspended), "1*"), (.put(2), "2n* 1"), (.put(3), "3n* 1"),
                (.delete, "Dn* 1"), (.delete, "Dn* 1"), (.put(4), "4n* 1"), (.versioning(.enabled), "4n* 1"), (.put(5), "5* 4n 1"),
                (.versioning(.suspended), "5* 4n 1"), (.put(6), "6n* 5 1"), (.versioning(.enabled), "6n* 5 1"), (.delete, "D* 6n 5 1"),
                (.versioning(.suspended), "D* 6n 5 1"), (.delete, "Dn* D 5 1"), (.remove(0), "D* 5 1"), (.put(7), "7n* D 5 1"),
                (.removeNull, "D* 5 1"), (.remove(0), "5* 1"), (.delete, "Dn* 5 1"), (.removeNull, "5* 1"),
            ]),
        VersionStory(
            name: "null-marker",
            steps: [
                (.versioning(.enabled), ""), (.put(1), "1*"), (.versioning(.suspended), "1*"), (.delete, "Dn* 1"), (.versioning(.enabled), "Dn* 1"),
                (.put(2), "2* Dn 1"), (.versioning(.suspended), "2* Dn 1"), (.put(3), "3n* 2 1"), (.versioning(.enabled), "3n* 2 1"),
                (.put(4), "4* 3n 2 1"), (.versioning(.suspended), "4* 3n 2 1"), (.delete, "Dn* 4 2 1"), (.remove(0), "4* 2 1"),
            ]),
        VersionStory(
            name: "suspended-first",
            steps: [
                (.put(1), "1n*"), (.versioning(.suspended), "1n*"), (.put(2), "2n*"), (.delete, "Dn*"), (.put(3), "3n*"), (.delete, "Dn*"),
                (.remove(0), ""), (.put(4), "4n*"), (.removeNull, ""),
            ]),
    ]

    static let versionCases: [Case] = [
        Case("what a key shows and which versions it has, after every step of every story") { rig, _ in
            for story in stories {
                // In rows, and in blobs.
                for padding in [0, 2000] { try await story.run(rig, padding: padding) }
            }
        },
        Case("deleting says what it did: marker made, marker removed, version removed, nothing there") { rig, _ in
            let storage = try await open(rig)
            try await Claim.equal(storage.deleteObject(bucket, key, version: .null, at: Moments.start), ChangeEffect(existed: false))
            try await storage.configure(bucket, .versioning(.enabled))
            let first = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start)
            let marker = try await storage.deleteObject(bucket, key, at: Moments.start)
            try Claim.holds(marker.isDeleteMarker && marker.existed && marker.version != .null && marker.version != first.version, "\(marker)")
            let second = try await storage.deleteObject(bucket, key, at: Moments.start)
            try Claim.holds(second.isDeleteMarker && !second.existed && second.version != marker.version, "\(second)")
            try await Claim.equal(
                storage.deleteObject(bucket, key, version: second.version, at: Moments.start),
                ChangeEffect(existed: true, version: second.version, isDeleteMarker: true))
            try await Claim.equal(
                storage.deleteObject(bucket, key, version: first.version, at: Moments.start), ChangeEffect(existed: true, version: first.version))
            for missing in [first.version, .null, VersionID("x")!, VersionID("\(marker.version.rawValue)x")!] {
                try await Claim.equal(
                    storage.deleteObject(bucket, key, version: missing, at: Moments.start), ChangeEffect(existed: false, version: missing))
                try await Claim.equal(storage.entry(bucket, key, version: missing), nil)
            }
            try await storage.configure(bucket, .versioning(.suspended))
            try await Claim.equal(
                storage.deleteObject(bucket, key, at: Moments.start), ChangeEffect(existed: false, version: .null, isDeleteMarker: true))
            try await Claim.equal(storage.versions(bucket).map(\.version), [.null, marker.version])
        },
        Case("forbidding to overwrite counts in a bucket that never had versioning, and only there") { rig, random in
            let storage = try await open(rig)
            let forbid = PutOptions(forbidOverwrite: true)
            let object = try await storage.put(bucket, key, body: TestBody(random.bytes(2000)), options: forbid, at: Moments.start)
            func attempts() async throws {
                _ = try await storage.put(bucket, key, body: TestBody([1]), options: forbid, at: Moments.start)
                _ = try await storage.putSymlink(bucket, key, target: .test("t"), ObjectDescription(), forbidOverwrite: true, at: Moments.start)
                let upload = try await storage.initiate(bucket, key, at: Moments.start)
                _ = try await storage.putPart(1, of: upload, body: TestBody([1]), at: Moments.start)
                _ = try await storage.complete(upload, nil, .init(forbidOverwrite: true), at: Moments.start)
            }
            for _ in 0..<2 { try await Claim.fails(.alreadyExists) { try await attempts() } }
            try await Claim.fails(.alreadyExists) {
                _ = try await storage.copy(object, to: bucket, key, ObjectDescription(), forbidOverwrite: true, at: Moments.start)
            }
            for status in [VersioningStatus.suspended, .enabled] {
                try await storage.configure(bucket, .versioning(status))
                try await attempts()
            }
            try await Claim.equal(storage.versions(bucket).count, 4, "three of the enabled bucket, and null")
        },
        Case("in a group commit the versions of a key have an order and one is the latest") { rig, _ in
            let storage = try await open(rig)
            try await storage.configure(bucket, .versioning(.enabled))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        _ =
                            number.isMultiple(of: 4)
                            ? try await storage.deleteObject(bucket, key, at: Moments.start).existed
                            : try await storage.put(bucket, key, body: TestBody([UInt8(number)]), at: Moments.start).size == 1
                    }
                }
                try await group.waitForAll()
            }
            let versions = try await storage.versions(bucket)
            try Claim.equal(Set(versions.map(\.version)).count, 60)
            try Claim.equal(versions.map(\.isLatest), [true] + [Bool](repeating: false, count: 59))
            while let newest = try await storage.versions(bucket).first {
                _ = try await storage.deleteObject(bucket, key, version: newest.version, at: Moments.start)
            }
            try await Claim.equal(storage.entry(bucket, key), nil)
        },
    ]
}
