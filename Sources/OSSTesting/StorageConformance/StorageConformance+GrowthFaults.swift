import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    /// Something that is done to a key in one call, and what is there before and afterwards.
    private struct Attempt {
        let before: [UInt8]?
        let after: [UInt8]?
        let prepare: @Sendable (ObjectStorage, ObjectKey) async throws -> Void
        let act: @Sendable (ObjectStorage, ObjectKey) async throws -> Void
    }

    static let growthFaultCases: [Case] = [
        Case("whichever step of an append to a row fails, the object is as it was") { rig, random in
            let (old, new) = (random.bytes(300), random.bytes(200))
            try await failEachStep(rig, append(new, to: old))
        },
        Case("whichever step of an append that leaves the row fails, the object is as it was") { rig, random in
            let (old, new) = (random.bytes(300), random.bytes(6000))
            try await failEachStep(rig, append(new, to: old))
        },
        Case("whichever step of an append to a blob fails, the object is as it was") { rig, random in
            let (old, new) = (random.bytes(3000), random.bytes(6000))
            try await failEachStep(rig, append(new, to: old))
        },
        Case("whichever step of a part fails, the upload goes on with the part before") { rig, random in
            let (old, new) = (random.bytes(3000), random.bytes(6000))
            try await failEachStepOfPart(rig, old: old, new: new) { storage, upload in
                _ = try await storage.putPart(1, of: upload, body: TestBody(new), at: Moments.at(1))
            }
        },
        Case("whichever step of a copied part fails, the upload goes on with the part before") { rig, random in
            let (old, new) = (random.bytes(3000), random.bytes(6000))
            _ = try await open(rig).put(bucket, .test("source"), body: TestBody(new), at: Moments.start)
            try await failEachStepOfPart(rig, old: old, new: new, other: [.test("source"): [new]]) { storage, upload in
                guard let source = try await storage.object(bucket, .test("source")) else { return }
                _ = try await storage.copyPart(1, of: upload, from: source, at: Moments.at(1))
            }
        },
        Case("whichever step of a completion fails, the old object stays or the whole new one is there") { rig, random in
            let (old, parts) = (random.bytes(3000), [random.bytes(800), random.bytes(5000), random.bytes(10)])
            try await failEachStep(
                rig,
                Attempt(
                    before: old, after: Array(parts.joined()),
                    prepare: { storage, key in
                        _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
                        _ = try await putParts(parts, of: storage.initiate(bucket, key, at: Moments.start), storage)
                    },
                    act: { storage, key in
                        guard let upload = try await uploads(storage, key).last else { throw ConformanceFailure("\(key) has no upload") }
                        _ = try await storage.complete(upload, nil, at: Moments.at(1))
                    }))
        },
        Case("whichever step of a copy fails, the old object stays, and the source in any case") { rig, random in
            let (old, new) = (random.bytes(3000), random.bytes(5000))
            _ = try await open(rig).put(bucket, .test("source"), body: TestBody(new), at: Moments.start)
            let attempt = Attempt(
                before: old, after: new,
                prepare: { storage, key in _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start) },
                act: { storage, key in
                    guard let source = try await storage.object(bucket, .test("source")) else { throw ConformanceFailure("no source") }
                    _ = try await storage.copy(source, to: bucket, key, ObjectDescription(), at: Moments.at(1))
                })
            try await failEachStep(rig, attempt, other: [.test("source"): [new]])
        },
        Case("whichever step of a deletion with versions fails, marker and version are there or are not") { rig, random in
            let old = random.bytes(3000)
            try await open(rig).configure(bucket, .versioning(.enabled))
            let put: @Sendable (ObjectStorage, ObjectKey) async throws -> Void = { storage, key in
                _ = try await storage.put(bucket, key, body: TestBody(old), at: Moments.start)
            }
            let deleting = Attempt(before: old, after: nil, prepare: put) { storage, key in
                _ = try await storage.deleteObject(bucket, key, at: Moments.at(1))
            }
            try await failEachStep(rig, deleting)
            let undeleting = Attempt(
                before: nil, after: old,
                prepare: { storage, key in
                    try await put(storage, key)
                    _ = try await storage.deleteObject(bucket, key, at: Moments.start)
                },
                act: { storage, key in
                    let marker = try await storage.versions(bucket, prefix: key.text).first?.version
                    _ = try await storage.deleteObject(bucket, key, version: marker, at: Moments.at(1))
                })
            try await failEachStep(rig, undeleting)
            let removing = Attempt(before: old, after: nil, prepare: put) { storage, key in
                let version = try await storage.versions(bucket, prefix: key.text).first?.version
                _ = try await storage.deleteObject(bucket, key, version: version, at: Moments.at(1))
            }
            try await failEachStep(rig, removing)
        },
    ]

    private static func append(_ new: [UInt8], to old: [UInt8]) -> Attempt {
        Attempt(
            before: old, after: old + new,
            prepare: { storage, key in
                let options = PutOptions(expectedLength: Int64(old.count))
                _ = try await storage.append(bucket, key, position: 0, body: TestBody(old), options: options, at: Moments.start)
            },
            act: { storage, key in
                let options = PutOptions(expectedLength: Int64(new.count))
                _ = try await storage.append(bucket, key, position: Int64(old.count), body: TestBody(new), options: options, at: Moments.at(1))
            })
    }

    private static func uploads(_ storage: ObjectStorage, _ key: ObjectKey) async throws -> [MultipartUpload] {
        try await storage.listUploads(bucket, ListQuery(prefix: key.bytes)).rows.filter { $0.key == key }
    }

    private static func faulty(_ rig: StorageRig, _ plan: FaultPlan) -> ObjectStorage {
        ObjectStorage(
            catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: FaultyBlobStore(rig.blobs, plan: plan), limits: StorageRig.limits)
    }

    /// Makes the attempt once for each of its steps and each way to fail, with that step failing.
    private static func failEachStep(_ rig: StorageRig, _ attempt: Attempt, other: [ObjectKey: [[UInt8]?]] = [:]) async throws {
        let open = try await open(rig)
        let counting = FaultPlan()
        try await attempt.prepare(open, key)
        try await attempt.act(faulty(rig, counting), key)
        try await Claim.holds(open.bytes(bucket, key) == attempt.after, "what the attempt does when nothing fails")
        try await remove(key, open)
        try Claim.equal(counting.steps.last, "commit", "the commit comes last")
        for mode in FaultPlan.Mode.allCases {
            for step in counting.steps.indices {
                let key = ObjectKey.test("\(mode)-\(step)")
                try await attempt.prepare(open, key)
                let plan = FaultPlan(failing: step, mode: mode)
                // A fresh storage each time, as after a start.
                let failed: Bool
                do {
                    try await attempt.act(faulty(rig, plan), key)
                    failed = false
                } catch is StorageError { failed = true }
                // Opening and cleaning up may fail without harm; the steps that bytes and rows depend on may not.
                try Claim.holds(failed, "\(plan.steps.last ?? "") failed, and nobody was told")
                // Only the transaction that was done and reported as failed may show: nobody can know better.
                let isUnknown = mode == .after && step == counting.steps.count - 1
                var allowed = other
                allowed[key] = [isUnknown ? attempt.after : attempt.before]
                if allowed[key] == [nil] { allowed[key] = nil }
                try await DurabilityCheck.run(rig, bucket: bucket, allowed: allowed)
                try await remove(key, rig.storage())
            }
        }
    }

    private static func failEachStepOfPart(
        _ rig: StorageRig, old: [UInt8], new: [UInt8], other: [ObjectKey: [[UInt8]?]] = [:],
        act: @escaping @Sendable (ObjectStorage, MultipartUpload) async throws -> Void
    ) async throws {
        let open = try await open(rig)
        let counting = FaultPlan()
        let upload = try await open.initiate(bucket, key, at: Moments.start)
        _ = try await putParts([old], of: upload, open)
        try await act(faulty(rig, counting), upload)
        try await open.abort(upload, at: Moments.start)
        for mode in FaultPlan.Mode.allCases {
            for step in counting.steps.indices {
                let key = ObjectKey.test("\(mode)-\(step)")
                let upload = try await open.initiate(bucket, key, at: Moments.start)
                _ = try await putParts([old], of: upload, open)
                try await Claim.fails(.unavailable) { try await act(faulty(rig, FaultPlan(failing: step, mode: mode)), upload) }
                try await DurabilityCheck.run(rig, bucket: bucket, allowed: other)
                // The upload is as good as before.
                let isUnknown = mode == .after && step == counting.steps.count - 1
                _ = try await open.complete(upload, nil, at: Moments.at(2))
                var allowed = other
                allowed[key] = [isUnknown ? new : old]
                try await DurabilityCheck.run(rig, bucket: bucket, allowed: allowed)
                try await remove(key, open)
            }
        }
    }

    /// Removes all versions and uploads of a key.
    private static func remove(_ key: ObjectKey, _ storage: ObjectStorage) async throws {
        for version in try await storage.versions(bucket, prefix: key.text) where version.key == key {
            _ = try await storage.deleteObject(bucket, key, version: version.version, at: Moments.at(2))
        }
        for upload in try await uploads(storage, key) { try await storage.abort(upload, at: Moments.at(2)) }
    }
}
