import NIOCore

/// Runs the tasks of a connection on the thread of its event loop.
///
/// A request then goes from its first byte to its answer without being handed from thread to thread; only what may block (files and the
/// catalogue) runs elsewhere. Handing over costs more than all the rest of a small request.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
