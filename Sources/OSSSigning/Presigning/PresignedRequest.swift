public import HTTPTypes

/// A request that anybody can send until it expires, without credentials: the signature is in the URL.
///
/// OSS's documentation calls it PresignResult. Treat the URL like a password with an expiry date.
public struct PresignedRequest: Hashable, Sendable {
    /// The method; the signature covers it, so that a URL for PUT works for PUT alone.
    public let method: HTTPRequest.Method
    /// The URL with its signature.
    public let url: String
    /// The headers that must be sent, exactly as they stand here, because the signature covers them.
    public let signedHeaders: HTTPFields
    /// The last second in which OSS lets a request begin. `x-oss-date` plus `x-oss-expires`.
    public let expiration: SigningTime
    /// What is likely to go wrong for whoever uses the URL.
    public let hazards: [PresignHazard]
}

extension PresignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the query, which holds the signature.
    public var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" }) until \(expiration)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["method": method, "expiration": expiration, "hazards": hazards]) }
}
