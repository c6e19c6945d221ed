/// Why a request was not signed. Nothing that throws this has produced a URL or a header.
public enum SigningError: Error, Hashable, Sendable {
    /// The access key id or its secret is empty.
    case missingCredentials
    /// The credentials are anonymous: there is nothing to sign with.
    case anonymousCredentials
    /// The bucket name, key, region or access key id breaks a naming rule.
    case invalidName(NameError)
    /// The endpoint cannot be used.
    case invalidEndpoint(EndpointError)
    /// The validity is not 1 s to 7 days (V4), or not positive (V1); the value is in seconds.
    case validityOutOfRange(seconds: Int64)
    /// The expiration is not after the signing time, or lies beyond the year 9999.
    case expirationOutOfRange
    /// A query parameter of this name is written by the signer itself.
    case reservedParameter(String)
    /// A header of this name is written by the signer itself.
    case reservedHeader(String)
    /// A header's value holds a line break, NUL or another control character, which HTTP cannot carry.
    case invalidHeaderValue(name: String)
    /// A header named as additional is not part of the request, or its value is empty; it would be signed as absent and the URL refused.
    case additionalHeaderMissing(String)
    /// V1 signs no additional headers, so it cannot bind what the caller asked for. Use V4.
    case additionalHeadersNeedV4
    /// In V1 this request has the same string to sign as another one, so its signature would be valid for both. Use V4.
    ///
    /// See ``V1Ambiguity``.
    case ambiguousInV1(V1Ambiguity)
    /// The signing key was derived for another day, region, product or access key.
    case signingKeyMismatch
    /// CNAME addressing needs an endpoint that was given, since the host name stands for the bucket.
    case cnameNeedsEndpoint
    /// CNAME addressing has no address for the service itself.
    case cnameNeedsBucket
}

extension SigningError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingCredentials: "the access key id and the access key secret must not be empty"
        case .anonymousCredentials: "anonymous credentials cannot sign a request"
        case .invalidName(let error): error.description
        case .invalidEndpoint(let error): error.description
        case .validityOutOfRange(let seconds):
            "expires should be 1 to 604800 seconds (seven days) with V4 and positive with V1, got \(seconds)"
        case .expirationOutOfRange: "the expiration must be after the signing time and not after the year 9999"
        case .reservedParameter(let name): "the query parameter \(name) is written by the signer"
        case .reservedHeader(let name): "the header \(name) is written by the signer"
        case .invalidHeaderValue(let name): "the value of the header \(name) holds a control character"
        case .additionalHeaderMissing(let name): "the additional header \(name) is not in the request, or is empty"
        case .additionalHeadersNeedV4: "V1 does not sign additional headers; use V4"
        case .ambiguousInV1(let ambiguity): ambiguity.description
        case .signingKeyMismatch: "the signing key was derived for another day, region, product or access key"
        case .cnameNeedsEndpoint: "CNAME addressing needs an endpoint, the custom domain"
        case .cnameNeedsBucket: "a custom domain (CNAME) addresses one bucket, not the service"
        }
    }
}
