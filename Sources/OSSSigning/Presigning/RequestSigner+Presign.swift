import HTTPTypes

extension RequestSigner {
    /// The longest validity of a V4 URL: seven days.
    public static let maximumValidity = Duration.seconds(604_800)

    /// Signs a request into its URL.
    ///
    /// - Parameters:
    ///   - expires: how long the URL is valid: whole seconds from 1 s to seven days with V4, at least 1 s with V1.
    ///   - expiration: the absolute end of the validity; takes precedence over `expires`.
    ///   - time: the signing time, which is also `x-oss-date`.
    ///   - key: a key from ``signingKey(at:)`` for the same day, to save deriving it (V4).
    /// - Throws: ``SigningError``; there is never an unsigned URL.
    ///
    /// OSS page: "Upload an object using a presigned URL".
    public func presign(
        _ request: UnsignedRequest, expires: Duration = .seconds(900), expiration: SigningTime? = nil, at time: SigningTime,
        using key: SigningKey? = nil
    ) throws(SigningError) -> PresignedRequest {
        let expiration = try checkedExpiration(expires: expires, expiration: expiration, at: time)
        try refuseReserved(request)
        let address = try RequestAddress(request.resource, at: endpoint, style: addressing)
        let fields = try wireFields(of: request, authority: address.authority)
        let additional = try additionalHeaders(of: request, in: fields)
        let query =
            switch version {
            case .v4:
                try presignedQueryV4(request, fields: fields, additionalHeaders: additional, expiration: expiration, at: time, using: checked(key, at: time))
            case .v1: try presignedQueryV1(request, fields: fields, expiration: expiration)
            }
        return PresignedRequest(
            method: request.method, url: address.url(query: query),
            signedHeaders: Self.headersToSend(request.headers, additionalHeaders: additional), expiration: expiration,
            hazards: PresignHazard.find(request: request, additionalHeaders: additional, token: accessKey, expiration: expiration))
    }

    /// One reading of the clock gives both ends, so the URL lives exactly as long as was asked.
    private func checkedExpiration(expires: Duration, expiration: SigningTime?, at time: SigningTime) throws(SigningError) -> SigningTime {
        let (seconds, attoseconds) = expires.components
        let validity = expiration.map { time.seconds(until: $0) } ?? seconds
        guard validity >= 1 else { throw .validityOutOfRange(seconds: validity) }
        if version == .v4 {
            let tooLong = expiration == nil ? expires > Self.maximumValidity : validity > Self.maximumValidity.components.seconds
            let rounded = expiration == nil && attoseconds > 0 && seconds < .max ? seconds + 1 : validity
            guard !tooLong else { throw .validityOutOfRange(seconds: rounded) }
        }
        guard let end = time.advanced(bySeconds: validity) else { throw .expirationOutOfRange }
        return end
    }

    /// What the signer writes itself, the caller cannot write too: a URL has one credential and one signature.
    private func refuseReserved(_ request: UnsignedRequest) throws(SigningError) {
        let names = version == .v4 ? ParameterName.v4Query : ParameterName.v1Query
        for parameter in request.parameters where names.contains(parameter.name) { throw .reservedParameter(parameter.name) }
        guard !request.headers.isEmpty else { return }
        for name in [HTTPField.Name.authorization, .ossSecurityToken, .ossContentSHA256, .ossDate, .securityToken] where request.headers.contains(name) {
            throw .reservedHeader(name.rawName)
        }
    }

    private func presignedQueryV4(
        _ request: UnsignedRequest, fields: HTTPFields, additionalHeaders: [String], expiration: SigningTime, at time: SigningTime,
        using key: SigningKey
    ) throws(SigningError) -> [UInt8] {
        var wire = Self.wireQuery(request.parameters)
        wire.reserveCapacity(wire.count + 320)
        appendAuthentication(to: &wire, additionalHeaders: additionalHeaders, expiration: expiration, at: time, scope: key.scope)
        let canonical = CanonicalRequest(
            method: request.method.rawValue, resource: request.resource, query: Query(known: wire),
            headers: SignedHeaders(fields, additionalHeaders: additionalHeaders), additionalHeaders: additionalHeaders)
        let stringToSign = StringToSign(canonical, time: time, scope: key.scope)
        wire.append(ASCII.ampersand)
        wire.append(contentsOf: ParameterName.signature.utf8)
        wire.append(ASCII.equals)
        Hex.append(key.signature(of: stringToSign.bytes), to: &wire)
        return wire
    }

    private func appendAuthentication(
        to wire: inout [UInt8], additionalHeaders: [String], expiration: SigningTime, at time: SigningTime, scope: CredentialScope
    ) {
        Self.append(ParameterName.version, ParameterName.algorithm, to: &wire)
        wire.append(contentsOf: "&x-oss-date=".utf8)
        time.appendISO8601Basic(to: &wire)
        wire.append(contentsOf: "&x-oss-expires=".utf8)
        wire.append(contentsOf: String(time.seconds(until: expiration)).utf8)
        wire.append(contentsOf: "&x-oss-credential=".utf8)
        PercentEncoding.append(accessKey.id.rawValue.utf8, to: &wire)
        wire.append(contentsOf: "%2F".utf8)
        scope.append(to: &wire, separator: "%2F".utf8)
        if let token = accessKey.securityToken { Self.append(ParameterName.securityToken, token.exposed, to: &wire) }
        if !additionalHeaders.isEmpty {
            Self.append(ParameterName.additionalHeaders, additionalHeaders.joined(separator: ";"), to: &wire)
        }
    }

    private func presignedQueryV1(_ request: UnsignedRequest, fields: HTTPFields, expiration: SigningTime) throws(SigningError) -> [UInt8] {
        var wire = Self.wireQuery(request.parameters)
        if let token = accessKey.securityToken { Self.append(ParameterName.v1SecurityToken, token.exposed, to: &wire) }
        let query = Query(known: wire)
        if let ambiguity = V1Ambiguity.find(resource: request.resource, query: query) { throw .ambiguousInV1(ambiguity) }
        let expires = String(expiration.secondsSinceEpoch)
        let stringToSign = StringToSign(
            v1Method: request.method.rawValue, resource: request.resource, query: query, headers: SignedHeaders(fields), date: expires.utf8)
        Self.append(ParameterName.v1AccessKeyID, accessKey.id.rawValue, to: &wire)
        Self.append(ParameterName.v1Expires, expires, to: &wire)
        Self.append(ParameterName.v1Signature, Base64.encode(V1Signature.compute(stringToSign, secret: accessKey.secret)), to: &wire)
        return wire
    }

    /// The signed headers, in the spelling of the request. `Host` is left out: every client sends it by itself.
    private static func headersToSend(_ headers: HTTPFields, additionalHeaders: [String]) -> HTTPFields {
        guard !headers.isEmpty else { return [:] }
        return HTTPFields(
            headers.filter { field in
                let name = field.name.canonicalName
                return name != "host" && (SignedHeaders.isSignedByDefault(name) || additionalHeaders.contains(name))
            })
    }
}

extension RequestAddress {
    func url(query: [UInt8]) -> String {
        var url: [UInt8] = []
        url.reserveCapacity(authority.utf8.count + path.count + query.count + 16)
        url.append(contentsOf: scheme.rawValue.utf8)
        url.append(contentsOf: "://".utf8)
        url.append(contentsOf: authority.utf8)
        url.append(contentsOf: path)
        url.append(ASCII.question)
        url.append(contentsOf: query)
        return String(decoding: url, as: UTF8.self)
    }
}
