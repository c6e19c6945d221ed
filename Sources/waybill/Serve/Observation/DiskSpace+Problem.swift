import OSSStorageLocal

extension DiskSpace {
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
