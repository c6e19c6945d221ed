import OSSClient
import OSSSigning
import OSSWire
import Synchronization

/// What is said to a callback.
struct CallbackReply: Sendable {
    let status: Int
    let body: [UInt8]

    /// The same for the listener.
    var small: SmallReply { SmallReply(status: status, headers: [("Content-Type", "application/json")], body: body) }

    /// An answer of our own, where the one that was asked for does not fit.
    static func problem(_ status: Int, _ message: String) -> CallbackReply {
        CallbackReply(status: status, body: Array("{\"Status\":\(JSONQuoting.quote(message))}".utf8))
    }
}

/// Takes callbacks, one after the other: verifies, prints, answers.
final class CallbackReceiver: Sendable {
    private let verifier: CallbackVerifier
    private let reply: CallbackReply
    private let isStrict: Bool
    private let isOnce: Bool
    private let print: @Sendable (CallbackReport) -> Void
    private let counts = Mutex((taken: 0, printed: 0, unverified: 0))

    init(
        verifier: CallbackVerifier, reply: CallbackReply, isStrict: Bool, isOnce: Bool, print: @escaping @Sendable (CallbackReport) -> Void
    ) {
        self.verifier = verifier
        self.reply = reply
        self.isStrict = isStrict
        self.isOnce = isOnce
        self.print = print
    }

    /// Whether the one callback that was waited for has come.
    var isFinished: Bool { isOnce && counts.withLock { $0.printed > 0 } }
    var unverifiedCount: Int { counts.withLock { $0.unverified } }

    func receive(_ request: SmallRequest) async -> CallbackReply {
        guard request.method == "POST" else { return .problem(405, "callbacks are POST requests") }
        let isWanted = counts.withLock { counts in
            guard !isOnce || counts.taken == 0 else { return false }
            counts.taken += 1
            return true
        }
        guard isWanted else { return .problem(503, "the listener has what it waited for") }
        let time = ClientClock.machineTime()
        var problem: CallbackVerificationError?
        do { try await verifier.verify(target: request.target, headers: request.headers, body: request.body) } catch { problem = error }
        let report = CallbackReport(request, at: time, problem: problem)
        counts.withLock { counts in
            print(report)
            counts.printed += 1
            if problem != nil { counts.unverified += 1 }
        }
        return isStrict && problem != nil ? .problem(403, "not verified") : reply
    }
}
