import OSSClient

/// The exit codes of every command, in ossutil's numbering, and ours behind them.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    /// Wrong parameters or usage.
    case usage = 1
    /// OSS refused the request, or would.
    case refused = 2
    /// A problem on this machine: a file, a port, the network.
    case local = 3
    /// Some of many were done, and some were not.
    case partial = 4
    /// The user interrupted the command.
    case interrupted = 5
    /// What arrived is not what was sent: a checksum differs.
    case integrity = 6
    /// What was waited for did not come in time.
    case timeout = 7
    /// Known before anything was sent: there is nothing to resume, or the link has expired or was revoked.
    case notResumable = 8

    /// What the code says, for help and man pages.
    var meaning: String {
        switch self {
        case .done: "done"
        case .usage: "wrong parameters or usage"
        case .refused: "the service refused the request, or would refuse it"
        case .local: "a problem on this machine or on the way: a file, a port, the network"
        case .partial: "of many, some were done and some were not"
        case .interrupted: "interrupted by the user"
        case .integrity: "a checksum differs: what arrived is not what was sent"
        case .timeout: "what was waited for did not come in time"
        case .notResumable: "known before sending: nothing to resume, or the link has expired or was revoked"
        }
    }

    static func exit(_ status: ExitStatus) -> Never { exitProcess(status.rawValue) }
}

/// Why a command did not do what it was asked, in a sentence for people.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
    /// What OSS said, when it was OSS that refused.
    var service: ServiceError?
    /// For programs, where the status is not all there is to say: `EntityNotExist.User`.
    var code: String?

    static func usage(_ message: String) -> CommandFailure { CommandFailure(status: .usage, message: message) }
    static func local(_ message: String) -> CommandFailure { CommandFailure(status: .local, message: message) }
}

/// The two streams: data on stdout, everything for people on stderr.
enum Console {
    static func data(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: 1) }
    static func note(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: 2) }
    /// Replaces the line on the terminal that is not finished yet, a progress bar.
    static func draw(_ line: String) { _ = writeAll(Array("\r\u{1B}[K\(line)".utf8), to: 2) }
    static func error(_ text: String) { note("waybill: \(text)") }
}
