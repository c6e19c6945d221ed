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

    /// What happens, from the moment on at which somebody asks for the first event.
    public func makeAsyncIterator() -> AsyncThrowingStream<UploadEvent, any Error>.Iterator {
        let run = self.run
        return AsyncThrowingStream<UploadEvent, any Error>(reporting: { .completed(try await run($0)) }).makeAsyncIterator()
    }
}
