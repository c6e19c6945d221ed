import OSSAccess
import OSSSigning

/// A request whose sender may do what it asks. Handlers take this and nothing less.
struct AuthorizedRequest: Sendable {
    /// The very request that was verified; an anonymous one was not, and may only do what everybody may.
    let request: ReceivedRequest
    /// Who asks.
    let subject: AccessSubject
    /// When and from where, and what the account said.
    let circumstances: Circumstances

    /// Made by ``Authorizer`` alone.
    init(authorized request: ReceivedRequest, _ subject: AccessSubject, _ circumstances: Circumstances) {
        self.request = request
        self.subject = subject
        self.circumstances = circumstances
    }
}
