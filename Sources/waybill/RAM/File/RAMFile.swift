import OSSAccess
import OSSSigning
import OSSWire
import YAMLDocuments

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file of `waybill serve --ram-file`: identities in YAML or JSON.
struct RAMFile {
    let path: String

    /// What tells one state of a file from another.
    struct Stamp: Equatable {
        fileprivate let device: UInt64
        fileprivate let inode: UInt64
        fileprivate let size: Int64
        fileprivate let modified: [Int]
        /// Pipes are read once.
        let isRegular: Bool
        /// Whether others than its owner may read it.
        let isReadByOthers: Bool
    }

    /// A state of the file, and what it held.
    struct Content {
        let stamp: Stamp
        let bytes: [UInt8]
        /// Whether nobody changed the file while it was read, or so shortly before that the next change might leave the same stamp.
        let isSettled: Bool
    }

    /// What the file says of itself now, or `nil` when it is not there.
    func stamp() -> Stamp? {
        var status = stat()
        return stat(path, &status) == 0 ? Stamp(status) : nil
    }

    /// - Throws: `CommandFailure`, local: it cannot be read; of usage: it is too large.
    func read() throws -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure.local("cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let before = try stamp(of: descriptor)
        var bytes: [UInt8] = []
        while let block = try BoundedFile.block(of: descriptor, named: path) {
            bytes += block
            guard bytes.count <= IdentityRules.maximumDocument else {
                throw CommandFailure.usage("\(path) is larger than \(IdentityRules.maximumDocument >> 20) MiB")
            }
        }
        let after = try stamp(of: descriptor)
        var now = timespec()
        let hasClock = clock_gettime(CLOCK_REALTIME, &now) == 0
        return Content(stamp: before, bytes: bytes, isSettled: !before.isRegular || (before == after && hasClock && before.isOlder(than: now)))
    }

    private func stamp(of descriptor: Int32) throws -> Stamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw CommandFailure.local("cannot read \(path): \(String(cString: strerror(errno)))") }
        return Stamp(status)
    }

    /// The identities that a file's bytes say.
    /// - Throws: `CommandFailure` of usage, with the line, and without anything that could be a secret.
    func identities(_ bytes: [UInt8]) throws -> Identities {
        let document: JSONValue
        do { document = try Self.document(bytes) } catch { throw CommandFailure.usage("\(path): \(error)") }
        do { return try Identities(document) } catch {
            // Where it stands costs a second reading, of a file that is known to be wrong.
            let line = (try? YAMLDocument(bytes))?.line(of: error.path)
            throw CommandFailure.usage("\(path): \(line.map { "line \($0): " } ?? "")\(error)")
        }
    }

    private static func document(_ bytes: [UInt8]) throws(YAMLDocument.Failure) -> JSONValue {
        var limits = JSONLimits()
        (limits.bytes, limits.values) = (IdentityRules.maximumDocument, YAMLDocument.maximumValues)
        let first = bytes.first { ![ASCII.space, ASCII.tab, ASCII.lineFeed, 0x0D].contains($0) }
        if first == UInt8(ascii: "{"), let value = try? JSONReader.read(bytes, limits: limits) { return value }
        return try YAMLDocument(bytes).value
    }
}

extension RAMFile.Stamp {
    fileprivate init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Darwin)
        modified = [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec, status.st_ctimespec.tv_sec, status.st_ctimespec.tv_nsec]
        #else
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec].map { Int($0) }
        #endif
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isReadByOthers = status.st_mode & 0o044 != 0
    }

    /// By more than the coarsest clock of a file system's times, which tick with the kernel.
    fileprivate func isOlder(than now: timespec) -> Bool {
        let seconds = Int(now.tv_sec) &- modified[2]
        return seconds > 1 || (seconds >= 0 && seconds * 1_000_000_000 + Int(now.tv_nsec) - modified[3] > 50_000_000)
    }
}
