#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What is left of the disk that a folder is on, for users who are not root.
struct DiskSpace: Sendable, Equatable {
    /// In bytes.
    let free: Int64
    let total: Int64
    /// How many more files there may be, and how many in all; both 0 where the file system does not count them.
    let freeFiles: Int64
    let totalFiles: Int64

    init(free: Int64, total: Int64, freeFiles: Int64 = 0, totalFiles: Int64 = 0) {
        (self.free, self.total, self.freeFiles, self.totalFiles) = (free, total, freeFiles, totalFiles)
    }

    /// Asks the system, which may take as long as the disk takes. `nil` when it does not say.
    init?(of folder: String) {
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

    /// What a server of any size needs for its log and for the uploads that are under way. Of a small disk a twentieth.
    static let standardMinimum: Int64 = 256 << 20
    static let standardMinimumFiles: Int64 = 1024

    /// What is wrong, in a few words; `nil` when there is enough.
    /// - Parameter minimum: in bytes; the standard one when `nil`.
    func problem(minimum: Int64?) -> String? {
        let minimum = minimum ?? min(Self.standardMinimum, total / 20)
        if free < minimum { return "\(free.humanBytes) free, less than \(minimum.humanBytes)" }
        if totalFiles > 0, freeFiles < min(Self.standardMinimumFiles, totalFiles / 20) { return "\(freeFiles) more files" }
        return nil
    }
}
