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

extension RequestSigner {
    /// Signs with an `Authorization` header. OSS accepts it for 15 minutes before and after `time`.
    ///
    /// - Parameter key: a key from ``signingKey(at:)`` for the same day, to save deriving it (V4).
    /// - Throws: ``SigningError``.
    public func sign(_ request: UnsignedRequest, at time: SigningTime, using key: SigningKey? = nil) throws(SigningError) -> SignedRequest {
        for name in [HTTPField.Name.authorization, .ossDate, .ossSecurityToken, .ossContentSHA256] where request.headers.contains(name) {
            throw .reservedHeader(name.rawName)
        }
        let address = try RequestAddress(request.resource, at: endpoint, style: addressing)
        var fields = try wireFields(of: request, authority: address.authority)
        let wireQuery = Self.wireQuery(request.parameters)
        fields[.date] = time.httpDate
        if let token = accessKey.securityToken { fields[.ossSecurityToken] = token.exposed }
        switch version {
        case .v4: try authorizeV4(request, query: wireQuery, fields: &fields, at: time, using: checked(key, at: time))
        case .v1: try authorizeV1(request, query: wireQuery, fields: &fields, at: time)
        }
        var url = Array("\(address.scheme.rawValue)://\(address.authority)".utf8) + address.path
        if !wireQuery.isEmpty { url += [ASCII.question] + wireQuery }
        return SignedRequest(method: request.method, url: String(decoding: url, as: UTF8.self), headers: fields)
    }

    private func authorizeV4(
        _ request: UnsignedRequest, query wireQuery: [UInt8], fields: inout HTTPFields, at time: SigningTime, using key: SigningKey
    ) throws(SigningError) {
        fields[.ossDate] = time.iso8601Basic
        fields[.ossContentSHA256] = ParameterName.unsignedPayload
        let additional = try additionalHeaders(of: request, in: fields)
        let canonical = CanonicalRequest(
            method: request.method.rawValue, resource: request.resource, query: Query(known: wireQuery),
            headers: SignedHeaders(fields, additionalHeaders: additional), additionalHeaders: additional)
        let signature = Hex.lowercase(key.signature(of: StringToSign(canonical, time: time, scope: key.scope).bytes))
        let list = additional.isEmpty ? "" : ",AdditionalHeaders=\(additional.joined(separator: ";"))"
        fields[.authorization] =
            "\(ParameterName.algorithm) Credential=\(key.accessKeyID)/\(key.scope)\(list),Signature=\(signature)"
    }

    private func authorizeV1(
        _ request: UnsignedRequest, query wireQuery: [UInt8], fields: inout HTTPFields, at time: SigningTime
    ) throws(SigningError) {
        _ = try additionalHeaders(of: request, in: fields)
        let query = Query(known: wireQuery)
        if let ambiguity = V1Ambiguity.find(resource: request.resource, query: query) { throw .ambiguousInV1(ambiguity) }
        let stringToSign = StringToSign(
            v1Method: request.method.rawValue, resource: request.resource, query: query, headers: SignedHeaders(fields),
            date: time.httpDate.utf8)
        let signature = Base64.encode(V1Signature.compute(stringToSign, secret: accessKey.secret))
        fields[.authorization] = "OSS \(accessKey.id):\(signature)"
    }

    /// The parameters as they stand in the URL, joined by `&`.
    static func wireQuery(_ parameters: [QueryParameter]) -> [UInt8] {
        var output: [UInt8] = []
        for parameter in parameters { append(parameter.name, parameter.value, to: &output) }
        return output
    }

    static func append(_ name: String, _ value: String, to output: inout [UInt8]) {
        if !output.isEmpty { output.append(ASCII.ampersand) }
        PercentEncoding.append(name.utf8, to: &output)
        guard !value.isEmpty else { return }
        output.append(ASCII.equals)
        PercentEncoding.append(value.utf8, to: &output)
    }
}

extension Query {
    /// A query that this module has just escaped itself.
    init(known wire: [UInt8]) {
        do { try self.init(parsing: wire) } catch { preconditionFailure("the signer's own query does not parse") }
    }
}
