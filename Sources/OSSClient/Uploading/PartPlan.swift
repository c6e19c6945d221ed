/// How an object is cut into parts.
///
/// OSS page: "Multipart upload": 1 to 10,000 parts of 100 KB to 5 GB, the last one of any size up to that.
package struct PartPlan: Hashable, Sendable {
    /// Bytes in all.
    package let size: Int64
    /// Bytes in every part but the last.
    package let partSize: Int64

    package static let minimumPartSize: Int64 = 100 * 1024
    package static let maximumPartSize: Int64 = 5 * 1024 * 1024 * 1024
    package static let maximumCount = 10_000
    /// The largest object, 48.8 TB.
    package static let maximumSize = maximumPartSize * Int64(maximumCount)

    private static let mebibyte: Int64 = 1024 * 1024
    private static let defaultPartSize = 8 * mebibyte
    /// Up to this many parts the default size is kept. Beyond, parts grow: nothing is gained by more of them.
    private static let comfortableCount: Int64 = 2000

    /// - Parameter partSize: bytes; chosen by the size of the object when `nil`.
    /// - Throws: ``ClientError`` with the code `sizeMismatch` for what OSS does not take.
    package init(size: Int64, partSize: Int64? = nil) throws {
        guard (0...Self.maximumSize).contains(size) else {
            throw ClientError(.sizeMismatch, "an object has at most 48.8 TB, this would have \(size) bytes")
        }
        let chosen = partSize ?? Self.partSize(for: size)
        guard (Self.minimumPartSize...Self.maximumPartSize).contains(chosen) else {
            throw ClientError(.sizeMismatch, "a part has 100 KB to 5 GB")
        }
        guard size <= chosen * Int64(Self.maximumCount) else {
            throw ClientError(.sizeMismatch, "\(size) bytes are more than 10,000 parts of \(chosen) bytes")
        }
        self.size = size
        self.partSize = chosen
    }

    private static func partSize(for size: Int64) -> Int64 {
        let needed = (size + comfortableCount - 1) / comfortableCount
        return max(defaultPartSize, (needed + mebibyte - 1) / mebibyte * mebibyte)
    }

    /// The number of parts, at least one: an empty object has one empty part.
    package var count: Int { max(1, Int((size + partSize - 1) / partSize)) }

    /// The bytes of a part, from number 1 on.
    package func range(of number: Int) -> Range<Int64> {
        let start = Int64(number - 1) * partSize
        return start..<min(start + partSize, size)
    }
}
