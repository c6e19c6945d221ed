import OSSServer
import Synchronization

/// `/metrics`: what several sources have to say, in the order in which they were added.
final class MetricsPage: Sendable {
    typealias Source = @Sendable (inout PrometheusText) async -> Void

    private let sources = Mutex<[Source]>([])

    func add(_ source: @escaping Source) { sources.withLock { $0.append(source) } }

    func text() async -> String {
        var text = PrometheusText()
        for source in sources.withLock({ $0 }) { await source(&text) }
        return text.text
    }
}
