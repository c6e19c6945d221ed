#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Files that only their owner may read. A reader sees the old file or the new one, never half of one.
enum PrivateFile {
    static func write(_ text: String, to path: String) throws {
        let temporary = "\(path).\(UInt64.random(in: 0...UInt64.max)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure.local("cannot write \(path): \(String(cString: strerror(errno)))") }
        let isWritten = writeAll(Array((text + "\n").utf8), to: descriptor) && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw CommandFailure.local("cannot write \(path)")
        }
        synchronizeFolder(of: path)
    }

    /// Removes what a process that was killed in the middle of `write` left behind. Call it under the folder's lock.
    static func removeUnfinished(in folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasSuffix(".new") { unlink("\(folder)/\(name)") }
    }

    /// Makes the new name durable. A file system that cannot do it has no folders to lose.
    private static func synchronizeFolder(of path: String) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let descriptor = open(folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
