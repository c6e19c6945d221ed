public import HTTPTypes

/// A request as its author means it: what is to be signed.
///
/// ```swift
/// var request = UnsignedRequest(.put, bucket: bucket, key: key)
/// request.headers[.contentType] = "image/jpeg"
/// ```
public struct UnsignedRequest: Hashable, Sendable {
    /// GET, PUT, POST, HEAD, DELETE or OPTIONS; the signature covers it.
    public var method: HTTPRequest.Method
    /// The service, a bucket, or an object.
    public var resource: Resource
    /// `Content-Type`, `Content-MD5` and `x-oss-*` are signed, and must then be sent exactly so; others only if named in ``additionalHeaders``.
    public var headers: HTTPFields
    /// Query parameters, for example `uploadId`, in the order in which the URL will show them. All of them are signed by V4.
    public var parameters: [QueryParameter]
    /// Names of further headers that the signature is to cover (V4). A signed `content-length` binds the size of an upload; `host` takes its
    /// value from the URL.
    public var additionalHeaders: [String]

    /// Query parameters that the signature covers and that no URL shows, because the receiver knows their values: OSS puts the address that a
    /// request comes from into `x-oss-ac-source-ip` by itself when it finds only `x-oss-ac-subnet-mask`. Of presigned URLs alone.
    public var impliedParameters: [QueryParameter] = []

    /// A request about any resource.
    public init(
        _ method: HTTPRequest.Method, _ resource: Resource, headers: HTTPFields = [:], parameters: [QueryParameter] = [],
        additionalHeaders: [String] = []
    ) {
        self.method = method
        self.resource = resource
        self.headers = headers
        self.parameters = parameters
        self.additionalHeaders = additionalHeaders
    }

    /// A request about an object.
    public init(
        _ method: HTTPRequest.Method, bucket: BucketName, key: ObjectKey, headers: HTTPFields = [:], parameters: [QueryParameter] = [],
        additionalHeaders: [String] = []
    ) {
        self.init(
            method, .object(bucket, key), headers: headers, parameters: parameters, additionalHeaders: additionalHeaders)
    }
}
