#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes all of some bytes to a descriptor.
/// - Returns: whether they went out; a closed pipe is no error worth a word.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        rest = rest.dropFirst(written)
    }
    return true
}

/// Ends the process.
func exitProcess(_ status: Int32) -> Never { exit(status) }

/// Ends the process without running what was registered for its end.
func exitProcessAtOnce(_ status: Int32) -> Never { _exit(status) }

/// Waits for a millisecond. It blocks.
func sleepShortly() { usleep(1000) }
