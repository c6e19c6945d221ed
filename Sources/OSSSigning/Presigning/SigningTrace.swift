import HTTPTypes

/// What a signature was computed over, to be shown to people. It holds the security token of temporary credentials.
package struct SigningTrace: Sendable {
    /// V4 alone has one.
    package let canonicalRequest: CanonicalRequest?
    /// What was fed to the HMAC.
    package let stringToSign: StringToSign
}

extension RequestSigner {
    /// What the signature of a URL that this signer made was computed over, read from the URL itself.
    ///
    /// - Parameter time: the signing time of the URL.
    /// - Throws: ``SigningError``, as ``presign(_:expires:expiration:at:using:)`` does for the same request.
    package func trace(_ presigned: PresignedRequest, of request: UnsignedRequest, at time: SigningTime) throws(SigningError) -> SigningTrace {
        let address = try RequestAddress(request.resource, at: endpoint, style: addressing)
        let fields = try wireFields(of: request, authority: address.authority)
        let raw = Array(presigned.url.utf8.drop { $0 != ASCII.question }.dropFirst())
        var query = raw.withUnsafeBufferPointer { Query(known: $0) }
        query.set(request.impliedParameters)
        switch version {
        case .v4:
            let additional = try additionalHeaders(of: request, in: fields)
            let canonical = CanonicalRequest(
                method: request.method.rawValue, resource: request.resource, query: query,
                headers: SignedHeaders(fields, additionalHeaders: additional), additionalHeaders: additional)
            let scope = CredentialScope(day: time, region: region, product: product)
            return SigningTrace(canonicalRequest: canonical, stringToSign: StringToSign(canonical, time: time, scope: scope))
        case .v1:
            let date = String(presigned.expiration.secondsSinceEpoch)
            let string = StringToSign(
                v1Method: request.method.rawValue, resource: request.resource, query: query, headers: SignedHeaders(fields), date: date.utf8)
            return SigningTrace(canonicalRequest: nil, stringToSign: string)
        }
    }
}
