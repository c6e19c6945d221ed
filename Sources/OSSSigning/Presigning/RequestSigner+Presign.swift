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
        var url = ByteWriter(capacity: 512)
        address.append(to: &url)
        url.append(ASCII.question)
        let queryStart = url.count
        Self.append(request.parameters, to: &url)
        switch version {
        case .v4:
            if url.count > queryStart { url.append(ASCII.ampersand) }
            let key = try checked(key, at: time)
            appendAuthentication(to: &url, additionalHeaders: additional, expiration: expiration, at: time, scope: key.scope)
            sign(request, url: &url, queryStart: queryStart, fields: fields, additionalHeaders: additional, at: time, using: key)
        case .v1: try signV1(request, url: &url, queryStart: queryStart, fields: fields, expiration: expiration)
        }
        return PresignedRequest(
            method: request.method, url: url.text,
            signedHeaders: Self.headersToSend(request.headers, additionalHeaders: additional), expiration: expiration,
            hazards: PresignHazard.find(
                request: request, additionalHeaders: additional, token: accessKey, endpoint: endpoint, at: time, expiration: expiration))
    }

    /// One reading of the clock gives both ends, so the URL lives exactly as long as was asked.
    func checkedExpiration(expires: Duration, expiration: SigningTime?, at time: SigningTime) throws(SigningError) -> SigningTime {
        let (seconds, attoseconds) = expires.components
        if let expiration, expiration <= time { throw .expirationOutOfRange }
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
        let reserved = (version == .v4 ? ParameterName.v4 : ParameterName.v1) + ParameterName.carriers
        for parameter in request.parameters + request.impliedParameters {
            if let name = ParameterName(parameter.name), reserved.contains(name) { throw .reservedParameter(parameter.name) }
        }
        if let parameter = request.impliedParameters.first(where: { implied in request.parameters.contains { $0.name == implied.name } }) {
            throw .reservedParameter(parameter.name)
        }
        guard !request.headers.isEmpty else { return }
        for name in [HTTPField.Name.authorization, .ossSecurityToken, .ossContentSHA256, .ossDate, .securityToken]
        where request.headers.contains(name) {
            throw .reservedHeader(name.rawName)
        }
    }

    /// Appends all of V4's parameters but the signature, each of which the signature covers, in canonical order.
    private func appendAuthentication(
        to url: inout ByteWriter, additionalHeaders: [String], expiration: SigningTime, at time: SigningTime, scope: CredentialScope
    ) {
        if !additionalHeaders.isEmpty {
            url.append("x-oss-additional-headers=")
            url.append(escaping: additionalHeaders.joined(separator: ";"))
            url.append(ASCII.ampersand)
        }
        url.append("x-oss-credential=")
        url.append(escaping: accessKey.id.rawValue)
        url.append("%2F")
        scope.append(to: &url, separator: "%2F")
        url.append("&x-oss-date=")
        time.appendISO8601Basic(to: &url)
        url.append("&x-oss-expires=")
        url.append(decimal: time.seconds(until: expiration))
        if let token = accessKey.securityToken {
            url.append("&x-oss-security-token=")
            url.append(escaping: token.exposed)
        }
        url.append("&x-oss-signature-version=OSS4-HMAC-SHA256")
    }

    /// Canonicalises what stands in the URL, as the server will, and appends the signature.
    private func sign(
        _ request: UnsignedRequest, url: inout ByteWriter, queryStart: Int, fields: HTTPFields, additionalHeaders: [String], at time: SigningTime,
        using key: SigningKey
    ) {
        var query = Query(known: UnsafeBufferPointer(rebasing: url.bytes[queryStart...]))
        query.set(request.impliedParameters)
        var canonical = ByteWriter(capacity: 512)
        CanonicalRequest.write(
            method: request.method.rawValue, resource: request.resource, query: query,
            headers: SignedHeaders(fields, additionalHeaders: additionalHeaders), additionalHeaders: additionalHeaders, to: &canonical)
        var stringToSign = ByteWriter(capacity: 192)
        StringToSign.write(canonicalRequest: canonical.rawBytes, time: time, scope: key.scope, to: &stringToSign)
        url.append("&x-oss-signature=")
        key.appendSignature(of: stringToSign.rawBytes, to: &url)
    }

    private func signV1(
        _ request: UnsignedRequest, url: inout ByteWriter, queryStart: Int, fields: HTTPFields, expiration: SigningTime
    ) throws(SigningError) {
        var added: [QueryParameter] = []
        if let token = accessKey.securityToken { added.append(QueryParameter(ParameterName.v1SecurityToken.text, token.exposed)) }
        var signedQuery = ByteWriter(capacity: 64)
        Self.append(request.parameters + added, to: &signedQuery)
        var query = Query(known: signedQuery.bytes)
        query.set(request.impliedParameters)
        if let ambiguity = V1Ambiguity.find(resource: request.resource, query: query) { throw .ambiguousInV1(ambiguity) }
        let expires = String(expiration.secondsSinceEpoch)
        let stringToSign = StringToSign(
            v1Method: request.method.rawValue, resource: request.resource, query: query, headers: SignedHeaders(fields), date: expires.utf8)
        added.append(QueryParameter(ParameterName.v1AccessKeyID.text, accessKey.id.rawValue))
        added.append(QueryParameter(ParameterName.v1Expires.text, expires))
        let signature = Base64.encode(V1Signature.compute(stringToSign, secret: accessKey.secret))
        added.append(QueryParameter(ParameterName.v1Signature.text, signature))
        if url.count > queryStart { url.append(ASCII.ampersand) }
        Self.append(added, to: &url)
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
