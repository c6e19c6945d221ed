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
        do {
            try gate.check("commit")
            let outcomes = try await StorageError.wrapping("commit") { try await catalogue.apply(batch.flatMap(\.changes)) }
            var rest = outcomes[...]
            for waiting in batch {
                waiting.continuation.resume(returning: Array(rest.prefix(waiting.changes.count)))
                rest = rest.dropFirst(waiting.changes.count)
            }
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
