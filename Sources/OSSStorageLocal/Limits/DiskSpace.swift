#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What is left of the disk that a folder is on, for users who are not root.
package struct DiskSpace: Sendable, Equatable {
    /// In bytes.
    package let free: Int64
    package let total: Int64
    /// How many more files there may be, and how many in all; both 0 where the file system does not count them.
    package let freeFiles: Int64
    package let totalFiles: Int64

    package init(free: Int64, total: Int64, freeFiles: Int64 = 0, totalFiles: Int64 = 0) {
        (self.free, self.total, self.freeFiles, self.totalFiles) = (free, total, freeFiles, totalFiles)
    }

    /// Asks the system, which may take as long as the disk takes. `nil` when it does not say.
    package init?(of folder: String) {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        let block = UInt64(max(1, status.f_frsize))
        self.init(
            free: Self.product(UInt64(status.f_bavail), block), total: Self.product(UInt64(status.f_blocks), block),
            freeFiles: Int64(clamping: status.f_favail), totalFiles: Int64(clamping: status.f_files))
    }

    private static func product(_ count: UInt64, _ size: UInt64) -> Int64 {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        return overflow ? .max : Int64(clamping: product)
    }
}
