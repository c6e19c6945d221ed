import HTTPTypes
public import OSSSigning

/// What an object must be like for it to be read, or copied. OSS refuses with `PreconditionFailed` (412), or with `NotModified` (304) where the
/// object is the one that the caller has.
///
/// OSS pages: "GetObject", "CopyObject".
public struct ReadConditions: Hashable, Sendable {
    /// The object has this entity tag.
    public var ifMatch: String?
    /// The object has another entity tag.
    public var ifNoneMatch: String?
    /// The object was modified later.
    public var ifModifiedSince: SigningTime?
    /// The object was not modified later.
    public var ifUnmodifiedSince: SigningTime?

    /// None.
    public init() {}

    func add(to request: inout UnsignedRequest) throws(SigningError) {
        try request.set(.ifMatch, ifMatch)
        try request.set(.ifNoneMatch, ifNoneMatch)
        request.set(.ifModifiedSince, ifModifiedSince)
        request.set(.ifUnmodifiedSince, ifUnmodifiedSince)
    }

    /// Adds them as conditions on the source of a copy.
    func add(toCopy request: inout UnsignedRequest) throws(SigningError) {
        try request.set(.ossCopySourceIfMatch, ifMatch)
        try request.set(.ossCopySourceIfNoneMatch, ifNoneMatch)
        request.set(.ossCopySourceIfModifiedSince, ifModifiedSince)
        request.set(.ossCopySourceIfUnmodifiedSince, ifUnmodifiedSince)
    }
}
