import OSSSigning
import OSSStorage

extension StorageConformance {
    static let concurrencyCases: [Case] = [
        Case("in a group commit each upload stands or falls by itself") { rig, random in
            let storage = try await open(rig)
            let bytes = random.bytes(300)
            let failures = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<120 {
                    let target = number.isMultiple(of: 3) ? BucketName.test("elsewhere") : bucket
                    group.addTask {
                        do {
                            _ = try await storage.put(target, .test("key-\(number)"), body: TestBody(bytes), at: Moments.start)
                            return false
                        } catch let error as StorageError where error.code == .noSuchBucket {
                            return true
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try Claim.equal(failures, 40)
            try await Claim.equal(storage.list(bucket, ListQuery()).objects.count, 80)
            try Claim.equal(storage.isWritable, true)
        },
        Case("of many uploads that forbid overwriting exactly one wins") { rig, random in
            let storage = try await open(rig)
            for size in [100, 3000] {
                let key = ObjectKey.test("race-\(size)")
                let bodies = (0..<24).map { _ in random.bytes(size) }
                let winners = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                    for body in bodies {
                        group.addTask {
                            do {
                                let options = PutOptions(forbidOverwrite: true)
                                _ = try await storage.put(bucket, key, body: TestBody(body), options: options, at: Moments.start)
                                return body
                            } catch let error as StorageError where error.code == .alreadyExists {
                                return nil
                            }
                        }
                    }
                    return try await group.reduce(into: [[UInt8]]()) { winners, body in if let body { winners.append(body) } }
                }
                try Claim.equal(winners.count, 1, "winners")
                try await Claim.holds(storage.bytes(bucket, key) == winners.first, "the winner's bytes are stored")
                try await rig.expectBlobs(size > StorageRig.limits.inlineBytes ? 1 : 0, "the losers' bytes are gone")
            }
        },
        Case("concurrent overwrites leave one whole object, and readers see whole ones") { rig, random in
            let storage = try await open(rig)
            let bodies = (0..<12).map { number in [UInt8](repeating: UInt8(number), count: 500 + 700 * number) }
            _ = try await storage.put(bucket, key, body: TestBody(bodies[0]), at: Moments.start)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for body in bodies.shuffled(using: &random) {
                    group.addTask { _ = try await storage.put(bucket, key, body: TestBody(body), at: Moments.start) }
                    group.addTask {
                        let read = try await storage.bytes(bucket, key) ?? []
                        try Claim.holds(bodies.contains(read), "a reader saw a mixture of \(read.count) bytes")
                    }
                }
                try await group.waitForAll()
            }
            _ = try await storage.sweep(olderThan: Moments.farFuture)
            let object = try await storage.object(bucket, key)
            try await rig.expectBlobs(object?.content.blobs.count ?? 0, "only the last object's bytes remain")
        },
        Case("random operations agree with a dictionary") { rig, random in
            let storage = try await open(rig)
            var model: [ObjectKey: [UInt8]] = [:]
            for round in 0..<150 {
                let key = ObjectKey.test("key-\(Int.random(in: 0..<12, using: &random))")
                let moment = Moments.at(Int64(round))
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    let bytes = random.bytes(Int.random(in: 0...6000, using: &random))
                    _ = try await storage.put(bucket, key, body: TestBody(bytes, chunk: 500), at: moment)
                    model[key] = bytes
                case 5..<7:
                    try await Claim.equal(storage.deleteObject(bucket, key, at: moment).existed, model.removeValue(forKey: key) != nil)
                case 7:
                    _ = try await storage.sweep(olderThan: moment)
                default:
                    try await Claim.holds(storage.bytes(bucket, key) == model[key], "\(key) in round \(round)")
                }
            }
            try await Claim.equal(storage.list(bucket, ListQuery()).objects.map(\.key), model.keys.sorted())
            for (key, bytes) in model { try await Claim.holds(storage.bytes(bucket, key) == bytes, "\(key) at the end") }
        },
    ]
}
