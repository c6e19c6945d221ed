package import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is read in pieces, away from the cooperative pool, and that notices when it is changed meanwhile.
package final class LocalFile: Sendable {
    /// Its name, for messages.
    package let path: String
    /// What it was when it was opened.
    package let identity: Identity

    private let descriptor: CInt

    /// What tells two states of a file apart.
    package struct Identity: Hashable, Sendable, Codable {
        package var size: Int64
        /// Nanoseconds since 1970.
        package var modified: Int64
        package var inode: UInt64
    }

    /// Opens a regular file.
    /// - Throws: ``ClientError`` with the code `fileNotReadable`.
    package init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ClientError(.fileNotReadable, "\(path): \(Self.reason(errno))") }
        do { identity = try Self.identity(of: descriptor, path: path) } catch {
            _ = close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Its size in bytes.
    package var size: Int64 { identity.size }

    /// The size of the pieces in which it is read.
    package static let chunkSize = 256 * 1024

    /// A range of its bytes, read anew with every iteration. The range must lie inside of the file.
    package func chunks(_ range: Range<Int64>) -> ByteChunks {
        ByteChunks {
            var offset = range.lowerBound
            return {
                guard offset < range.upperBound else { return nil }
                let chunk = try await self.read(at: offset, count: Int(min(range.upperBound - offset, Int64(Self.chunkSize))))
                offset += Int64(chunk.readableBytes)
                return chunk
            }
        }
    }

    /// Bytes from an offset on: exactly as many as asked for.
    /// - Throws: ``ClientError`` with the code `fileChanged` when the file has become shorter.
    package func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            while buffer.readableBytes < count {
                let position = offset + Int64(buffer.readableBytes)
                let missing = count - buffer.readableBytes
                let read = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
                    while true {
                        let count = pread(descriptor, space.baseAddress, missing, off_t(position))
                        if count >= 0 { return count }
                        guard errno == EINTR else { throw ClientError(.fileNotReadable, "\(path): \(Self.reason(errno))") }
                    }
                }
                guard read > 0 else { throw ClientError(.fileChanged, "\(path) became shorter while it was read") }
            }
            return buffer
        }
    }

    /// Checks that the file is still what it was when it was opened.
    /// - Throws: ``ClientError`` with the code `fileChanged`.
    package func checkUnchanged() throws {
        guard try Self.identity(of: descriptor, path: path) == identity else {
            throw ClientError(.fileChanged, "\(path) was changed while it was read; what was sent may be neither its old nor its new content")
        }
    }

    private static func identity(of descriptor: CInt, path: String) throws -> Identity {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ClientError(.fileNotReadable, "\(path): \(reason(errno))") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ClientError(.fileNotReadable, "\(path) is not a regular file; send it through a pipe, with - as the file's name")
        }
        #if canImport(Darwin)
        let modified = status.st_mtimespec
        #else
        let modified = status.st_mtim
        #endif
        return Identity(
            size: Int64(status.st_size), modified: Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec),
            inode: UInt64(status.st_ino))
    }

    static func reason(_ code: CInt) -> String { String(cString: strerror(code)) }
}
