package import HTTPTypes
package import NIOHTTP1
package import OSSSigning
package import OSSWire

/// The head of a request that HTTP's own rules let through: one authority, one framing, a target that can be read.
///
/// Everything downstream (bucket, HostId, the error document) reads the authority from here and never from a field again.
package struct RequestEnvelope {
    package let method: HTTPRequest.Method
    package let target: RequestTarget
    /// Host and port that the request is for.
    package let authority: String
    package let fields: HTTPFields
    let framing: Framing
    /// The client waits for `100 Continue` before it sends the body.
    let expectsContinue: Bool
    let keepsAlive: Bool
    let isHTTP10: Bool

    /// How the body's length is told.
    enum Framing: Equatable {
        case none
        case length(Int64)
        case chunked

        var hasBody: Bool { self != .none && self != .length(0) }
    }

    /// Applies the rules.
    /// - Throws: what to answer before the connection is closed: a client that breaks framing rules cannot be followed to its next request.
    package init(_ head: HTTPRequestHead, limits: ServerLimits) throws(OSSError) {
        guard head.uri.utf8.count <= limits.targetBytes else {
            throw OSSError(status: 414, code: .badRequest, message: "The request target is too long.")
        }
        guard let method = HTTPRequest.Method(head.method.rawValue) else { throw .badRequest("The method is not a method.") }
        guard head.version == .http1_1 || head.version == .http1_0 else { throw .badRequest("Only HTTP/1.1 and HTTP/1.0 are understood.") }
        self.method = method
        isHTTP10 = head.version == .http1_0
        do { target = try RequestTarget(head.uri) } catch { throw .badRequest("The request target is malformed.") }
        authority = try Self.authority(of: target, head)
        framing = try Self.framing(of: head)
        fields = try Self.fields(of: head)
        expectsContinue = head.version == .http1_1 && head.headers["expect"].contains { $0.lowercased() == "100-continue" }
        // The parser stops behind a request that offers to change the protocol. The offer is ignored, and the connection ends with the answer.
        keepsAlive = head.isKeepAlive && !head.headers.contains(name: "upgrade")
    }

    /// The target's authority decides; a Host field beside it must name the same one. HTTP/1.1 has exactly one Host.
    private static func authority(of target: RequestTarget, _ head: HTTPRequestHead) throws(OSSError) -> String {
        let hosts = head.headers["host"]
        guard hosts.count <= 1, hosts.count == 1 || head.version == .http1_0 else { throw .badRequest("A request has exactly one Host header.") }
        guard let given = target.authority ?? hosts.first else { return "localhost" }
        guard let authority = Authority(given) else { throw .badRequest("The host is malformed.") }
        if let host = hosts.first, target.authority != nil {
            let defaultPort = target.scheme?.defaultPort ?? 80
            guard let other = Authority(host), other.host == authority.host,
                (other.port ?? defaultPort) == (authority.port ?? defaultPort)
            else {
                throw .badRequest("The target and the Host header name different hosts.")
            }
        }
        return given
    }

    /// The only transfer coding is exactly `chunked`, in HTTP/1.1. The parser has refused a Content-Length beside it, and repeated lengths.
    private static func framing(of head: HTTPRequestHead) throws(OSSError) -> Framing {
        let codings = head.headers["transfer-encoding"]
        if !codings.isEmpty {
            guard head.version == .http1_1, codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .badRequest("The only transfer coding is chunked, in HTTP/1.1.")
            }
            return .chunked
        }
        guard let length = head.headers.first(name: "content-length") else { return .none }
        guard !length.isEmpty, length.utf8.allSatisfy(ASCII.isDigit), let number = Int64(length) else {
            throw .badRequest("The Content-Length is not a length.")
        }
        return .length(number)
    }

    /// Headers that clients fill as they like and that nothing here reads.
    private static let freeText: Set = ["user-agent", "referer", "cookie"]

    private static func fields(of head: HTTPRequestHead) throws(OSSError) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            guard let name = HTTPField.Name(name) else { throw .badRequest("A header name is malformed.") }
            // The parser puts U+FFFD where a value is not UTF-8; verifying that would be verifying another request.
            guard !value.unicodeScalars.contains("\u{FFFD}") || freeText.contains(name.canonicalName) else {
                throw .badRequest("The value of a header is not UTF-8.")
            }
            fields.append(HTTPField(name: name, lenientValue: Array(value.utf8)))
        }
        return fields
    }
}
