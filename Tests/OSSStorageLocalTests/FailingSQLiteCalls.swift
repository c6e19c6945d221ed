import GRDBSQLite
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes SQLite's writes fail, by the system calls that it lets its user replace.
enum FailingSQLiteCalls {
    /// Given a path, the error of a write to it, or `nil`.
    typealias Plan = @Sendable (String) -> Int32?

    /// One for each folder: tests of other folders run at the same time.
    private static let plans = Mutex<[String: Plan]>([:])

    /// Lets a plan decide about writes to files in a folder; `nil` lets all be made.
    static func arm(_ folder: String, _ plan: Plan?) {
        _ = isInstalled
        plans.withLock { $0[folder] = plan }
    }

    /// Whether SQLite writes by way of these functions. It reads once.
    private static let isInstalled: Bool = {
        guard let system = sqlite3_vfs_find(nil) else { return false }
        let positioned: @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int = { descriptor, bytes, count, offset in
            if let number = FailingSQLiteCalls.fault(descriptor) {
                errno = number
                return -1
            }
            return pwrite(descriptor, bytes, count, off_t(offset))
        }
        let plain: @convention(c) (Int32, UnsafeRawPointer?, Int) -> Int = { descriptor, bytes, count in
            if let number = FailingSQLiteCalls.fault(descriptor) {
                errno = number
                return -1
            }
            return write(descriptor, bytes, count)
        }
        _ = system.pointee.xSetSystemCall(system, "pwrite", unsafeBitCast(positioned, to: sqlite3_syscall_ptr.self))
        _ = system.pointee.xSetSystemCall(system, "pwrite64", unsafeBitCast(positioned, to: sqlite3_syscall_ptr.self))
        _ = system.pointee.xSetSystemCall(system, "write", unsafeBitCast(plain, to: sqlite3_syscall_ptr.self))
        return true
    }()

    private static func fault(_ descriptor: Int32) -> Int32? {
        let plans = plans.withLock { $0 }
        guard !plans.isEmpty else { return nil }
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(descriptor)", &path, path.count)
        guard count > 0 else { return nil }
        let name = String(decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return plans.first { name.hasPrefix($0.key) }?.value(name)
    }
}
