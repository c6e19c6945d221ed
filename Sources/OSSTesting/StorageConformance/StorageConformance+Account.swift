import OSSStorage

extension StorageConformance {
    static let accountCases: [Case] = [
        Case("a setting of the account is seen at once, by a storage that is opened later too, and goes when it is removed") { rig, _ in
            let storage = rig.storage()
            try await Claim.equal(storage.accountSettings(), AccountSettings())
            try await storage.configureAccount(.document("a", [1, 0, 255]))
            try await Claim.equal(storage.accountSettings().documents, ["a": [1, 0, 255]])
            try await storage.configureAccount(.document("b", []))
            try await storage.configureAccount(.document("a", [2]))
            try await Claim.equal(storage.accountSettings().documents, ["a": [2], "b": []])
            try await Claim.equal(rig.storage().accountSettings().documents, ["a": [2], "b": []], "after a start")
            for _ in 0..<2 { try await storage.configureAccount(.document("a", nil)) }
            try await Claim.equal(storage.accountSettings().documents, ["b": []])
            try await Claim.equal(rig.catalogue.accountSettings().documents, ["b": []])
        },
        Case("a change of the account says whether there was one before, and is no bucket's") { rig, _ in
            let outcomes = try await rig.catalogue.apply([
                .configureAccount(.document("a", [1])), .configureAccount(.document("a", [2])), .configureAccount(.document("a", nil)),
                .configureAccount(.document("a", nil)),
            ])
            try Claim.equal(outcomes, [false, true, true, false].map { .applied(existed: $0) })
            try await Claim.equal(rig.storage().buckets().buckets, [])
        },
        Case("who asks while a setting of the account changes gets what was or what is, and afterwards what is") { rig, _ in
            let storage = rig.storage()
            for round in UInt8(1)...50 {
                let seen = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                    for _ in 0..<4 { group.addTask { try await storage.accountSettings().documents["round"] } }
                    group.addTask {
                        try await storage.configureAccount(.document("round", [round]))
                        return try await storage.accountSettings().documents["round"]
                    }
                    for _ in 0..<4 { group.addTask { try await storage.accountSettings().documents["round"] } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                try Claim.holds(seen.allSatisfy { ($0?.first ?? 0) + 1 == round || $0 == [round] }, "round \(round): \(seen)")
                try await Claim.equal(storage.accountSettings().documents["round"], [round], "after round \(round)")
            }
        },
        Case("a change of the account that fails leaves what was") { rig, _ in
            try await rig.storage().configureAccount(.document("a", [1]))
            let plan = FaultPlan(failing: 0, code: .busy)
            let storage = ObjectStorage(catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: rig.blobs, limits: StorageRig.limits)
            try await Claim.equal(storage.accountSettings().documents, ["a": [1]])
            try await Claim.fails(.busy) { try await storage.configureAccount(.document("a", [2])) }
            try await Claim.equal(storage.accountSettings().documents, ["a": [1]])
            try await storage.configureAccount(.document("a", [3]))
            try await Claim.equal(storage.accountSettings().documents, ["a": [3]])
        },
    ]
}
