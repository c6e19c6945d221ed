import OSSSigning
import OSSWire
import Testing

@testable import OSSAccess

/// Who asks, under which bucket policy, for what, against which lists: every combination, against ``ModelCase``.
@Suite("The table of decisions") struct DecisionTableTests {
    static let alice = "200000000000000001"
    static let everything = ["*"]

    struct Person {
        var name: String
        var kind: ModelCase.Kind
        var identity: [ModelStatement] = []
        var session: [ModelStatement]?
    }

    static let grants: [(String, [ModelStatement])] = [
        ("nothing", []),
        ("allow", [ModelStatement(effect: "Allow", actions: ["oss:*"], resources: everything)]),
        ("deny", [ModelStatement(effect: "Deny", actions: ["oss:*"], resources: everything)]),
        (
            "allow and deny",
            [
                ModelStatement(effect: "Allow", actions: ["oss:*"], resources: everything),
                ModelStatement(effect: "Deny", actions: ["oss:PutObject", "oss:getbucket*"], resources: everything),
            ]
        ),
        ("inside", [ModelStatement(effect: "Allow", actions: ["oss:?etObject", "oss:PutObject"], resources: ["acs:oss:*:*:mybucket/in/*"])]),
    ]
    static let sessions: [(String, [ModelStatement]?)] = [
        ("no session policy", nil),
        ("allowing", [ModelStatement(effect: "Allow", actions: ["oss:*"], resources: everything)]),
        ("reading", [ModelStatement(effect: "Allow", actions: ["oss:GetObject"], resources: ["acs:oss:*:*:mybucket/in/*"])]),
        (
            "denying",
            [
                ModelStatement(effect: "Allow", actions: ["oss:*"], resources: everything),
                ModelStatement(effect: "Deny", actions: ["oss:*Object"], resources: ["acs:oss:*:*:mybucket/in/*"]),
            ]
        ),
    ]
    static let people: [Person] =
        [Person(name: "owner", kind: .owner), Person(name: "anonymous", kind: .anonymous)]
        + grants.map { Person(name: "user: \($0.0)", kind: .user, identity: $0.1) }
        + grants.flatMap { grant in
            sessions.map { Person(name: "role: \(grant.0), \($0.0)", kind: .session, identity: grant.1, session: $0.1) }
        }

    static let bucketPolicies: [(String, [ModelStatement])] = [
        ("none", []),
        ("allow the user", [onBucket("Allow", .only([alice]))]),
        ("deny the user", [onBucket("Deny", .only([alice]))]),
        ("allow the role", [onBucket("Allow", .only(["arn:sts::1000000000000000:assumed-role/uploads/one"]))]),
        ("deny the account", [onBucket("Deny", .only(["1000000000000000"]))]),
        ("allow all", [onBucket("Allow", .everybody)]),
        ("deny all", [onBucket("Deny", .everybody)]),
        ("deny all that is not encrypted", [onBucket("Deny", .everybody, secure: false)]),
        ("deny all that is encrypted", [onBucket("Deny", .everybody, secure: true)]),
        ("deny all but the user and the account", [onBucket("Deny", .allBut([alice, "1000000000000000"]))]),
        ("allow all, deny the user", [onBucket("Allow", .everybody), onBucket("Deny", .only([alice]))]),
    ]

    static func onBucket(_ effect: String, _ people: ModelStatement.People, secure: Bool? = nil) -> ModelStatement {
        ModelStatement(
            effect: effect, actions: ["oss:*"], resources: ["acs:oss:*:*:mybucket", "acs:oss:*:*:mybucket/*"], people: people, secure: secure)
    }

    static let questions: [(action: String, resource: String, rule: ModelCase.Rule)] = [
        ("oss:GetObject", "mybucket/in/a", .read), ("oss:GetObject", "mybucket/out/a", .read), ("oss:PutObject", "mybucket/in/a", .write),
        ("oss:ListObjects", "mybucket", .owner), ("oss:GetBucketAcl", "mybucket", .management),
    ]

    @Test("every combination is decided in the documented order", arguments: people.indices)
    func everyCombination(index: Int) throws {
        let person = Self.people[index]
        var count = 0
        for (policyName, statements) in Self.bucketPolicies {
            for isBlocked in [false, true] {
                let set = PolicySet(
                    identity: try person.identity.isEmpty ? [] : [NamedPolicy(name: "p", document: document(person.identity, .ram))],
                    session: try person.session.map { try document($0, .session) },
                    bucket: try statements.isEmpty ? nil : document(statements, .bucket), ignoresPublicStatements: isBlocked)
                for (action, resource, rule) in Self.questions {
                    let verdict = set.verdict(on: try question(person, action, resource))
                    for bucketACL in ["private", "public-read", "public-read-write"] {
                        for objectACL in ["default", "private", "public-read", "public-read-write"] {
                            let model = ModelCase(
                                kind: person.kind, principal: Self.principal(person.kind), identity: person.identity, session: person.session,
                                bucketPolicy: statements, action: action, resource: resource, rule: rule, bucketACL: bucketACL, objectACL: objectACL,
                                isBlocked: isBlocked)
                            let lists = AccessLists(
                                bucket: BucketACL(rawValue: bucketACL), object: ObjectACL(rawValue: objectACL),
                                blocksPublicAccess: isBlocked)
                            let decision = Self.decision(verdict, rule, requester(person.kind), lists)
                            #expect(
                                Self.agrees(decision, model.outcome()),
                                "\(person.name), \(policyName), \(action) \(resource), \(bucketACL), \(objectACL), \(isBlocked ? "blocked" : "open"): \(decision), not \(model.outcome())"
                            )
                            count += 1
                        }
                    }
                }
            }
        }
        #expect(count >= 300)
    }

    // The same question in the words of the code under test

    private func document(_ statements: [ModelStatement], _ kind: PolicyDocument.Kind) throws -> PolicyDocument {
        let json = "{\"Version\":\"1\",\"Statement\":[" + statements.map(\.json).joined(separator: ",") + "]}"
        return try PolicyDocument(json: Array(json.utf8), kind)
    }

    private func question(_ person: Person, _ action: String, _ resource: String) throws -> AccessQuestion {
        let parts = resource.split(separator: "/", maxSplits: 1)
        let bucket = try BucketName(String(parts[0]))
        var context = AccessContext()
        context["acs:SecureTransport"] = ["false"]
        return AccessQuestion(
            requester(person.kind), AccessAction(action),
            AccessResource(parts.count == 1 ? .bucket(bucket) : .object(bucket, try ObjectKey(String(parts[1])))), context: context)
    }

    private func requester(_ kind: ModelCase.Kind) -> AccessRequester {
        switch kind {
        case .owner: .owner(.standard)
        case .user: .user(RAMUserReference(account: .standard, id: Self.alice, name: "alice"))
        case .session: .session(RoleSessionReference(account: .standard, roleID: "300000000000000001", roleName: "uploads", sessionName: "one"))
        case .anonymous: .anonymous
        }
    }

    static func principal(_ kind: ModelCase.Kind) -> String {
        switch kind {
        case .owner: "1000000000000000"
        case .user: alice
        case .session: "arn:sts::1000000000000000:assumed-role/uploads/one"
        case .anonymous: ""
        }
    }

    /// What the service does with a verdict: lists are asked when no policy says anything.
    static func decision(_ verdict: PolicyVerdict, _ rule: ModelCase.Rule, _ requester: AccessRequester, _ lists: AccessLists) -> AccessDecision {
        switch verdict {
        case .allowed(let statement): return .allowed(.statement(statement))
        case .denied(let refusal): return .refused(refusal)
        case .silent: break
        }
        switch rule {
        case .management: return AccessRule.management.decision(for: requester, lists)
        case .owner: return AccessRule.ownersData.decision(for: requester, lists)
        case .read: return AccessRule.acl(.read).decision(for: requester, lists)
        case .write: return AccessRule.acl(.write).decision(for: requester, lists)
        }
    }

    static func agrees(_ decision: AccessDecision, _ outcome: ModelCase.Outcome) -> Bool {
        switch (decision, outcome) {
        case (.allowed, .allowed): true
        case (.refused(let refusal), .refused(let layers)): layers.contains(layer(refusal))
        default: false
        }
    }

    static func layer(_ refusal: AccessRefusal) -> ModelCase.Layer {
        switch refusal {
        case .sessionPolicy: .session
        case .bucketPolicy: .bucketPolicy
        case .ramPolicy: .ram
        case .bothPolicies: .both
        case .nothingAllows: .nothingAllows
        case .bucketACL: .bucketACL
        case .objectACL: .objectACL
        case .anonymousHasNoRight, .anonymousIsForbidden: .anonymous
        }
    }
}
