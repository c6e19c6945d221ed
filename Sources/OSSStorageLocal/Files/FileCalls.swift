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
            let fault = FileFaults.fault(of: .write)
            if case .error(let number)? = fault, number != EINTR { throw POSIXFailure(call: "write", number: number) }
            let wanted = fault == .short ? 1 : chunk.count
            let count = try retrying("write") { posixWrite(descriptor, chunk.baseAddress, wanted) }
            // A write that takes nothing and reports no error would be asked for ever.
            guard count > 0 else { throw POSIXFailure(call: "write", number: EIO) }
            rest = rest.dropFirst(count)
        }
    }

    /// Fills the buffer from an offset on, and returns how many bytes there were before the end of the file.
    static func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int64) throws -> Int {
        if case .error(let number)? = FileFaults.fault(of: .read), number != EINTR { throw POSIXFailure(call: "pread", number: number) }
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
        try FileFaults.check(.synchronize)
        #if canImport(Darwin)
        // On Darwin fsync leaves the bytes in the drive's cache. Some file systems do not know F_FULLFSYNC.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        guard errno == ENOTSUP || errno == EINVAL || errno == ENOTTY else { throw POSIXFailure(call: "fcntl F_FULLFSYNC") }
        #endif
        guard fsync(descriptor) == 0 else { throw POSIXFailure(call: "fsync") }
    }

    /// Makes the entries of a folder durable.
    static func synchronizeFolder(_ path: String) throws {
        try FileFaults.check(.synchronizeFolder)
        let folder = try descriptor("open") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(folder) }
        try synchronize(folder)
    }

    /// Sets aside room for a file of a length.
    static func allocate(_ descriptor: Int32, length: Int64) throws {
        try FileFaults.check(.allocate)
        #if canImport(Darwin)
        var room = fstore_t(fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0, fst_length: off_t(length), fst_bytesalloc: 0)
        guard fcntl(descriptor, F_PREALLOCATE, &room) == 0, ftruncate(descriptor, off_t(length)) == 0 else { throw POSIXFailure(call: "fcntl") }
        #else
        let number = posix_fallocate(descriptor, 0, off_t(length))
        if number == EOPNOTSUPP || number == EINVAL { return try writeZeros(length, to: descriptor) }
        guard number == 0 else { throw POSIXFailure(call: "fallocate", number: number) }
        #endif
    }

    /// For file systems that cannot set aside room without writing.
    private static func writeZeros(_ length: Int64, to descriptor: Int32) throws {
        let zeros = [UInt8](repeating: 0, count: 64 * 1024)
        var rest = length
        while rest > 0 {
            let count = Int(min(rest, Int64(zeros.count)))
            try zeros.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0.prefix(count)), to: descriptor) }
            rest -= Int64(count)
        }
    }

    /// The length of an open file in bytes.
    static func length(of descriptor: Int32) throws -> Int64 {
        try FileFaults.check(.status)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw POSIXFailure(call: "fstat") }
        return Int64(status.st_size)
    }

    /// Closes a descriptor. What close reports comes too late to matter: the bytes were synchronised before, or are not wanted.
    static func close(_ descriptor: Int32) { _ = posixClose(descriptor) }

    /// Makes a folder, unless it is there, and says whether it is new. A planted link to a folder elsewhere is refused, unless it may be one.
    static func makeFolder(_ path: String, mayBeLink: Bool = false) throws -> Bool {
        try FileFaults.check(.makeFolder)
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
        try FileFaults.check(.link)
        guard posixLink(path, newPath) == 0 else { throw POSIXFailure(call: "link") }
    }

    /// Removes a name, and says whether it was there.
    static func remove(_ path: String) throws -> Bool {
        try FileFaults.check(.remove)
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw POSIXFailure(call: "unlink") }
        return false
    }

    /// Sets the time at which a file counts as modified.
    static func setModification(_ descriptor: Int32, secondsSinceEpoch: Int64) throws {
        try FileFaults.check(.setModification)
        let moment = timespec(tv_sec: time_t(secondsSinceEpoch), tv_nsec: 0)
        guard futimens(descriptor, [moment, moment]) == 0 else { throw POSIXFailure(call: "futimens") }
    }

    /// When a file was modified, or `nil` when it is not there.
    static func modification(_ path: String) throws -> Int64? {
        try FileStatus(path)?.modified
    }

    /// The names in a folder, in byte order, without `.` and `..`; of a folder that is not there none.
    static func names(in path: String) throws -> [String] {
        try FileFaults.check(.list)
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
        if case .error(let number)? = FileFaults.fault(of: .open), number != EINTR { throw POSIXFailure(call: call, number: number) }
        return Int32(try retrying(call) { Int(body()) })
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
