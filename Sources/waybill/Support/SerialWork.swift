import Synchronization

/// Runs one piece of work after another, in the order of the calls.
///
/// Work is not cancelled with the task that waits for it: the next one in line needs what it finds out, too.
final class SerialWork: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = last.withLock { last in
            let previous = last
            let task = Task {
                await previous?.value
                return try await work()
            }
            last = Task { _ = await task.result }
            return task
        }
        return try await task.value
    }
}
