import OSSAccess
import OSSSigning
import OSSWire

/// A refusal of the authoriser, with what it takes to say why.
struct AccessDenial: Error, Sendable {
    let refusal: AccessRefusal
    let question: AccessQuestion
    let policies: PolicySet

    /// What the client is told.
    var error: OSSError { OSSError(refusal, question) }

    /// The same for people: who may not do what, which statement says so, and which one nearly allowed it.
    var finding: Finding {
        let nearest = policies.nearestMiss(to: question).map { "; nearest: \($0)" } ?? ""
        return .accessDenied("\(who) is not allowed \(question.action) on \(question.resource): \(reason)\(nearest)")
    }

    private var who: String {
        switch question.requester {
        case .owner: "The account"
        case .user(let user): "The user \(user.name)"
        case .session(let session): "The role \(session.roleName)"
        case .anonymous: "An anonymous requester"
        }
    }

    private var reason: String {
        switch refusal {
        case .sessionPolicy(let statement?), .bucketPolicy(let statement), .ramPolicy(let statement): "\(statement) denies it"
        case .sessionPolicy(nil): "no statement of the session policy allows it"
        case .bothPolicies(let ram, let bucket): "\(ram) and \(bucket) deny it"
        case .nothingAllows: "no policy allows it"
        case .bucketACL: "no policy allows it, nor does the ACL of the bucket"
        case .objectACL: "no policy allows it, nor does the ACL of the object"
        case .anonymousHasNoRight, .anonymousIsForbidden: "it takes a signature"
        }
    }
}
