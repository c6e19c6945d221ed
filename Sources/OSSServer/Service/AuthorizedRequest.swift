import OSSSigning
import OSSWire

/// A verified request whose signer may do what it asks. Handlers take this and nothing less.
struct AuthorizedRequest: Sendable {
    let verified: VerifiedRequest

    var request: ReceivedRequest { verified.request }

    /// Made by the authoriser alone.
    fileprivate init(_ verified: VerifiedRequest) { self.verified = verified }
}

/// Decides who may do what. All access keys belong to the owner of all buckets for now, who may do everything.
struct Authorizer: Sendable {
    func authorize(_ verified: VerifiedRequest) throws(OSSError) -> AuthorizedRequest { AuthorizedRequest(verified) }
}
