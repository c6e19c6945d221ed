#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks before something is lost.
enum Confirmation {
    /// Whether somebody is there to be asked.
    static var isPossible: Bool { isatty(0) == 1 && isatty(2) == 1 }

    /// Asks on the terminal.
    /// - Throws: `CommandFailure` without a terminal, and when the answer is not yes.
    static func ask(_ question: String) throws {
        guard isPossible else { throw CommandFailure.usage("\(question)? There is no terminal to ask on: pass -f to do it") }
        guard try isConfirmed(question) else { throw CommandFailure(status: .interrupted, message: "nothing was done") }
    }

    /// Whether the answer is yes. `-f` and `-n` are looked at before.
    static func isConfirmed(_ question: String) throws -> Bool {
        _ = writeAll(Array("\(question.printable)? [y/N] ".utf8), to: 2)
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }
}
