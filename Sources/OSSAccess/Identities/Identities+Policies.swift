/// Policies and what they are attached to, changed one step at a time.
extension Identities {
    /// Whom a policy is attached to.
    package enum Holder: Sendable, Hashable {
        case user(String)
        case role(String)
    }

    /// Makes a policy, or replaces the document of one; then it counts for everybody that it is attached to.
    /// - Throws: `IdentityError` `.policyName`, `.systemPolicy`, `.policyDocument`, `.tooManyPolicies`.
    package mutating func putPolicy(_ name: String, json: [UInt8]) throws(IdentityError) -> RAMPolicy {
        _ = try RAMName(name, .policy)
        guard SystemPolicy.named(name) == nil else { throw IdentityError(.systemPolicy, "\(name) is a policy of the system, which nobody changes") }
        let policy = RAMPolicy(name: name, document: try Self.document(json))
        if let position = policies.firstIndex(where: { $0.name.isSameName(as: name) }) {
            policies[position] = policy
        } else {
            guard policies.count < IdentityRules.maximumPolicies else {
                throw IdentityError(.tooManyPolicies, "an account has at most \(IdentityRules.maximumPolicies) policies")
            }
            policies.append(policy)
        }
        return policy
    }

    /// Removes a policy that is attached to nobody.
    /// - Throws: `IdentityError` `.noPolicy`, `.systemPolicy`, `.policyHasUsers`, `.policyHasRoles`.
    package mutating func deletePolicy(_ name: String) throws(IdentityError) {
        guard let position = policies.firstIndex(where: { $0.name.isSameName(as: name) }) else {
            guard SystemPolicy.named(name) == nil else {
                throw IdentityError(.systemPolicy, "\(name) is a policy of the system, which nobody removes")
            }
            throw Self.noPolicy(name)
        }
        if let user = users.first(where: { $0.policies.hasName(name) }) {
            throw IdentityError(.policyHasUsers, "the policy \(name) is attached to the user \(user.name)")
        }
        if let role = roles.first(where: { $0.policies.hasName(name) }) {
            throw IdentityError(.policyHasRoles, "the policy \(name) is attached to the role \(role.name)")
        }
        policies.remove(at: position)
    }

    /// Attaches a policy of the account or of the system.
    /// - Throws: `IdentityError` `.noPolicy`, `.noUser`, `.noRole`, `.userHasPolicy`, `.roleHasPolicy`.
    package mutating func attachPolicy(_ name: String, to holder: Holder) throws(IdentityError) {
        guard hasPolicy(name) else { throw Self.noPolicy(name) }
        switch holder {
        case .user(let user):
            let position = try position(ofUser: user)
            guard !users[position].policies.hasName(name) else {
                throw IdentityError(.userHasPolicy, "the policy \(name) is attached to the user \(user) already")
            }
            users[position].policies.append(name)
        case .role(let role):
            let position = try position(ofRole: role)
            guard !roles[position].policies.hasName(name) else {
                throw IdentityError(.roleHasPolicy, "the policy \(name) is attached to the role \(role) already")
            }
            roles[position].policies.append(name)
        }
    }

    /// Detaches a policy.
    /// - Throws: `IdentityError` `.noUser`, `.noRole`, `.userLacksPolicy`, `.roleLacksPolicy`.
    package mutating func detachPolicy(_ name: String, from holder: Holder) throws(IdentityError) {
        switch holder {
        case .user(let user):
            let position = try position(ofUser: user)
            guard let place = users[position].policies.firstIndex(where: { $0.isSameName(as: name) }) else {
                throw IdentityError(.userLacksPolicy, "no policy \(OutsideText.quoted(name)) is attached to the user \(user)")
            }
            users[position].policies.remove(at: place)
        case .role(let role):
            let position = try position(ofRole: role)
            guard let place = roles[position].policies.firstIndex(where: { $0.isSameName(as: name) }) else {
                throw IdentityError(.roleLacksPolicy, "no policy \(OutsideText.quoted(name)) is attached to the role \(role)")
            }
            roles[position].policies.remove(at: place)
        }
    }

    /// Whom a policy is attached to, users before roles.
    package func holders(ofPolicy name: String) -> [Holder] {
        users.filter { $0.policies.hasName(name) }.map { .user($0.name) } + roles.filter { $0.policies.hasName(name) }.map { .role($0.name) }
    }

    func hasPolicy(_ name: String) -> Bool {
        policies.contains { $0.name.isSameName(as: name) } || SystemPolicy.named(name) != nil
    }

    /// The document, read strictly and kept without the blanks between its values.
    static func document(_ json: [UInt8]) throws(IdentityError) -> PolicyDocument {
        do { return try PolicyDocument(compacting: json, .ram) } catch {
            throw IdentityError(.policyDocument, "Invalid Policy: \(error.problem)")
        }
    }

    private static func noPolicy(_ name: String) -> IdentityError {
        IdentityError(.noPolicy, "there is no policy \(OutsideText.quoted(name))")
    }
}
