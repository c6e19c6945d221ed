#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Signals that are better errors.
enum SystemSignals {
    /// A file that may not grow any more is an error of the write, and not the end of the process.
    static func ignoreFileSizeLimit() { _ = signal(SIGXFSZ, SIG_IGN) }
}
