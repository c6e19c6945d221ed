/// What everybody may do with an object.
///
/// OSS page: "PutObjectACL".
package enum ObjectACL: String, CaseIterable, Sendable {
    /// As the bucket says.
    case `default`
    case `private`
    case publicRead = "public-read"
    case publicReadWrite = "public-read-write"

    /// Reads the header or form field `x-oss-object-acl`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let known = Self(rawValue: text) else { throw .noSuchAccessControl(argument: "x-oss-object-acl", value: text) }
        self = known
    }

    /// Whether it lets everybody in by itself.
    package var isPublic: Bool {
        switch self {
        case .default, .private: false
        case .publicRead, .publicReadWrite: true
        }
    }
}
