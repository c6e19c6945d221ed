/// What everybody may do with an object. An open set: a list that this library does not know survives.
///
/// OSS page: "PutObjectACL".
public struct ObjectACL: RawRepresentable, Hashable, Sendable {
    /// `public-read`.
    public let rawValue: String

    /// A list by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// As the bucket says.
    public static let `default` = ObjectACL(rawValue: "default")
    /// Nobody but whom the owner lets in.
    public static let `private` = ObjectACL(rawValue: "private")
    /// Everybody may read.
    public static let publicRead = ObjectACL(rawValue: "public-read")
    /// Everybody may read and write.
    public static let publicReadWrite = ObjectACL(rawValue: "public-read-write")
}

extension ObjectACL: CaseIterable, CustomStringConvertible {
    /// The lists that this library knows.
    public static let allCases: [ObjectACL] = [.default, .private, .publicRead, .publicReadWrite]

    public var description: String { rawValue }

    /// One of the lists that this library knows.
    package init?(known text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }

    /// Reads the header or form field `x-oss-object-acl`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let known = Self(known: text) else { throw .noSuchAccessControl(argument: "x-oss-object-acl", value: text) }
        self = known
    }

    /// Whether it lets everybody in by itself.
    package var isPublic: Bool { self == .publicRead || self == .publicReadWrite }
}
