import NIOPosix
import Synchronization

/// Makes system calls on files fail, for tests, as SQLite's own tests do: every call may fail, and one after the other does. It concerns the calls
/// that the threads of one ``BlockingPool`` make; nothing is armed in a server.
package final class FileFaults: Sendable {
    /// The calls that can be made to fail.
    package enum Call: String, Sendable, CaseIterable {
        case open, write, read, synchronize, synchronizeFolder, makeFolder, link, remove, setModification, status, list, allocate
    }

    /// What becomes of a call.
    package enum Fault: Sendable, Hashable {
        /// It is not made, and this is its error. A call that is interrupted is made again where the system's would be.
        case error(Int32)
        /// A write takes one byte only. Other calls are made.
        case short
    }

    /// Decides for each call; `nil` lets it be made. It is called on many threads.
    private let plan: @Sendable (Call) -> Fault?

    private static let current = ThreadSpecificVariable<FileFaults>()
    /// So that a server pays for no more than reading a number.
    private static let areInUse = Atomic(false)

    package init(_ plan: @escaping @Sendable (Call) -> Fault?) {
        self.plan = plan
        Self.areInUse.store(true, ordering: .relaxed)
    }

    /// Runs work on this thread with these faults.
    func perform<Value>(_ work: () throws -> Value) rethrows -> Value {
        Self.current.currentValue = self
        defer { Self.current.currentValue = nil }
        return try work()
    }

    /// What becomes of a call that is about to be made.
    @inline(__always) static func fault(of call: Call) -> Fault? {
        guard areInUse.load(ordering: .relaxed) else { return nil }
        return current.currentValue?.plan(call)
    }

    /// - Throws: `POSIXFailure` for a call that is to fail.
    @inline(__always) static func check(_ call: Call) throws {
        if case .error(let number)? = fault(of: call) { throw POSIXFailure(call: call.rawValue, number: number) }
    }
}
