/// A stretch of a blob that a reader wants.
struct BlobStretch: Sendable, Hashable {
    let blob: BlobID
    let offset: Int64
    let length: Int64

    /// The stretches of an object's segments that lie in a range of the object.
    /// - Throws: `StorageError` `.corrupt` for segments that cannot be, or that do not reach as far as the range.
    static func stretches(of segments: [ObjectContent.Segment], in range: Range<Int64>) throws -> [BlobStretch] {
        let corrupt = StorageError(.corrupt, operation: "read")
        var stretches: [BlobStretch] = []
        var start: Int64 = 0
        for segment in segments {
            let (end, overflow) = start.addingReportingOverflow(segment.length)
            guard !overflow, segment.length >= 0, segment.offset >= 0, segment.offset <= Int64.max - segment.length else { throw corrupt }
            let first = max(start, range.lowerBound)
            let last = min(end, range.upperBound)
            if first < last {
                stretches.append(BlobStretch(blob: segment.blob, offset: segment.offset + (first - start), length: last - first))
            }
            start = end
        }
        guard start >= range.upperBound else { throw corrupt }
        return stretches
    }
}
