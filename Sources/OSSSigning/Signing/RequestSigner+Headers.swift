import HTTPTypes

extension RequestSigner {
    /// Signs with an `Authorization` header. OSS accepts it for 15 minutes before and after `time`.
    ///
    /// - Parameter key: a key from ``signingKey(at:)`` for the same day, to save deriving it (V4).
    /// - Throws: ``SigningError``.
    public func sign(_ request: UnsignedRequest, at time: SigningTime, using key: SigningKey? = nil) throws(SigningError) -> SignedRequest {
        for name in [HTTPField.Name.authorization, .ossDate, .ossSecurityToken, .ossContentSHA256] where request.headers.contains(name) {
            throw .reservedHeader(name.rawName)
        }
        if let parameter = request.impliedParameters.first { throw .reservedParameter(parameter.name) }
        for parameter in request.parameters {
            if let name = ParameterName(parameter.name), ParameterName.carriers.contains(name) { throw .reservedParameter(parameter.name) }
        }
        let address = try RequestAddress(request.resource, at: endpoint, style: addressing)
        var fields = try wireFields(of: request, authority: address.authority)
        var url = ByteWriter(capacity: 256)
        address.append(to: &url)
        if !request.parameters.isEmpty { url.append(ASCII.question) }
        let queryStart = url.count
        Self.append(request.parameters, to: &url)
        let query = Query(known: UnsafeBufferPointer(rebasing: url.bytes[queryStart...]))
        fields[.date] = time.httpDate
        if let token = accessKey.securityToken { fields[.ossSecurityToken] = token.exposed }
        switch version {
        case .v4: try authorizeV4(request, query: query, fields: &fields, at: time, using: checked(key, at: time))
        case .v1: try authorizeV1(request, query: query, fields: &fields, at: time)
        }
        return SignedRequest(method: request.method, url: url.text, headers: fields)
    }

    private func authorizeV4(
        _ request: UnsignedRequest, query: Query, fields: inout HTTPFields, at time: SigningTime, using key: SigningKey
    ) throws(SigningError) {
        fields[.ossDate] = time.iso8601Basic
        fields[.ossContentSHA256] = ParameterName.unsignedPayload.description
        let additional = try additionalHeaders(of: request, in: fields)
        let canonical = CanonicalRequest(
            method: request.method.rawValue, resource: request.resource, query: query,
            headers: SignedHeaders(fields, additionalHeaders: additional), additionalHeaders: additional)
        let signature = key.signature(of: StringToSign(canonical, time: time, scope: key.scope))
        let list = additional.isEmpty ? "" : ",AdditionalHeaders=\(additional.joined(separator: ";"))"
        fields[.authorization] =
            "\(ParameterName.algorithm) Credential=\(key.accessKeyID)/\(key.scope)\(list),Signature=\(signature)"
    }

    private func authorizeV1(
        _ request: UnsignedRequest, query: Query, fields: inout HTTPFields, at time: SigningTime
    ) throws(SigningError) {
        _ = try additionalHeaders(of: request, in: fields)
        if let ambiguity = V1Ambiguity.find(resource: request.resource, query: query) { throw .ambiguousInV1(ambiguity) }
        let stringToSign = StringToSign(
            v1Method: request.method.rawValue, resource: request.resource, query: query, headers: SignedHeaders(fields),
            date: time.httpDate.utf8)
        let signature = Base64.encode(V1Signature.compute(stringToSign, secret: accessKey.secret))
        fields[.authorization] = "OSS \(accessKey.id):\(signature)"
    }

    /// The parameters as they stand in the URL, joined by `&`.
    static func append(_ parameters: [QueryParameter], to output: inout ByteWriter) {
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { output.append(ASCII.ampersand) }
            output.append(escaping: parameter.name)
            guard !parameter.value.isEmpty else { continue }
            output.append(ASCII.equals)
            output.append(escaping: parameter.value)
        }
    }
}

extension Query {
    /// A query that this module has just escaped itself.
    init(known wire: UnsafeBufferPointer<UInt8>) {
        guard let query = Query(reading: wire) else { preconditionFailure("the signer's own query does not parse") }
        self = query
    }
}

extension UnsignedRequest {
    /// The URL of the request without any signature, for anonymous requests.
    /// - Throws: `SigningError.cnameNeedsBucket`.
    package func anonymousURL(at endpoint: Endpoint, addressing: AddressingStyle) throws(SigningError) -> String {
        var url = ByteWriter(capacity: 256)
        try RequestAddress(resource, at: endpoint, style: addressing).append(to: &url)
        if !parameters.isEmpty { url.append(ASCII.question) }
        RequestSigner.append(parameters, to: &url)
        return url.text
    }
}
