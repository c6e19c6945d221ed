package import OSSSigning

/// Users and their keys, changed one step at a time.
extension Identities {
    /// The user of a name.
    package func user(_ name: String) -> RAMUser? { users.first { $0.name.isSameName(as: name) } }

    /// Makes a user with a fresh random id, without keys and policies.
    /// - Throws: `IdentityError` `.userName`, `.userExists`, `.tooManyUsers`.
    package mutating func createUser(
        _ name: String, at time: SigningTime, using generator: inout some RandomNumberGenerator
    ) throws(IdentityError) -> RAMUser {
        _ = try RAMName(name, .user)
        guard user(name) == nil else { throw IdentityError(.userExists, "there is a user \(name) already") }
        guard users.count < IdentityRules.maximumUsers else {
            throw IdentityError(.tooManyUsers, "an account has at most \(IdentityRules.maximumUsers) users")
        }
        let user = RAMUser(name: name, id: IdentityID.random(.user, notIn: Set(users.map(\.id)), using: &generator), created: time)
        users.append(user)
        return user
    }

    /// Removes a user, who is trusted by no role any more afterwards.
    /// - Parameter force: its keys go with it, and its policies are detached.
    /// - Throws: `IdentityError` `.noUser`; `.userHasKeys`, `.userHasPolicies` unless forced.
    package mutating func deleteUser(_ name: String, force: Bool = false) throws(IdentityError) {
        let position = try position(ofUser: name)
        if !force {
            guard users[position].keys.isEmpty else { throw IdentityError(.userHasKeys, "the user \(name) has access keys") }
            guard users[position].policies.isEmpty else { throw IdentityError(.userHasPolicies, "policies are attached to the user \(name)") }
        }
        users.remove(at: position)
        // A later user of the same name is somebody else.
        for role in roles.indices {
            if case .users(let names) = roles[role].trust { roles[role].trust = .users(names.filter { !$0.isSameName(as: name) }) }
        }
    }

    /// Gives a user an access key. An id exists once in an account.
    /// - Throws: `IdentityError` `.noUser`, `.keyID`, `.keySecret`, `.keyExists`, `.tooManyKeys`.
    package mutating func createKey(
        of name: String, id text: String, secret: Secret, at time: SigningTime
    ) throws(IdentityError) -> UserAccessKey {
        let position = try position(ofUser: name)
        let id = try IdentityRules.keyID(text)
        try IdentityRules.checkSecret(secret)
        guard keyPosition(id) == nil else { throw IdentityError(.keyExists, "there is an access key \(id) already") }
        guard users[position].keys.count < IdentityRules.maximumKeysOfUser else {
            throw IdentityError(.tooManyKeys, "a user has at most \(IdentityRules.maximumKeysOfUser) access keys")
        }
        let key = UserAccessKey(id: id, secret: secret, created: time)
        users[position].keys.append(key)
        return key
    }

    /// Enables or disables a key. A disabled one is refused from the next request on.
    /// - Throws: `IdentityError` `.noKey`.
    package mutating func setKey(_ id: AccessKeyID, enabled: Bool) throws(IdentityError) {
        guard let (user, key) = keyPosition(id) else { throw Self.noKey(id) }
        users[user].keys[key].isEnabled = enabled
    }

    /// Removes a key, enabled or not.
    /// - Throws: `IdentityError` `.noKey`.
    package mutating func deleteKey(_ id: AccessKeyID) throws(IdentityError) {
        guard let (user, key) = keyPosition(id) else { throw Self.noKey(id) }
        users[user].keys.remove(at: key)
    }

    func position(ofUser name: String) throws(IdentityError) -> Int {
        guard let position = users.firstIndex(where: { $0.name.isSameName(as: name) }) else {
            throw IdentityError(.noUser, "there is no user \(OutsideText.quoted(name))")
        }
        return position
    }

    private func keyPosition(_ id: AccessKeyID) -> (user: Int, key: Int)? {
        for (user, value) in users.enumerated() {
            if let key = value.keys.firstIndex(where: { $0.id == id }) { return (user, key) }
        }
        return nil
    }

    private static func noKey(_ id: AccessKeyID) -> IdentityError { IdentityError(.noKey, "no user has an access key \(id)") }
}
