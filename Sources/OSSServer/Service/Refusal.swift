import HTTPTypes
package import OSSSigning
import OSSWire

/// A request that was refused, as whoever keeps a list of refusals learns of it.
///
/// The target and the findings are the request's own: keep neither signature nor token of it.
package struct Refusal: Sendable {
    package let time: SigningTime
    package let requestID: String
    package let method: String
    package let authority: String
    package let target: RequestTarget
    /// What host and path name; the service when they name nothing.
    package let resource: Resource
    package let status: Int
    package let code: String
    package let ec: String?
    package let userAgent: String?
    package let contentType: String?
    /// What is wrong, the most certain first; empty when the server cannot tell, or may not.
    package let findings: [Finding]

    init(_ envelope: RequestEnvelope, _ error: OSSError, resource: Resource, findings: [Finding], requestID: RequestID, at now: SigningTime) {
        time = now
        self.requestID = requestID.rawValue
        method = envelope.method.rawValue
        authority = envelope.authority
        target = envelope.target
        self.resource = resource
        (status, code, ec) = (error.status, error.code.rawValue, error.ec)
        userAgent = envelope.fields[.userAgent]
        contentType = envelope.fields[.contentType]
        self.findings = findings
    }
}
