import NIOCore
import NIOPosix
import OSSWire

#if canImport(Glibc)
package import Glibc
#elseif canImport(Musl)
package import Musl
#elseif canImport(Darwin)
package import Darwin
#endif

/// The file that holds what has arrived of a download. Only one download writes it at a time; it is gone, or has its final name, when that is over.
package final class PartFile: Sendable {
    /// `pwrite`: descriptor, bytes, how many, offset.
    package typealias WriteCall = @Sendable (CInt, UnsafeRawPointer?, Int, off_t) -> Int
    package static let systemWrite: WriteCall = { pwrite($0, $1, $2, $3) }

    private let target: DownloadTarget
    private let descriptor: CInt
    private let writeCall: WriteCall
    /// What tells it from another file of the same name.
    let inode: UInt64

    /// Opens the part file of a target, and makes it when it is not there.
    /// - Throws: ``ClientError`` with the code `fileNotWritable`, also while another download writes it.
    init(_ target: DownloadTarget, writeCall: @escaping WriteCall = PartFile.systemWrite) throws {
        self.target = target
        self.writeCall = writeCall
        (descriptor, inode) = try Self.open(target)
    }

    deinit { _ = close(descriptor) }

    /// Lets another download have the file. Threads that are done with it may hold it a little longer than the download that has ended.
    func release() { _ = flock(descriptor, LOCK_UN) }

    private static func open(_ target: DownloadTarget) throws -> (CInt, UInt64) {
        while true {
            let descriptor = Self.systemOpen(target.partPath)
            guard descriptor >= 0 else { throw failure(target.path) }
            do {
                var status = stat()
                guard fstat(descriptor, &status) == 0 else { throw failure(target.path) }
                guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink <= 1, status.st_uid == geteuid() else {
                    throw ClientError(.fileNotWritable, "\(target.partPath) is in the way; take it away")
                }
                guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                    throw ClientError(.fileNotWritable, "\(target.path) is being downloaded already")
                }
                // The one who held the lock may have renamed or removed the file since it was opened.
                var named = stat()
                if lstat(target.partPath, &named) == 0, named.st_ino == status.st_ino, named.st_dev == status.st_dev {
                    return (descriptor, UInt64(status.st_ino))
                }
            } catch {
                _ = close(descriptor)
                throw error
            }
            _ = close(descriptor)
        }
    }

    private static func systemOpen(_ path: String) -> CInt {
        #if canImport(Glibc)
        Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        #elseif canImport(Musl)
        Musl.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        #else
        Darwin.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        #endif
    }

    private static func failure(_ path: String, _ number: CInt = errno) -> ClientError {
        ClientError(.fileNotWritable, "\(path) cannot be written: \(LocalFile.reason(number))")
    }

    /// Empties it, and makes room for so many bytes, so that a full disk is known before anything is fetched.
    func begin(size: Int64) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else { throw Self.failure(target.path) }
            var space = statvfs()
            if fstatvfs(descriptor, &space) == 0 {
                let (free, isHuge) = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
                guard isHuge || free >= UInt64(size) else { throw Self.failure(target.path, ENOSPC) }
            }
            guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure(target.path) }
        }
    }

    /// Writes bytes at an offset. Afterwards `done` is called, before anybody else gets to know.
    func write(_ bytes: ByteBuffer, at offset: Int64, done: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            try bytes.withUnsafeReadableBytes { bytes in
                var written = 0
                while written < bytes.count {
                    let count = writeCall(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset) + off_t(written))
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw Self.failure(target.path, count == 0 ? ENOSPC : errno) }
                    written += count
                }
                done(bytes)
            }
        }
    }

    /// The checksum of a range of what is there; `nil` when the file is shorter.
    func crc64(_ range: Range<Int64>) async throws -> UInt64? {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var crc = CRC64()
            var offset = range.lowerBound
            var buffer = [UInt8](repeating: 0, count: 256 * 1024)
            while offset < range.upperBound {
                let count = buffer.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress, Int(min(Int64($0.count), range.upperBound - offset)), off_t(offset))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return nil }
                buffer.withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                offset += Int64(count)
            }
            return crc.value
        }
    }

    /// Makes the bytes durable and gives the file its name, in the place of whatever had it.
    func finish(size: Int64) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            guard ftruncate(descriptor, off_t(size)) == 0, fchmod(descriptor, target.mode) == 0, fsync(descriptor) == 0,
                rename(target.partPath, target.path) == 0
            else { throw Self.failure(target.path) }
            // A file system that cannot make names durable has none to lose.
            let folder = Self.openFolder(target.folder)
            guard folder >= 0 else { return }
            _ = fsync(folder)
            _ = close(folder)
        }
    }

    private static func openFolder(_ path: String) -> CInt {
        #if canImport(Glibc)
        Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #elseif canImport(Musl)
        Musl.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #else
        Darwin.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #endif
    }

    /// Takes it away.
    func remove() { unlink(target.partPath) }
}
