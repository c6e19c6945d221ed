/// A stretch of an object, as the `Range` header names it; bytes are counted from 0.
///
/// OSS page: "GetObject".
public enum ByteRange: Hashable, Sendable {
    /// The bytes from the first to the last one, both included.
    case bytes(ClosedRange<Int64>)
    /// The bytes from this one to the end.
    case from(Int64)
    /// So many bytes at the end.
    case last(Int64)

    /// `bytes=0-99`.
    public var headerValue: String {
        switch self {
        case .bytes(let range): "bytes=\(range.lowerBound)-\(range.upperBound)"
        case .from(let first): "bytes=\(first)-"
        case .last(let count): "bytes=-\(count)"
        }
    }
}

/// Which stretch of which length an answer holds: header `Content-Range`.
public struct ContentRange: Hashable, Sendable {
    /// The bytes from the first to the last one, both included.
    public let bytes: ClosedRange<Int64>
    /// The length of the whole object; `nil` when the answer does not say.
    public let totalLength: Int64?

    /// Reads `bytes 0-99/1000`; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.starts(with: "bytes ".utf8) else { return nil }
        let halves = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), 0 <= first, first <= last else { return nil }
        guard let total = halves[1] == "*" ? .some(nil) : Int64(halves[1]).map(Optional.some), total.map({ last < $0 }) ?? true else { return nil }
        bytes = first...last
        totalLength = total
    }
}
