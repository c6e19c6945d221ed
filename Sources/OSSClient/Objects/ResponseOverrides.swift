import OSSSigning

/// Headers of the answer that a signed request chooses: what a browser is told that opens a presigned URL.
///
/// OSS page: "GetObject", request parameters.
public struct ResponseOverrides: Hashable, Sendable {
    /// `Content-Type`.
    public var responseContentType: String?
    /// `Content-Language`.
    public var responseContentLanguage: String?
    /// `Expires`.
    public var responseExpires: String?
    /// `Cache-Control`.
    public var responseCacheControl: String?
    /// `Content-Disposition`.
    public var responseContentDisposition: String?
    /// `Content-Encoding`.
    public var responseContentEncoding: String?

    /// None.
    public init() {}

    func add(to request: inout UnsignedRequest) {
        request.add("response-cache-control", responseCacheControl)
        request.add("response-content-disposition", responseContentDisposition)
        request.add("response-content-encoding", responseContentEncoding)
        request.add("response-content-language", responseContentLanguage)
        request.add("response-content-type", responseContentType)
        request.add("response-expires", responseExpires)
    }
}
