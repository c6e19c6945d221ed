package import OSSSigning

/// Roles, changed one step at a time.
extension Identities {
    /// The role of a name.
    package func role(_ name: String) -> RAMRole? { roles.first { $0.name.isSameName(as: name) } }

    /// Makes a role with a fresh random id and without policies.
    /// - Throws: `IdentityError` `.roleName`, `.roleExists`, `.noUser` for a trusted user who is not there, `.maximumSession`, `.tooManyRoles`.
    package mutating func createRole(
        _ name: String, trust: TrustPolicy = .wholeAccount, maximumSession: Int = IdentityRules.sessions.lowerBound, at time: SigningTime,
        using generator: inout some RandomNumberGenerator
    ) throws(IdentityError) -> RAMRole {
        _ = try RAMName(name, .role)
        try IdentityRules.checkSession(maximumSession)
        guard role(name) == nil else { throw IdentityError(.roleExists, "there is a role \(name) already") }
        guard roles.count < IdentityRules.maximumRoles else {
            throw IdentityError(.tooManyRoles, "an account has at most \(IdentityRules.maximumRoles) roles")
        }
        let id = IdentityID.random(.role, notIn: Set(roles.map(\.id)), using: &generator)
        let role = RAMRole(name: name, id: id, created: time, trust: try checked(trust), maximumSession: maximumSession)
        roles.append(role)
        return role
    }

    /// Says anew who may assume a role.
    /// - Throws: `IdentityError` `.noRole`, `.noUser`.
    package mutating func setTrust(_ trust: TrustPolicy, ofRole name: String) throws(IdentityError) {
        let position = try position(ofRole: name)
        roles[position].trust = try checked(trust)
    }

    /// Removes a role. Its sessions end with it.
    /// - Parameter force: its policies are detached.
    /// - Throws: `IdentityError` `.noRole`; `.roleHasPolicies` unless forced.
    package mutating func deleteRole(_ name: String, force: Bool = false) throws(IdentityError) {
        let position = try position(ofRole: name)
        guard force || roles[position].policies.isEmpty else {
            throw IdentityError(.roleHasPolicies, "policies are attached to the role \(name)")
        }
        roles.remove(at: position)
    }

    func position(ofRole name: String) throws(IdentityError) -> Int {
        guard let position = roles.firstIndex(where: { $0.name.isSameName(as: name) }) else {
            throw IdentityError(.noRole, "there is no role \(OutsideText.quoted(name))")
        }
        return position
    }

    /// The trust without names that occur twice.
    private func checked(_ trust: TrustPolicy) throws(IdentityError) -> TrustPolicy {
        guard case .users(let names) = trust else { return trust }
        var kept: [String] = []
        for name in names {
            _ = try position(ofUser: name)
            if !kept.hasName(name) { kept.append(name) }
        }
        return .users(kept)
    }
}
