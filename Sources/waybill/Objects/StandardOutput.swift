import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Data on stdout that may be long: written away from the cooperative pool, and what cannot be written is an error.
enum StandardOutput {
    static func write(_ bytes: ByteBuffer) async throws {
        try await NIOThreadPool.singleton.runIfActive {
            try bytes.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Self.systemWrite(UnsafeRawBufferPointer(rebasing: rest))
                    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw Self.failure(errno) }
                }
            }
        }
    }

    /// Lines of text.
    static func write(lines: [String]) async throws {
        guard !lines.isEmpty else { return }
        try await write(ByteBuffer(string: lines.joined(separator: "\n") + "\n"))
    }

    private static func systemWrite(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(1, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        Musl.write(1, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(1, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Whoever read the other end of a pipe has had enough: the process ends without a word, as other programs do.
    private static func failure(_ number: CInt) -> CommandFailure {
        if number == EPIPE {
            _ = signal(SIGPIPE, SIG_DFL)
            _ = raise(SIGPIPE)
        }
        return .local("stdout: \(String(cString: strerror(number)))")
    }
}
