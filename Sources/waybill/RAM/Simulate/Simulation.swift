import OSSAccess
import OSSSigning
import OSSWire

/// One question to access control, with everything that decides it, and the answer.
struct Simulation {
    let question: AccessQuestion
    let policies: PolicySet
    let lists: AccessLists
    /// What counts when no policy says anything.
    let rule: AccessRule
    /// Whether the bucket is there; `nil` where it is not known, and where the question is about none.
    let bucketExists: Bool?

    /// In OSS's order: the session policy, every Deny, every Allow, the ACLs.
    var decision: AccessDecision {
        switch policies.verdict(on: question) {
        case .allowed(let statement): .allowed(.statement(statement))
        case .denied(let refusal): .refused(refusal)
        case .silent: rule.decision(for: question.requester, lists)
        }
    }

    /// The names of condition keys that the statement which decided, or came nearest, asks for, and of which nothing is known.
    var unknownKeys: [String] {
        let references: [StatementReference] =
            switch decision {
            case .allowed(.statement(let reference)): [reference]
            case .refused(.sessionPolicy(let reference?)), .refused(.ramPolicy(let reference)), .refused(.bucketPolicy(let reference)): [reference]
            case .refused(.bothPolicies(let ram, let bucket)): [ram, bucket]
            case .refused: policies.nearestMiss(to: question).map { [$0.statement] } ?? []
            case .allowed: []
            }
        var keys: [String] = []
        for condition in references.flatMap({ policies.text(of: $0)?.conditions ?? [] }) where question.context[condition.key] == nil {
            if !keys.contains(condition.key) { keys.append(condition.key) }
        }
        return keys
    }

    /// - Parameter makesBucket: whether the request is there to make the bucket, and so needs none.
    func report(makesBucket: Bool = false) -> SimulationReport {
        let needsBucket = !makesBucket && question.action != AccessAction("oss:PutBucket")
        return SimulationReport(self, isWithoutBucket: needsBucket && bucketExists == false)
    }
}
