import HTTPTypes
public import OSSSigning

/// What the source of a copy must be like for it to be made; refused with `PreconditionFailed`, or with 304 where it is only not newer.
///
/// OSS page: "CopyObject".
public struct SourceConditions: Hashable, Sendable {
    /// The source has this entity tag.
    public var ifMatch: String?
    /// The source has another entity tag.
    public var ifNoneMatch: String?
    /// The source was modified later.
    public var ifModifiedSince: SigningTime?
    /// The source was not modified later.
    public var ifUnmodifiedSince: SigningTime?

    /// None.
    public init() {}

    func add(to request: inout UnsignedRequest) throws(SigningError) {
        try request.set(.ossCopySourceIfMatch, ifMatch)
        try request.set(.ossCopySourceIfNoneMatch, ifNoneMatch)
        request.set(.ossCopySourceIfModifiedSince, ifModifiedSince)
        request.set(.ossCopySourceIfUnmodifiedSince, ifUnmodifiedSince)
    }
}
