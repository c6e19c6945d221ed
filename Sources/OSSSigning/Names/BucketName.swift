/// The name of a bucket: 3 to 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit.
///
/// OSS page: "Bucket naming conventions".
public struct BucketName: Hashable, Sendable {
    /// The name, for example `examplebucket`.
    public let rawValue: String

    /// Checks a name.
    /// - Throws: `NameError.bucketNameLength` or `.bucketNameCharacters`.
    public init(_ name: some StringProtocol) throws(NameError) {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count) else { throw .bucketNameLength(bytes.count) }
        guard bytes.allSatisfy({ ASCII.isLowercaseAlphanumeric($0) || $0 == ASCII.hyphen }),
            bytes.first != ASCII.hyphen, bytes.last != ASCII.hyphen
        else { throw .bucketNameCharacters }
        self.rawValue = String(name)
    }
}

extension BucketName: Comparable, CustomStringConvertible {
    public static func < (a: Self, b: Self) -> Bool { a.rawValue.utf8.lexicographicallyPrecedes(b.rawValue.utf8) }
    public var description: String { rawValue }
}
