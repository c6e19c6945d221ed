/// Many waiting changes, one transaction, one wait for the disk.
///
/// While a transaction runs, the changes that arrive gather; the next transaction takes them all (up to a bound). Under load the batches grow by
/// themselves, and a lone change waits for nobody. A change is never cancelled once it waits: its outcome is always known to the catalogue.
actor GroupCommit {
    private struct Waiting {
        let change: CatalogueChange
        let continuation: CheckedContinuation<CatalogueOutcome, any Error>
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
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(change: change, continuation: continuation))
            guard !isRunning else { return }
            isRunning = true
            // A task of its own: the caller's cancellation must not reach into a transaction that others share.
            Task { await run() }
        }
    }

    private func run() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(batchLimit))
            waiting.removeFirst(batch.count)
            await commit(batch)
        }
        isRunning = false
    }

    private func commit(_ batch: [Waiting]) async {
        do {
            try gate.check("commit")
            let outcomes = try await StorageError.wrapping("commit") { try await catalogue.apply(batch.map(\.change)) }
            for (waiting, outcome) in zip(batch, outcomes) { waiting.continuation.resume(returning: outcome) }
        } catch {
            shutGate(after: error)
            for waiting in batch { waiting.continuation.resume(throwing: error) }
        }
    }

    /// A full disk passes when something is deleted; a failure that leaves doubt does not pass.
    private func shutGate(after error: any Error) {
        let failure = error as? StorageError ?? StorageError(.unavailable, operation: "commit", cause: error)
        if !failure.code.leavesNoDoubt { gate.shut(failure) }
    }
}
