import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let faultCases: [Case] = [
        Case("whichever step of a new upload fails, nothing of it is visible and nothing is lost") { rig, random in
            try await failEachStep(rig, old: nil, new: random.bytes(10_000))
        },
        Case("whichever step of an overwrite fails, the old object stays whole") { rig, random in
            try await failEachStep(rig, old: random.bytes(7000), new: random.bytes(10_000))
        },
        Case("whichever step of a small upload fails, nothing of it is visible") { rig, random in
            try await failEachStep(rig, old: random.bytes(20), new: random.bytes(10))
        },
        Case("after a failed transaction the storage is read-only, says so, and writes again when the disk works again") { rig, random in
            let bytes = random.bytes(5000)
            _ = try await open(rig).put(bucket, key, body: TestBody(bytes), at: Moments.start)
            let plan = FaultPlan(failing: 0, lasts: true)
            var limits = StorageRig.limits
            limits.setRecoveryPauses(first: .milliseconds(5), longest: .milliseconds(50))
            let storage = ObjectStorage(catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: rig.blobs, limits: limits)
            try await Claim.fails(.unavailable) { _ = try await storage.deleteObject(bucket, key, at: Moments.start) }
            try Claim.equal(storage.isWritable, false)
            try Claim.holds({ if case .readOnly = storage.health { true } else { false } }(), "\(storage.health)")
            // Several attempts to recover fail meanwhile.
            try await Task.sleep(for: .milliseconds(100))
            try await Claim.fails(.unavailable) { _ = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start) }
            try await Claim.fails(.unavailable) { _ = try await storage.createBucket(.test("another"), at: Moments.start) }
            try await Claim.fails(.unavailable) { _ = try await storage.sweep(olderThan: Moments.farFuture) }
            try await Claim.holds(storage.bytes(bucket, key) == bytes, "reading goes on")
            try await rig.expectBlobs(1, "what was refused left nothing")
            plan.heal()
            while !storage.isWritable { try await Task.sleep(for: .milliseconds(5)) }
            try Claim.equal(storage.health, .writable)
            _ = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start)
            try await Claim.holds(storage.bytes(bucket, key) == [1], "writing goes on")
        },
        Case("a failed transaction fails everybody who waits for it, and acknowledges nobody") { rig, random in
            _ = try await open(rig)
            let plan = FaultPlan(failing: 0, lasts: true)
            let storage = ObjectStorage(catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: rig.blobs, limits: StorageRig.limits)
            let bodies = (0..<50).map { _ in random.bytes(2000) }
            let failures = await withTaskGroup(of: Bool.self) { group in
                for (number, bytes) in bodies.enumerated() {
                    group.addTask {
                        (try? await storage.put(bucket, .test("\(number)"), body: TestBody(bytes), at: Moments.start)) == nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try Claim.equal(failures, 50, "uploads that failed")
            let visible = try await rig.storage().list(bucket, ListQuery()).objects.count
            try Claim.equal(visible, 0, "objects")
            try await DurabilityCheck.run(rig, bucket: bucket, allowed: [:])
        },
        Case("a full disk or a busy catalogue fails the upload without a trace, and passes") { rig, random in
            let old = random.bytes(5000)
            _ = try await open(rig).put(bucket, key, body: TestBody(old), at: Moments.start)
            for code in [StorageError.Code.noSpace, .busy] {
                let bytes = random.bytes(9000)
                let plan = FaultPlan(failing: 0, code: code)
                let storage = ObjectStorage(
                    catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: rig.blobs, limits: StorageRig.limits)
                try await Claim.fails(code) { _ = try await storage.put(bucket, key, body: TestBody(bytes), at: Moments.start) }
                try await rig.expectBlobs(1, "\(code)")
                try await Claim.holds(storage.bytes(bucket, key) == old, "the old object after \(code)")
                _ = try await storage.put(bucket, .test("\(code)"), body: TestBody([1]), at: Moments.start)
                try Claim.equal(storage.isWritable, true)
            }
        },
        Case("the check is sharp: an upload that commits its row first is caught") { rig, random in
            _ = try await open(rig)
            let bytes = random.bytes(10_000)
            var caught = 0
            for step in 0..<5 {
                let key = ObjectKey.test("row-first-\(step)")
                let plan = FaultPlan(failing: step, mode: .crash)
                try? await putRowFirst(rig, key, bytes, plan: plan)
                do {
                    try await DurabilityCheck.run(rig, bucket: bucket, allowed: [key: [nil, bytes]])
                } catch is ConformanceFailure {
                    caught += 1
                }
                _ = try await rig.storage().deleteObject(bucket, key, at: Moments.start)
            }
            // The first step is the commit itself; when any later one does not happen there is a row without its bytes.
            try Claim.equal(caught, 4, "broken uploads caught")
        },
    ]

    /// Runs an upload once for each of its steps and each way to fail, with that step failing.
    private static func failEachStep(_ rig: StorageRig, old: [UInt8]?, new: [UInt8]) async throws {
        let stepCount = try await stepsOfUpload(rig, new)
        for mode in FaultPlan.Mode.allCases {
            for step in 0..<stepCount {
                let key = ObjectKey.test("\(mode)-\(step)")
                if let old { _ = try await rig.storage().put(bucket, key, body: TestBody(old), at: Moments.start) }
                let plan = FaultPlan(failing: step, mode: mode)
                let storage = ObjectStorage(
                    catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: FaultyBlobStore(rig.blobs, plan: plan),
                    limits: StorageRig.limits)
                try await Claim.fails(.unavailable, "\(plan.steps)") {
                    _ = try await storage.put(bucket, key, body: TestBody(new), at: Moments.at(1))
                }
                // Only a transaction that was done and reported as failed may show: nobody can know better.
                let isUnknown = mode == .after && step == stepCount - 1
                try await DurabilityCheck.run(rig, bucket: bucket, allowed: [key: isUnknown ? [new] : [old]])
                _ = try await rig.storage().deleteObject(bucket, key, at: Moments.at(2))
            }
        }
    }

    /// How many steps an upload has when none fails.
    private static func stepsOfUpload(_ rig: StorageRig, _ bytes: [UInt8]) async throws -> Int {
        _ = try await open(rig)
        let plan = FaultPlan()
        let storage = ObjectStorage(
            catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: FaultyBlobStore(rig.blobs, plan: plan), limits: StorageRig.limits)
        _ = try await storage.put(bucket, key, body: TestBody(bytes), at: Moments.start)
        let isInline = bytes.count <= StorageRig.limits.inlineBytes
        try Claim.equal(
            Array(plan.steps.suffix(3)), isInline ? ["commit"] : ["seal", "place", "commit"], "the durable order")
        _ = try await rig.storage().deleteObject(bucket, key, at: Moments.start)
        return plan.steps.count
    }

    /// An upload in the wrong order, for the negative control.
    private static func putRowFirst(_ rig: StorageRig, _ key: ObjectKey, _ bytes: [UInt8], plan: FaultPlan) async throws {
        let id = BlobID.random()
        let summary = ObjectSummary(
            bucket: bucket, key: key, size: Int64(bytes.count), etag: ETag("x"), crc64: CRC64.checksum(bytes), lastModified: Moments.start)
        let content = ObjectContent.segments([.init(blob: id, offset: 0, length: Int64(bytes.count))])
        let object = StoredObject(summary: summary, md5: nil, headers: StoredHeaders(), content: content)
        _ = try await FaultyCatalogue(rig.catalogue, plan: plan).apply([.putObject(object, ObjectWrite(at: Moments.start))])
        let staged = try await FaultyBlobStore(rig.blobs, plan: plan).stage(id, at: Moments.start)
        try await staged.write(ByteBuffer(bytes: bytes))
        try await staged.seal()
        try await staged.place()
    }
}
