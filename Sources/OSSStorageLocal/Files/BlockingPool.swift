import NIOPosix

/// The threads on which files are read and written, so that a slow disk never holds up Swift's cooperative pool.
package final class BlockingPool: Sendable {
    private let threads: NIOThreadPool
    private let faults: FileFaults?

    /// How many calls can block at the same time.
    package let threadCount: Int

    /// Starts the threads.
    ///
    /// - Parameter faults: what fails of the calls that the threads make, in tests.
    package init(threadCount: Int, faults: FileFaults? = nil) {
        self.faults = faults
        self.threadCount = threadCount
        threads = NIOThreadPool(numberOfThreads: threadCount)
        threads.start()
    }

    /// Runs work on one of the threads.
    ///
    /// The work is not cancelled with the task that waits for it: cleaning up must happen all the same, and half a step helps nobody.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            threads.submit { [faults] state in
                switch state {
                case .active: continuation.resume(with: Result { try faults?.perform(work) ?? work() })
                case .cancelled: continuation.resume(throwing: NIOThreadPoolError.ThreadPoolInactive())
                }
            }
        }
    }

    /// Runs work some time, even when the threads have been stopped meanwhile; nobody waits for it.
    package func runLater(_ work: @escaping @Sendable () -> Void) {
        threads.submit { [faults] _ in
            if let faults { faults.perform(work) } else { work() }
        }
    }

    /// Stops the threads after the work that is running.
    package func stop() async throws {
        try await threads.shutdownGracefully()
    }

    deinit {
        // A pool must not go away with running threads. Stopping it a second time does nothing.
        threads.shutdownGracefully { _ in }
    }
}
