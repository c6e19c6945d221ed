import NIOCore
package import OSSSigning
package import OSSStorage

/// A blob store whose steps fail as a ``FaultPlan`` has it.
package struct FaultyBlobStore: BlobStore {
    private let base: any BlobStore
    private let plan: FaultPlan

    package init(_ base: any BlobStore, plan: FaultPlan) {
        self.base = base
        self.plan = plan
    }

    package func stage(_ id: BlobID, at moment: SigningTime) async throws -> any StagedBlob {
        FaultyStagedBlob(base: try await plan.step("stage") { try await base.stage(id, at: moment) }, plan: plan)
    }

    package func open(_ id: BlobID) async throws -> any BlobReader {
        try await plan.step("open") { try await base.open(id) }
    }

    package func remove(_ id: BlobID) async throws -> Bool {
        try await plan.step("remove") { try await base.remove(id) }
    }

    package func blobs(olderThan cutoff: SigningTime, after last: BlobID?, limit: Int) async throws -> BlobPage {
        try await plan.step("list blobs") { try await base.blobs(olderThan: cutoff, after: last, limit: limit) }
    }

    package func removeLeftovers() async throws { try await base.removeLeftovers() }

    package func recover() async throws -> Int {
        try await plan.step("recover") { try await base.recover() }
    }
}

private struct FaultyStagedBlob: StagedBlob {
    let base: any StagedBlob
    let plan: FaultPlan

    func write(_ bytes: ByteBuffer) async throws { try await plan.step("write") { try await base.write(bytes) } }
    func seal() async throws { try await plan.step("seal") { try await base.seal() } }
    func place() async throws { try await plan.step("place") { try await base.place() } }
    func discard() async { try? await plan.step("discard") { await base.discard() } }
}
