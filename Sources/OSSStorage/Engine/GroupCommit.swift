/// Many waiting changes, one transaction, one wait for the disk.
///
/// While a transaction runs, the changes that arrive gather; the next transaction takes them all (up to a bound). Under load the batches grow by
/// themselves, and a lone change waits for nobody. A change is never cancelled once it waits: its outcome is always known to the catalogue.
actor GroupCommit {
    private struct Waiting {
        let changes: [CatalogueChange]
        let continuation: CheckedContinuation<[CatalogueOutcome], any Error>
    }

    private let catalogue: any Catalogue
    private let gate: WriteGate
    private let batchLimit: Int
    private var waiting: [Waiting] = []
    private var isRunning = false

    init(catalogue: any Catalogue, gate: WriteGate, batchLimit: Int) {
        self.catalogue = catalogue
        self.gate = gate
        self.batchLimit = max(batchLimit, 1)
    }

    /// Applies a change, durably.
    /// - Throws: `StorageError` when the transaction failed; the change may or may not be found after a restart.
    func apply(_ change: CatalogueChange) async throws -> CatalogueOutcome {
        try await apply([change])[0]
    }

    /// Applies changes in their order, in one transaction, durably.
    /// - Throws: `StorageError` when the transaction failed; the changes may or may not be found after a restart.
    func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        guard !changes.isEmpty else { return [] }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(changes: changes, continuation: continuation))
            guard !isRunning else { return }
            isRunning = true
            // A task of its own: the caller's cancellation must not reach into a transaction that others share.
            Task { await run() }
        }
    }

    private func run() async {
        while !waiting.isEmpty { await commit(nextBatch()) }
        isRunning = false
    }

    /// At least one caller's changes, and as many more as fit.
    private func nextBatch() -> [Waiting] {
        var count = 0
        let batch = waiting.prefix { waiting in
            let fits = count == 0 || count + waiting.changes.count <= batchLimit
            count += waiting.changes.count
            return fits
        }
        waiting.removeFirst(batch.count)
        return Array(batch)
    }

    private func commit(_ batch: [Waiting]) async {
        if let reason = gate.reason {
            let failure = StorageError(.unavailable, operation: "commit", cause: StorageError.TakenBack(reason))
            return batch.forEach { $0.continuation.resume(throwing: failure) }
        }
        do {
            let outcomes = try await StorageError.wrapping("commit") { try await catalogue.apply(batch.flatMap(\.changes)) }
            var rest = outcomes[...]
            for waiting in batch {
                waiting.continuation.resume(returning: Array(rest.prefix(waiting.changes.count)))
                rest = rest.dropFirst(waiting.changes.count)
            }
        } catch {
            let failure = error as? StorageError ?? StorageError(.unavailable, operation: "commit", cause: error)
            if failure.leavesNoDoubt { return await takeApart(batch, after: failure) }
            gate.shut(failure)
            for waiting in batch { waiting.continuation.resume(throwing: failure) }
        }
    }

    /// Nothing of the batch was done. What failed for the sake of others in it is tried again: on a full disk what only gives up bytes, and after
    /// a row that cannot be read each by itself. Everybody hears of a failure of their own only.
    private func takeApart(_ batch: [Waiting], after failure: StorageError) async {
        var fails = batch
        if failure.code == .noSpace, case let freeing = batch.filter({ $0.changes.allSatisfy(\.freesSpace) }), freeing.count < batch.count {
            fails = batch.filter { !$0.changes.allSatisfy(\.freesSpace) }
            if !freeing.isEmpty { await commit(freeing) }
        } else if failure.code != .noSpace, failure.code != .busy, batch.count > 1 {
            fails = []
            for waiting in batch { await commit([waiting]) }
        }
        for waiting in fails { waiting.continuation.resume(throwing: failure) }
    }
}
