#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of settings or a token: short, read whole.
package struct SmallFile: Sendable {
    package let bytes: [UInt8]
    /// The permissions, `0o600`.
    package let permissions: Int

    /// The longest that is read.
    package static let maximumBytes = 1024 * 1024

    /// Whether others than its owner may read or change it.
    package var isOpenToOthers: Bool { permissions & 0o077 != 0 }

    /// Reads a file.
    /// - Returns: `nil` when there is none.
    /// - Throws: `ClientError` with the code `fileNotReadable`.
    package static func read(_ path: String) throws(ClientError) -> SmallFile? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ClientError(.fileNotReadable, "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw ClientError(.fileNotReadable, "cannot read \(path): it is a folder")
        }
        return SmallFile(bytes: try bytes(of: descriptor, path: path), permissions: Int(status.st_mode & 0o777))
    }

    private static func bytes(of descriptor: Int32, path: String) throws(ClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { Platform.read(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ClientError(.fileNotReadable, "cannot read \(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= maximumBytes else { throw ClientError(.fileNotReadable, "\(path) is longer than \(maximumBytes) bytes") }
        }
    }
}

/// Names that a type's own would hide.
enum Platform {
    static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
        Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
        Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
