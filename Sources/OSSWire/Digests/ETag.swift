internal import OSSSigning

/// The entity tag of an object, without its quotation marks.
///
/// An object that came in one PUT has the MD5 of its bytes as 32 upper-case hexadecimal digits. One that was put together from parts has
/// another form, so nothing may be concluded from the shape of a tag.
///
/// OSS page: "PutObject", response headers.
public struct ETag: Hashable, Sendable {
    /// The tag without quotation marks, for example `5D41402ABC4B2A76B9719D911017C592`.
    public let rawValue: String

    /// A tag as it was received or stored, without its quotation marks.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The tag of an object that came in one piece.
    public init(md5: [UInt8]) { self.rawValue = Hex.uppercase(md5) }

    /// The tag in its quotation marks, as headers and XML documents carry it.
    public var headerValue: String { "\"\(rawValue)\"" }
}

extension ETag: CustomStringConvertible {
    public var description: String { rawValue }
}
