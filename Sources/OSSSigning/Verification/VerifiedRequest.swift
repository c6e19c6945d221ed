import HTTPTypes

/// A request whose signature is right, at the moment at which it was verified. Only ``RequestVerifier`` makes one.
///
/// Whether its signer *may* do what the request asks is another question, and not answered yet.
public struct VerifiedRequest: Sendable {
    /// The request: the very bytes that were verified.
    public let request: ReceivedRequest
    /// Who signed it.
    public let accessKeyID: AccessKeyID
    /// The token of a temporary key, as the directory of keys knows it.
    package let securityToken: Secret?
    /// The algorithm.
    public let version: SignatureVersion
    /// Where the signature was.
    public let carrier: SignatureCarrier
    /// The end of a URL's validity: its own, or that of its security token if that comes first.
    public let expiration: SigningTime?
    /// Headers that the signature covers besides those that it always covers (V4).
    public let additionalHeaders: [String]

    /// Made by the verifier alone.
    init(
        request: ReceivedRequest, accessKeyID: AccessKeyID, securityToken: Secret?, version: SignatureVersion, carrier: SignatureCarrier,
        expiration: SigningTime?, additionalHeaders: [String]
    ) {
        self.request = request
        self.accessKeyID = accessKeyID
        self.securityToken = securityToken
        self.version = version
        self.carrier = carrier
        self.expiration = expiration
        self.additionalHeaders = additionalHeaders
    }
}
