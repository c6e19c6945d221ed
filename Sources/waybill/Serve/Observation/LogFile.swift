import OSSSigning
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that lines are appended to, and that is opened anew when somebody has moved it away. Its calls block.
final class LogFile: Sendable {
    /// `-` is stdout.
    let path: String
    private let state: Mutex<State>

    private struct State {
        var descriptor: Int32
        /// The last write ended in the middle of a line.
        var isInsideLine = false
    }

    /// Opens the file, or makes it.
    /// - Throws: `CommandFailure` when that does not work.
    init(path: String) throws {
        self.path = path
        state = Mutex(State(descriptor: try Self.open(path)))
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor > 2 { close(descriptor) }
    }

    /// Opens the file anew; the old one stays when that does not work.
    /// - Throws: `CommandFailure`.
    func reopen() throws {
        guard path != "-" else { return }
        let descriptor = try Self.open(path)
        let old = state.withLock { state in
            defer { state = State(descriptor: descriptor) }
            return state.descriptor
        }
        close(old)
    }

    /// Appends whole lines.
    /// - Returns: how many of them did not get into the file as a whole.
    func append(_ lines: [UInt8]) -> Int {
        state.withLock { state in
            var rest = lines[...]
            if state.isInsideLine { rest = ([ASCII.lineFeed] + lines)[...] }
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(state.descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { break }
                state.isInsideLine = rest[rest.startIndex + written - 1] != ASCII.lineFeed
                rest = rest.dropFirst(written)
            }
            // A line feed that only ends what was cut is no line.
            return rest.suffix(lines.count).reduce(0) { $1 == ASCII.lineFeed ? $0 + 1 : $0 }
        }
    }

    private static func open(_ path: String) throws -> Int32 {
        guard path != "-" else { return 1 }
        #if canImport(Glibc)
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o640)
        #elseif canImport(Musl)
        let descriptor = Musl.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o640)
        #else
        let descriptor = Darwin.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o640)
        #endif
        guard descriptor >= 0 else { throw CommandFailure.local("cannot open \(path): \(String(cString: strerror(errno)))") }
        return descriptor
    }
}
