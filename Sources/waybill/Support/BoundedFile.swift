#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads files and stdin whole, up to a limit.
enum BoundedFile {
    /// Whether there is something of this name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// - Parameters:
    ///   - path: `-` is stdin.
    ///   - limit: the most bytes that a file may have.
    /// - Throws: `CommandFailure`: local when it cannot be read, of usage when it is larger.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        guard path != "-" else { return try bytes(of: 0, named: "the input", limit: limit) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try bytes(of: descriptor, named: path, limit: limit)
    }

    private static func bytes(of descriptor: Int32, named name: String, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let block = try block(of: descriptor, named: name) {
            bytes += block
            guard bytes.count <= limit else { throw CommandFailure.usage("\(name) is larger than \(limit >> 20) MiB") }
        }
        return bytes
    }

    /// The next bytes of an open file, or `nil` at its end.
    static func block(of descriptor: Int32, named name: String) throws -> [UInt8]? {
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = block.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { return Array(block[..<count]) }
            if count == 0 { return nil }
            guard errno == EINTR else { throw failure(name) }
        }
    }

    private static func failure(_ name: String) -> CommandFailure { .local("cannot read \(name): \(String(cString: strerror(errno)))") }
}

/// `read(2)`, under a name that the method above does not hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(descriptor, buffer, count) }
