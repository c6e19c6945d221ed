extension AsyncThrowingStream where Element: Sendable, Failure == any Error {
    /// What a transfer reports while it runs, and the last event, which is what it returns. The transfer begins with the stream, and is cancelled
    /// with whoever reads it.
    init(reporting run: @escaping @Sendable (@escaping @Sendable (Element) -> Void) async throws -> Element) {
        self.init { continuation in
            let task = Task {
                do {
                    continuation.yield(try await run { continuation.yield($0) })
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
