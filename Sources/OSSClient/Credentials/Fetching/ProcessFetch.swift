import NIOPosix
package import OSSSigning
import Synchronization

/// Credentials that a program prints as JSON. What it writes to stderr is not shown: it may be secret.
package struct ProcessFetch: Sendable {
    /// The program and its arguments.
    package let arguments: [String]
    /// How long it may run before it is killed, with what it started.
    package let limit: Duration

    package init(_ arguments: [String], limit: Duration = .seconds(15)) {
        self.arguments = arguments
        self.limit = limit
    }

    package func credentials() async throws -> Credentials {
        let isCancelled = Flag()
        let output = try await withTaskCancellationHandler {
            try await NIOThreadPool.singleton.runIfActive { [arguments, limit] in
                try ChildProcess.output(of: arguments, within: limit, isCancelled: { isCancelled.isSet })
            }
        } onCancel: {
            isCancelled.set()
        }
        return try CredentialsDocument.read(output, source: Self.source)
    }

    static let source = "credential process"
}

/// Something that happens at most once.
private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
