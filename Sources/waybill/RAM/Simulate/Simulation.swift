import OSSAccess
import OSSWire

/// One question to access control, with everything that decides it, and the answer.
struct Simulation {
    let question: AccessQuestion
    let policies: PolicySet
    let lists: AccessLists
    /// What counts when no policy says anything.
    let rule: AccessRule

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

    var report: SimulationReport { SimulationReport(self) }
}

/// A decision in words, for people and for programs.
struct SimulationReport: Encodable {
    /// `allowed` or `denied`.
    let decision: String
    /// Who decided: `session-policy`, `ram-policy`, `bucket-policy`, `ram-and-bucket-policy`, `owner`, `bucket-acl`, `object-acl`, `anonymous`, or
    /// `no-policy` where nothing allows it.
    let layer: String
    /// A sentence.
    let reason: String
    let action: String
    let resource: String
    /// What the server's answer would carry.
    let ec: String?
    /// The statement that decided.
    let statement: Statement?
    /// All of them: a RAM policy and the bucket's can both deny.
    let statements: [Statement]
    /// The statement that would have allowed it but for one thing.
    let nearest: String?
    /// Condition keys that count for it and were not given: with them it may be another decision.
    let notGiven: [String]

    enum CodingKeys: String, CodingKey {
        case decision, layer, reason, action, resource, ec, statement, statements, nearest
        case notGiven = "not_given"
    }

    struct Statement: Encodable, Equatable {
        /// `ram-policy`, `session-policy` or `bucket-policy`.
        let source: String
        /// The RAM policy's name.
        let policy: String?
        /// Its place in the document, from 1.
        let number: Int
        let sid: String?

        init(_ reference: StatementReference) {
            switch reference.source {
            case .ram(let name): (source, policy) = ("ram-policy", name)
            case .session: (source, policy) = ("session-policy", nil)
            case .bucket: (source, policy) = ("bucket-policy", nil)
            }
            (number, sid) = (reference.number, reference.sid)
        }
    }

    var isAllowed: Bool { decision == "allowed" }

    init(_ simulation: Simulation) {
        let asked = simulation.question
        let what = "\(asked.action) on \(asked.resource)".withoutControls()
        (action, resource) = (asked.action.name.withoutControls(), asked.resource.description.withoutControls())
        let references: [StatementReference]
        switch simulation.decision {
        case .allowed(let ground):
            (decision, ec, nearest) = ("allowed", nil, nil)
            (layer, reason, references) = Self.words(ground, what)
        case .refused(let refusal):
            decision = "denied"
            ec = OSSError(refusal, asked).ec
            nearest = simulation.policies.nearestMiss(to: asked).map { $0.description.withoutControls() }
            (layer, reason, references) = Self.words(refusal, what, simulation.lists)
        }
        notGiven = simulation.unknownKeys.map { $0.withoutControls() }
        statements = references.map(Statement.init)
        statement = statements.first
    }

    private static func words(_ ground: AccessDecision.Ground, _ what: String) -> (String, String, [StatementReference]) {
        switch ground {
        case .statement(let reference): (Statement(reference).source, "\(reference) allows \(what)".withoutControls(), [reference])
        case .owner: ("owner", "the account's own keys may do everything that no policy denies", [])
        case .bucketACL: ("bucket-acl", "the bucket's ACL gives it to everybody", [])
        case .objectACL: ("object-acl", "the object's ACL gives it to everybody", [])
        }
    }

    private static func words(_ refusal: AccessRefusal, _ what: String, _ lists: AccessLists) -> (String, String, [StatementReference]) {
        let blocked =
            lists.blocksPublicAccess && (lists.bucket != .private || lists.object.isPublic)
            ? " (public ones do not count: public access is blocked)" : ""
        return switch refusal {
        case .sessionPolicy(let reference?): ("session-policy", "\(reference) denies \(what)".withoutControls(), [reference])
        case .sessionPolicy(nil): ("session-policy", "the session policy does not allow \(what), whatever the role may do", [])
        case .bucketPolicy(let reference): ("bucket-policy", "\(reference) denies \(what)".withoutControls(), [reference])
        case .ramPolicy(let reference): ("ram-policy", "\(reference) denies \(what)".withoutControls(), [reference])
        case .bothPolicies(let ram, let bucket):
            ("ram-and-bucket-policy", "\(ram) and \(bucket) deny \(what)".withoutControls(), [ram, bucket])
        case .nothingAllows: ("no-policy", "no policy allows \(what), and no ACL can", [])
        case .bucketACL: ("bucket-acl", "no policy allows \(what), and the bucket's ACL does not give it\(blocked)", [])
        case .objectACL: ("object-acl", "no policy allows \(what), and the object's own ACL does not give it\(blocked)", [])
        case .anonymousHasNoRight: ("anonymous", "no policy allows everybody \(what), and no ACL gives it\(blocked)", [])
        case .anonymousIsForbidden: ("anonymous", "no policy allows everybody \(what), and no ACL can", [])
        }
    }

    /// For people, the decision first.
    var lines: [String] {
        var lines = ["\(decision): \(reason)", "layer: \(layer)"]
        if let ec { lines.append("ec: \(ec)") }
        if let nearest { lines.append("nearest: \(nearest)") }
        if !notGiven.isEmpty { lines.append("not given: \(notGiven.joined(separator: ", "))") }
        return lines
    }
}
