import GRDB
import OSSStorage
import Synchronization

/// Lookups of single rows that share a transaction, as changes do.
///
/// While one runs, the lookups that arrive gather; the next transaction answers them all. Under load most of them then cost neither a
/// transaction nor the handing over to another thread, and a lone one waits for nobody.
final class SharedReads: Sendable {
    /// Answers one lookup, or says why it cannot be answered. It is called once.
    private typealias Lookup = @Sendable (Result<CatalogueTables, any Error>) -> Void

    private struct State {
        var waiting: [Lookup] = []
        var isRunning = false
        var isClosed = false
    }

    /// A connection and a thread of its own: neither listings nor a disk on which uploads hang hold up what is answered here.
    private let database: DatabaseQueue
    private let thread = BlockingPool(threadCount: 1)
    private let state = Mutex(State())

    /// - Parameter path: the catalogue, which is open already.
    init(path: String, configuration: Configuration) throws {
        var configuration = configuration
        configuration.readonly = true
        configuration.label = "lookups"
        database = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Closes the connection. Lookups that come later are refused.
    func close() async throws {
        state.withLock { $0.isClosed = true }
        try await thread.run { [database] in try database.close() }
    }

    /// The answer to a lookup. What was committed before it began is seen.
    func look<Value: Sendable>(_ body: @escaping @Sendable (CatalogueTables) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue { tables in continuation.resume(with: Result { try body(tables.get()) }) }
        }
    }

    private func enqueue(_ lookup: @escaping Lookup) {
        let begins = state.withLock { state in
            state.waiting.append(lookup)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if begins { thread.runLater(run) }
    }

    @Sendable private func run() {
        while let lookups = next() {
            var hasBegun = false
            do {
                // A closed connection must not be asked: this thread closes it, so it does not go away meanwhile.
                guard !state.withLock({ $0.isClosed }) else { throw StorageError(.unavailable, operation: "look up") }
                try database.read { db in
                    hasBegun = true
                    for lookup in lookups { lookup(.success(CatalogueTables(db: db))) }
                }
            } catch  where !hasBegun {
                for lookup in lookups { lookup(.failure(error)) }
            } catch {
                // All are answered, and a transaction that only read has nothing to lose at its end.
            }
        }
    }

    private func next() -> [Lookup]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
