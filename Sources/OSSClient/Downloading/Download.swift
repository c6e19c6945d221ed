/// A download into a file that begins when somebody waits for it.
///
/// ```swift
/// for try await event in client.download(request, to: "film.mp4") {
///     if case .progress(let progress) = event { print(progress.bytesReceived) }
/// }
/// ```
///
/// The file has its name when it is whole and checked; until then what was there stays. Cancelling the task that waits cancels the download.
/// Whoever does not want to know how far it is, takes ``receipt(_:)``.
public struct Download: AsyncSequence, Sendable {
    public typealias Element = DownloadEvent
    public typealias Failure = any Error

    typealias Report = @Sendable (DownloadEvent) -> Void

    private let run: @Sendable (@escaping Report) async throws -> DownloadReceipt

    init(_ run: @escaping @Sendable (@escaping Report) async throws -> DownloadReceipt) { self.run = run }

    /// Downloads, and returns what arrived.
    ///
    /// - Parameter onEvent: is told what happens, ``DownloadEvent/completed(_:)`` apart; from several tasks at once.
    /// - Throws: ``ServiceError``; ``ClientError`` with the codes `objectChanged`, `checksumMismatch`, `fileNotWritable`, `expired` and those of
    ///   the network; `CancellationError`.
    @discardableResult
    public func receipt(_ onEvent: @escaping @Sendable (DownloadEvent) -> Void = { _ in }) async throws -> DownloadReceipt {
        try await run(onEvent)
    }

    /// What happens, from the moment on at which somebody asks for the first event.
    public func makeAsyncIterator() -> AsyncThrowingStream<DownloadEvent, any Error>.Iterator {
        let run = self.run
        return AsyncThrowingStream<DownloadEvent, any Error>(reporting: { .completed(try await run($0)) }).makeAsyncIterator()
    }
}
