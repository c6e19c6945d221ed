import ArgumentParser
import OSSClient
import Synchronization

/// Work on many things: some at the same time, each failure told, and an exit status for all of them.
final class BatchRun: Sendable {
    private struct Tally {
        var done = 0
        var skipped = 0
        var failed = 0
        var bytes: Int64 = 0
        var first: CommandFailure?
    }

    private let tally = Mutex(Tally())
    private let asJSON: Bool

    init(asJSON: Bool = CommandLineArguments.wantJSON) { self.asJSON = asJSON }

    var done: Int { tally.withLock { $0.done } }
    var skipped: Int { tally.withLock { $0.skipped } }
    var bytes: Int64 { tally.withLock { $0.bytes } }

    /// What became of one thing.
    enum Outcome: Sendable {
        case done(bytes: Int64)
        /// There was nothing to do.
        case skipped
    }

    func add(_ outcome: Outcome, count: Int = 1) {
        tally.withLock { tally in
            switch outcome {
            case .done(let bytes):
                tally.done += count
                tally.bytes += bytes
            case .skipped: tally.skipped += count
            }
        }
    }

    /// Tells a failure, on stderr. The others go on.
    func fail(_ name: String, _ error: any Error) {
        let failure = CommandFailure(error)
        var told = CommandFailure(status: failure.status, message: "\(name.printable): \(failure.message)")
        told.service = failure.service
        told.report(asJSON: asJSON)
        tally.withLock { tally in
            tally.failed += 1
            if tally.first == nil { tally.first = failure }
        }
    }

    /// Does one thing. A failure is told and counted; being cancelled ends the run.
    func attempt(_ name: String, _ work: () async throws -> Outcome) async throws {
        do { add(try await work()) } catch {
            try Task.checkCancellation()
            fail(name, error)
        }
    }

    /// Does `work` with what a list yields and `select` takes, at most `limit` at the same time.
    func each<Items: AsyncSequence & Sendable, Selected: Sendable>(
        of items: Items, limit: Int, select: @Sendable (Items.Element) -> Selected?, name: @escaping @Sendable (Selected) -> String,
        _ work: @escaping @Sendable (Selected) async throws -> Outcome
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for try await item in items {
                guard let selected = select(item) else { continue }
                if running >= limit {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await self.attempt(name(selected)) { try await work(selected) } }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    /// The exit status when all is over: that of the first failure where nothing was done, and `partial` where something was.
    /// - Throws: `ExitCode` with it.
    func finish() throws {
        let (failed, worked, first) = tally.withLock { ($0.failed, $0.done + $0.skipped, $0.first) }
        guard failed > 0, let first else { return }
        throw ExitCode((worked == 0 ? first.status : .partial).rawValue)
    }
}
