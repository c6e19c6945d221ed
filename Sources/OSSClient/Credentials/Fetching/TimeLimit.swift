/// Runs an operation and cancels it when it takes too long.
/// - Throws: what the operation throws; `ClientError` with the code `timeout`.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, _ what: String, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw ClientError(.timeout, "\(what): no answer within \(limit)") }
        return value
    }
}
