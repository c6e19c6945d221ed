import HTTPTypes
import OSSAccess
import OSSSigning
import OSSWire

/// A request whose sender may do what it asks. Handlers take this and nothing less. Like ``Call`` it is one object, handed on by reference.
final class AuthorizedRequest: Sendable {
    /// The very request that was verified; an anonymous one was not, and may only do what everybody may.
    let request: ReceivedRequest
    /// Who asks.
    let subject: AccessSubject
    /// When and from where, and what the account said.
    let circumstances: Circumstances
    /// The headers that conditions are about: the request's, and of a form those that its fields stand for.
    let fields: HTTPFields
    /// The tags that conditions are about.
    let tags: RequestTags

    /// Made by ``Authorizer`` alone.
    init(
        authorized request: ReceivedRequest, _ subject: AccessSubject, _ circumstances: Circumstances, fields: HTTPFields? = nil,
        tags: RequestTags = .header
    ) {
        self.request = request
        self.subject = subject
        self.circumstances = circumstances
        self.fields = fields ?? request.fields
        self.tags = tags
    }

    /// The same, once the tags in its document have been read.
    func setting(_ tags: [ResourceTag]) -> AuthorizedRequest {
        AuthorizedRequest(authorized: request, subject, circumstances, fields: fields, tags: .known(tags))
    }
}
