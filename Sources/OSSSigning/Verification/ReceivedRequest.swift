public import HTTPTypes

/// A request as it arrived: decoded once, so that what is verified is what is acted on.
public struct ReceivedRequest: Sendable {
    /// The method.
    public let method: HTTPRequest.Method
    /// What the host and path name.
    public private(set) var resource: Resource
    /// The decoded query.
    public private(set) var query: Query
    /// The query read once more with `+` for a blank, if it has one.
    private var formQuery: Query?
    /// The resource read once more with `+` for a blank, if the path has one.
    private let formResource: Resource?
    /// Whether the target's path ends with a slash.
    let endsWithSlash: Bool
    /// The header fields as received: every repetition, every byte, `Host` among them.
    public let fields: HTTPFields

    /// Reads a request from its raw target.
    ///
    /// - Parameters:
    ///   - authority: host and port that the request is for: the target's own in absolute form, else the Host field's.
    ///   - addressing: how a host names a bucket.
    /// - Throws: ``AddressError``.
    public init(
        method: HTTPRequest.Method, target: RequestTarget, authority: String, fields: HTTPFields, addressing: HostAddressing = HostAddressing()
    ) throws(AddressError) {
        self.method = method
        self.resource = try addressing.resource(authority: authority, target: target)
        do { self.query = try Query(parsing: target.query) } catch { throw .malformedQuery }
        self.formQuery = Query(formEncoded: target.query)
        self.formResource = PercentEncoding.writingPlusAsBlank(target.path).flatMap { try? addressing.resource(authority: authority, path: $0) }
        self.endsWithSlash = target.path.last == ASCII.slash
        self.fields = fields
    }

    /// The same request with other values of some parameters, in every reading of its query; `nil` takes a parameter out.
    ///
    /// What a signature covers without standing in the URL is written in this way before the signature is checked.
    package func setting(_ parameters: [(name: String, value: String?)]) -> ReceivedRequest {
        var request = self
        for (name, value) in parameters {
            request.query.set(name, value)
            request.formQuery?.set(name, value)
        }
        return request
    }

    /// The same request with every `+` of the query read as a blank, which is what oss2 and other clients of form encoding mean by it;
    /// `nil` without a `+`. The signature decides which reading is right, and the request is then acted on as it was verified.
    var readingPlusAsBlank: ReceivedRequest? {
        guard let formQuery else { return nil }
        var request = self
        request.query = formQuery
        return request
    }

    /// The same request with every `+` of the path read as a blank, which is what the Go SDK means by it; `nil` without a `+`.
    /// Both versions sign the key, so a signature is right for one reading only.
    var readingPathPlusAsBlank: ReceivedRequest? {
        guard let formResource else { return nil }
        var request = self
        request.resource = formResource
        return request
    }
}

extension ReceivedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the query and the fields, either of which may hold a signature and a token.
    public var description: String { "\(method.rawValue) \(resource)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["method": method, "resource": resource]) }
}
