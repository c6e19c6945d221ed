public import HTTPTypes

/// A request that carries its signature in the `Authorization` header.
public struct SignedRequest: Hashable, Sendable {
    /// The method.
    public let method: HTTPRequest.Method
    /// The URL, without a signature in it.
    public let url: String
    /// All headers to send: the request's own, `Date`, `Authorization` and what V4 adds.
    public let headers: HTTPFields
}

extension SignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the headers, which hold the signature and the token.
    public var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" })" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["method": method]) }
}
