/// What everybody may do with the objects of a bucket. An open set: a list that this library does not know survives.
///
/// OSS page: "PutBucketAcl".
public struct BucketACL: RawRepresentable, Hashable, Sendable {
    /// `public-read`.
    public let rawValue: String

    /// A list by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nobody but whom the owner lets in.
    public static let `private` = BucketACL(rawValue: "private")
    /// Everybody may read.
    public static let publicRead = BucketACL(rawValue: "public-read")
    /// Everybody may read and write.
    public static let publicReadWrite = BucketACL(rawValue: "public-read-write")
}

extension BucketACL: CaseIterable, CustomStringConvertible {
    /// The lists that this library knows.
    public static let allCases: [BucketACL] = [.private, .publicRead, .publicReadWrite]

    public var description: String { rawValue }

    /// One of the lists that this library knows.
    package init?(known text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }

    /// Reads the header `x-oss-acl`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let known = Self(known: text) else { throw .noSuchAccessControl(argument: "x-oss-acl", value: text) }
        self = known
    }
}
