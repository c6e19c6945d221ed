/// The exit codes of every command, in ossutil's numbering.
enum ExitStatus: Int32 {
    case done = 0
    /// Wrong parameters or usage.
    case usage = 1
    /// OSS refused the request, or would.
    case refused = 2
    /// A problem on this machine: a file, a port, the network.
    case local = 3

    static func exit(_ status: ExitStatus) -> Never { exitProcess(status.rawValue) }
}

/// Why a command did not do what it was asked, in a sentence for people.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    static func usage(_ message: String) -> CommandFailure { CommandFailure(status: .usage, message: message) }
    static func local(_ message: String) -> CommandFailure { CommandFailure(status: .local, message: message) }
}

/// The two streams: data on stdout, everything for people on stderr.
enum Console {
    static func data(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: 1) }
    static func note(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: 2) }
    static func error(_ text: String) { note("waybill: \(text)") }
}
