/// An upload that begins when somebody waits for it.
///
/// ```swift
/// for try await event in client.upload(.file("film.mp4"), to: request) {
///     if case .progress(let progress) = event { print(progress.bytesSent) }
/// }
/// ```
///
/// Cancelling the task that waits cancels the upload. Whoever does not want to know how far it is, takes ``receipt(_:)``.
public struct Upload: AsyncSequence, Sendable {
    public typealias Element = UploadEvent
    public typealias Failure = any Error

    typealias Report = @Sendable (UploadEvent) -> Void

    private let run: @Sendable (@escaping Report) async throws -> UploadReceipt

    init(_ run: @escaping @Sendable (@escaping Report) async throws -> UploadReceipt) { self.run = run }

    /// Uploads, and returns what was stored.
    ///
    /// - Parameter onEvent: is told what happens, ``UploadEvent/completed(_:)`` apart; from several tasks at once.
    /// - Throws: ``ServiceError``, ``ClientError``, `CancellationError`.
    @discardableResult
    public func receipt(_ onEvent: @escaping @Sendable (UploadEvent) -> Void = { _ in }) async throws -> UploadReceipt {
        try await run(onEvent)
    }

    public func makeAsyncIterator() -> AsyncThrowingStream<UploadEvent, any Error>.Iterator {
        let run = self.run
        let events = AsyncThrowingStream<UploadEvent, any Error> { continuation in
            let task = Task {
                do {
                    let receipt = try await run { continuation.yield($0) }
                    continuation.yield(.completed(receipt))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
        return events.makeAsyncIterator()
    }
}
