/// The naming rule of OSS that a bucket name, object key, region or access key id breaks.
public enum NameError: Error, Hashable, Sendable {
    /// Bucket names have 3 to 63 characters.
    case bucketNameLength(Int)
    /// Bucket names consist of `a-z`, `0-9` and `-`, and neither begin nor end with `-`.
    case bucketNameCharacters
    /// An object key has at least one byte.
    case objectKeyEmpty
    /// An object key has at most 1023 bytes of UTF-8; the value is what was given.
    case objectKeyTooLong(bytes: Int)
    /// An object key is UTF-8.
    case objectKeyNotUTF8
    /// An object key holds no NUL byte.
    case objectKeyContainsNUL
    /// A region is given, and consists of `a-z`, `0-9` and `-`.
    case regionCharacters
    /// A region is its bare id, `cn-hangzhou`: without `oss-` before it or `-internal` behind it, which belong to host names.
    case regionIsHostLabel
    /// An access key id is one to 128 visible ASCII characters without `/`, `,` and `:`.
    case accessKeyIDCharacters
    /// A security token consists of visible ASCII characters, since it has to travel in a header.
    case securityTokenCharacters
}

extension NameError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .bucketNameLength(let count): "a bucket name has 3 to 63 characters, this one has \(count)"
        case .bucketNameCharacters: "a bucket name consists of a-z, 0-9 and '-', and neither begins nor ends with '-'"
        case .objectKeyEmpty: "an object key has at least one byte"
        case .objectKeyTooLong(let bytes): "an object key has at most 1023 bytes of UTF-8, this one has \(bytes)"
        case .objectKeyNotUTF8: "an object key is UTF-8"
        case .objectKeyContainsNUL: "an object key holds no NUL byte"
        case .regionCharacters: "a region consists of a-z, 0-9 and '-', such as cn-hangzhou"
        case .regionIsHostLabel: "a region is the bare id, such as cn-hangzhou, without 'oss-' or '-internal'"
        case .accessKeyIDCharacters: "an access key id consists of visible ASCII characters without '/', ',' and ':'"
        case .securityTokenCharacters: "a security token consists of visible ASCII characters"
        }
    }
}
