/// The id of an OSS region, `cn-hangzhou`, or of a cloud box, `cb-123`: the bare id that stands in the V4 credential scope.
///
/// OSS page: "Regions and endpoints".
public struct Region: Hashable, Sendable {
    /// The id, for example `cn-hangzhou`.
    public let rawValue: String

    /// Checks a region id.
    /// - Throws: `NameError.regionCharacters`, or `.regionIsHostLabel` for the common slip of writing `oss-cn-hangzhou` or
    ///   `cn-hangzhou-internal`, which OSS answers with 0002-00000226.
    public init(_ id: some StringProtocol) throws(NameError) {
        guard !id.isEmpty, id.utf8.allSatisfy({ ASCII.isLowercaseAlphanumeric($0) || $0 == ASCII.hyphen }) else {
            throw .regionCharacters
        }
        guard !id.hasPrefix("oss-"), !id.hasSuffix("-internal") else { throw .regionIsHostLabel }
        self.rawValue = String(id)
    }
}

extension Region: CustomStringConvertible {
    public var description: String { rawValue }
}

/// The product in the V4 credential scope.
public struct SigningProduct: Hashable, Sendable {
    /// As it stands in the scope.
    public let rawValue: String

    /// A product of another name; OSS knows the static members.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// `oss`, the public cloud.
    public static let oss = SigningProduct("oss")
    /// `oss-cloudbox`, for cloud boxes, whose id stands in the place of the region.
    public static let ossCloudBox = SigningProduct("oss-cloudbox")
}
