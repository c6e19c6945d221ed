package import OSSStorage
import Synchronization

/// Decides which step of a storage fails, and how. Shared by a ``FaultyCatalogue`` and a ``FaultyBlobStore``.
package final class FaultPlan: Sendable {
    /// How a step fails.
    package enum Mode: String, Sendable, CaseIterable {
        /// The step is not done, and reports an error.
        case before
        /// The step is done, and reports an error all the same: the outcome is unknown to the caller.
        case after
        /// The process dies before the step: neither it nor anything after it is done, cleaning up included.
        case crash
    }

    /// The error of a step that was made to fail.
    package struct Fault: Error {
        package let step: String
    }

    private struct State {
        var steps: [String] = []
        var isDead = false
        /// From a step on everything fails.
        var isBroken = false
    }

    private let failing: Int?
    private let mode: Mode
    private let code: StorageError.Code?
    private let lasts: Bool
    private let state = Mutex(State())

    /// Fails the step of that number, counted from 0; `nil` fails none and only counts.
    /// - Parameters:
    ///   - code: what the step throws as a `StorageError`; `nil` for an error that the storage does not know.
    ///   - lasts: every step after it fails too, until ``heal()``.
    package init(failing: Int? = nil, mode: Mode = .before, code: StorageError.Code? = nil, lasts: Bool = false) {
        self.lasts = lasts
        self.failing = failing
        self.mode = mode
        self.code = code
    }

    /// The steps that were begun.
    package var steps: [String] { state.withLock { $0.steps } }

    /// What has failed since a step works again.
    package func heal() { state.withLock { $0.isBroken = false } }

    /// Fails while everything does, and counts no step.
    package func checkWorks() throws {
        if state.withLock({ $0.isBroken || $0.isDead }) { throw error("recover") }
    }

    private enum Verdict { case pass, before, after }

    /// Takes a step, unless the plan has it fail.
    package func step<Value>(_ name: String, _ work: () async throws -> Value) async throws -> Value {
        let verdict = state.withLock { state -> Verdict in
            guard !state.isDead else { return .before }
            let isChosen = state.steps.count == failing
            state.steps.append(name)
            if isChosen, lasts { state.isBroken = true }
            guard isChosen || state.isBroken else { return .pass }
            state.isDead = mode == .crash
            return mode == .after ? .after : .before
        }
        if case .before = verdict { throw error(name) }
        let value = try await work()
        if case .after = verdict { throw error(name) }
        return value
    }

    private func error(_ step: String) -> any Error {
        let fault = Fault(step: step)
        return code.map { StorageError($0, operation: step, cause: fault) } ?? fault
    }
}
