#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system calls on files, with their errors thrown and their interruptions and short counts dealt with. They block.
enum FileCalls {
    /// Makes a file that was not there before and opens it for writing.
    static func create(_ path: String) throws -> Int32 {
        try descriptor("open") { open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
    }

    static func openForReading(_ path: String) throws -> Int32 {
        try descriptor("open") { open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    }

    /// Opens a file for writing, and makes it when it is not there.
    static func openOrCreate(_ path: String) throws -> Int32 {
        try descriptor("open") { open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600) }
    }

    /// Writes all the bytes.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest)
            let count = try retrying("write") { posixWrite(descriptor, chunk.baseAddress, chunk.count) }
            // A write that takes nothing and reports no error would be asked for ever.
            guard count > 0 else { throw POSIXFailure(call: "write", number: EIO) }
            rest = rest.dropFirst(count)
        }
    }

    /// Fills the buffer from an offset on, and returns how many bytes there were before the end of the file.
    static func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int64) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let position = off_t(offset) + off_t(filled)
            let count = try retrying("pread") { pread(descriptor, rest.baseAddress, rest.count, position) }
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }

    /// Lets the system begin to write a stretch of a file to the disk, and does not wait. It promises nothing: ``synchronize(_:)`` does.
    static func beginSynchronizing(_ descriptor: Int32, from start: Int64, to end: Int64) {
        #if os(Linux)
        // What is dirty cannot be dropped from memory, so Linux begins to write it.
        _ = posix_fadvise(descriptor, off_t(start), off_t(end - start), POSIX_FADV_DONTNEED)
        #endif
    }

    /// Makes a file's bytes, or a folder's entries, durable. Never call it again on a descriptor for which it failed: the system has
    /// forgotten the bytes that it could not write, and would report success.
    static func synchronize(_ descriptor: Int32) throws {
        #if canImport(Darwin)
        // On Darwin fsync leaves the bytes in the drive's cache. Some file systems do not know F_FULLFSYNC.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        guard errno == ENOTSUP || errno == EINVAL || errno == ENOTTY else { throw POSIXFailure(call: "fcntl F_FULLFSYNC") }
        #endif
        guard fsync(descriptor) == 0 else { throw POSIXFailure(call: "fsync") }
    }

    /// Makes the entries of a folder durable.
    static func synchronizeFolder(_ path: String) throws {
        let folder = try descriptor("open") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(folder) }
        try synchronize(folder)
    }

    /// Closes a descriptor. What close reports comes too late to matter: the bytes were synchronised before, or are not wanted.
    static func close(_ descriptor: Int32) { _ = posixClose(descriptor) }

    /// Makes a folder, unless it is there, and says whether it is new. A planted link to a folder elsewhere is refused, unless it may be one.
    static func makeFolder(_ path: String, mayBeLink: Bool = false) throws -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw POSIXFailure(call: "mkdir") }
        var status = stat()
        guard (mayBeLink ? stat(path, &status) : lstat(path, &status)) == 0 else { throw POSIXFailure(call: "lstat") }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw POSIXFailure(call: "mkdir", number: ENOTDIR) }
        return false
    }

    /// The user who owns a file, or what a link leads to.
    static func owner(_ path: String) throws -> uid_t {
        var status = stat()
        guard stat(path, &status) == 0 else { throw POSIXFailure(call: "stat") }
        return status.st_uid
    }

    /// Gives a file a second name, which must be free.
    static func link(_ path: String, as newPath: String) throws {
        guard posixLink(path, newPath) == 0 else { throw POSIXFailure(call: "link") }
    }

    /// Removes a name, and says whether it was there.
    static func remove(_ path: String) throws -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw POSIXFailure(call: "unlink") }
        return false
    }

    /// Sets the time at which a file counts as modified.
    static func setModification(_ descriptor: Int32, secondsSinceEpoch: Int64) throws {
        let moment = timespec(tv_sec: time_t(secondsSinceEpoch), tv_nsec: 0)
        guard futimens(descriptor, [moment, moment]) == 0 else { throw POSIXFailure(call: "futimens") }
    }

    /// When a file was modified, or `nil` when it is not there.
    static func modification(_ path: String) throws -> Int64? {
        var status = stat()
        if lstat(path, &status) == 0 {
            #if canImport(Darwin)
            return Int64(status.st_mtimespec.tv_sec)
            #else
            return Int64(status.st_mtim.tv_sec)
            #endif
        }
        guard errno == ENOENT else { throw POSIXFailure(call: "lstat") }
        return nil
    }

    /// The names in a folder, in byte order, without `.` and `..`; of a folder that is not there none.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else {
            guard errno == ENOENT else { throw POSIXFailure(call: "opendir") }
            return []
        }
        defer { _ = closedir(folder) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw POSIXFailure(call: "readdir") }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func descriptor(_ call: String, _ body: () -> Int32) throws -> Int32 {
        Int32(try retrying(call) { Int(body()) })
    }

    private static func retrying(_ call: String, _ body: () -> Int) throws -> Int {
        while true {
            let result = body()
            if result >= 0 { return result }
            guard errno == EINTR else { throw POSIXFailure(call: call) }
        }
    }
}

// Inside the enumeration its own functions hide the system's.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, bytes, count) }
private func posixLink(_ path: String, _ newPath: String) -> Int32 { link(path, newPath) }
private func posixClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
