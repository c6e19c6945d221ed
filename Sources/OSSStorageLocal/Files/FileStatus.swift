#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system knows of a file; of a symbolic link, of the link itself.
struct FileStatus: Sendable, Hashable {
    let bytes: Int64
    /// When it was last changed, in seconds since 1970.
    let modified: Int64
    /// The permission bits.
    let permissions: UInt32
    let isFile: Bool
    let isFolder: Bool

    /// `nil` when there is no such file. It blocks.
    /// - Throws: `POSIXFailure`.
    init?(_ path: String) throws {
        try FileFaults.check(.status)
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw POSIXFailure(call: "lstat") }
            return nil
        }
        bytes = Int64(status.st_size)
        #if canImport(Darwin)
        modified = Int64(status.st_mtimespec.tv_sec)
        #else
        modified = Int64(status.st_mtim.tv_sec)
        #endif
        let mode = UInt32(status.st_mode)
        permissions = mode & 0o7777
        isFile = mode & UInt32(S_IFMT) == UInt32(S_IFREG)
        isFolder = mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
    }

    /// Whether nobody but the owner has access.
    var isPrivate: Bool { permissions & 0o077 == 0 }
}
