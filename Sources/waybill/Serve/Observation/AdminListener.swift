import Logging
import NIOCore
import OSSServer
import OSSSigning

/// `/livez`, `/readyz` and `/metrics` for operators and their machines, on a port of their own: no bucket's name is taken by them, and no stranger
/// reaches them.
///
/// They answer to GET and HEAD, and to nobody in particular: what they say is no secret, and is not for the Internet either.
struct AdminListener: Sendable {
    let host: String
    let port: Int
    let readiness: Readiness
    let metrics: MetricsPage
    let logger: Logger

    /// Listens until the task is cancelled.
    /// - Parameter onListening: called once with the port.
    /// - Throws: `CommandFailure` when the address is not to be had.
    func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        var port = port
        var wasListening = false
        while !Task.isCancelled {
            let (never, end) = AsyncStream.makeStream(of: Void.self)
            defer { end.finish() }
            var listener = SmallListener(host: host, port: port)
            listener.maximumBody = 4096
            listener.maximumConnections = 32
            listener.timeLimit = .seconds(15)
            let (ports, listening) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
            do {
                try await listener.run(
                    until: never,
                    onListening: { bound in
                        listening.yield(bound)
                        listening.finish()
                        onListening(bound)
                    }
                ) { request in (await answer(request), {}) }
            } catch {
                listening.finish()
                let bound = await ports.first { _ in true }
                guard !Task.isCancelled, wasListening || bound != nil else { throw error }
                // Out of descriptors, say: this is the port that would tell.
                logger.error("the admin port failed, and is opened anew", metadata: ["error": "\(error)"])
                (port, wasListening) = (bound ?? port, true)
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    func answer(_ request: SmallRequest) async -> SmallReply {
        let path = request.target.utf8.prefix { $0 != ASCII.question }
        guard let page = Page(rawValue: String(decoding: path, as: UTF8.self)) else {
            return .text(404, "this port has /livez, /readyz and /metrics")
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return .text(405, "\(page.rawValue) answers to GET and HEAD", headers: [("Allow", "GET, HEAD")])
        }
        switch page {
        case .livez: return .text(200, "alive", headers: Self.fresh)
        case .readyz:
            let problems = await readiness.problems()
            return problems.isEmpty
                ? .text(200, "ready", headers: Self.fresh) : .text(503, problems.joined(separator: "\n"), headers: Self.fresh)
        case .metrics:
            let text = await metrics.text()
            return SmallReply(status: 200, headers: [(name: "Content-Type", value: PrometheusText.contentType)] + Self.fresh, body: Array(text.utf8))
        }
    }

    private enum Page: String {
        case livez = "/livez"
        case readyz = "/readyz"
        case metrics = "/metrics"
    }

    /// Yesterday's answer is worth nothing, and none of them is a page to look at.
    private static let fresh = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")].map { (name: $0.0, value: $0.1) }
}
