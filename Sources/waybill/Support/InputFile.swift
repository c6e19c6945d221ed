#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Files that are read whole.
enum InputFile {
    /// A file's bytes; `nil` when there is no such file.
    /// - Throws: `CommandFailure` for one that cannot be read, or is longer than `limit`.
    static func read(_ path: String, limit: Int) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try BoundedFile.read(path, limit: limit)
    }
}
