/// Whoever wants to know of every request: the log, the access log, the metrics.
///
/// Both calls come from the task that serves the request: they must return at once.
package protocol RequestObserver: Sendable {
    /// The head of a request has arrived. Exactly one ``requestEnded(_:)`` follows, whatever becomes of the request.
    func requestBegan()
    /// Its answer has been handed to the connection, or the connection is gone.
    func requestEnded(_ record: RequestRecord)
}

extension RequestObserver {
    package func requestBegan() {}
}

/// All of them, in the order in which they are told.
struct RequestObservers: RequestObserver {
    let all: [any RequestObserver]

    func requestBegan() { for observer in all { observer.requestBegan() } }
    func requestEnded(_ record: RequestRecord) { for observer in all { observer.requestEnded(record) } }
}
