#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Texts that come from a flag, a file or stdin: a value as it stands, `file://PATH`, or `-`.
enum InputText {
    /// The most bytes of a value from a file or stdin.
    static let maximumBytes = 1 << 20

    /// What a flag's value stands for.
    /// - Throws: `CommandFailure` for a file that cannot be read, is too long or is not UTF-8. It names the flag and not the value.
    static func resolve(_ value: String, of option: String) throws -> String {
        let scheme = "file://"
        if value == "-" { return try text(of: 0, option) }
        guard value.hasPrefix(scheme) else { return value }
        let path = String(value.dropFirst(scheme.utf8.count))
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure.local("\(option): cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        return try text(of: descriptor, option)
    }

    private static func text(of descriptor: Int32, _ option: String) throws -> String {
        var bytes: [UInt8] = []
        while let block = try block(of: descriptor) {
            bytes += block
            guard bytes.count <= maximumBytes else { throw CommandFailure.usage("\(option): more than \(maximumBytes) bytes") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandFailure.usage("\(option): not UTF-8") }
        return text
    }

    /// The next bytes, or `nil` at the end.
    private static func block(of descriptor: Int32) throws -> [UInt8]? {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { return Array(block[..<count]) }
            if count == 0 { return nil }
            guard errno == EINTR else { throw CommandFailure.local("cannot read: \(String(cString: strerror(errno)))") }
        }
    }

    /// Calls `body` with each line of stdin, without its end (LF or CR LF). Empty lines are passed over.
    /// - Throws: `CommandFailure` for a line of more than 16 KiB; what `body` throws.
    static func forEachLineOfStandardInput(_ body: ([UInt8]) throws -> Void) throws {
        var line: [UInt8] = []
        func finish() throws {
            if line.last == 0x0D { line.removeLast() }
            if !line.isEmpty { try body(line) }
            line.removeAll(keepingCapacity: true)
        }
        while let block = try block(of: 0) {
            var rest = block[...]
            while let end = rest.firstIndex(of: 0x0A) {
                line += rest[..<end]
                try finish()
                rest = rest[(end + 1)...]
            }
            line += rest
            guard line.count <= 16 * 1024 else { throw CommandFailure.usage("stdin: a line of more than 16 KiB") }
        }
        try finish()
    }
}
