package import OSSSigning
package import OSSWire

/// Reading a document of identities, strictly: a slip in it would be a right that nobody meant to give.
extension Identities {
    /// The names that a member can have, in the order in which they are written.
    static let members: [StaticString] = ["version", "account", "users", "roles", "policies"]

    /// Reads a JSON document of at most ``IdentityRules/maximumDocument`` bytes.
    /// - Parameter created: when what says nothing about it was made.
    /// - Throws: ``IdentitiesDocumentError``, with the place.
    package init(json: [UInt8], created: SigningTime = .epoch) throws(IdentitiesDocumentError) {
        var limits = JSONLimits()
        limits.bytes = IdentityRules.maximumDocument
        limits.values = IdentityRules.maximumDocument
        let value: JSONValue
        do { value = try JSONReader.read(json, limits: limits) } catch { throw IdentitiesDocumentError([], "Invalid JSON: \(error)") }
        try self.init(value, created: created)
    }

    /// Reads a document that was JSON or something else that has JSON's values.
    package init(_ value: JSONValue, created: SigningTime = .epoch) throws(IdentitiesDocumentError) {
        let document = try DocumentPlace(value: value, path: []).object(Self.members)
        let version = try document.required("version")
        guard try version.integer() == 1 else { throw version.failure("only version 1 is known") }
        self.init()
        if let place = document["account"] {
            guard let id = AccountID(try place.string()) else { throw place.failure("the id of an account is 1 to 20 digits") }
            account = id
        }
        let policyNames = try read(policies: document["policies"]?.elements(upTo: IdentityRules.maximumPolicies) ?? [])
        let userNames = try read(users: document["users"]?.elements(upTo: IdentityRules.maximumUsers) ?? [], policyNames, created: created)
        try read(roles: document["roles"]?.elements(upTo: IdentityRules.maximumRoles) ?? [], policyNames, userNames, created: created)
    }

    /// - Returns: the names of all policies, those of the system among them.
    private mutating func read(policies places: [DocumentPlace]) throws(IdentitiesDocumentError) -> Set<RAMName> {
        var names = SystemPolicy.names
        for place in places {
            let object = try place.object(["name", "document"])
            let (namePlace, document) = (try object.required("name"), try object.required("document"))
            let name = try namePlace.name(.policy)
            guard !SystemPolicy.names.contains(name) else { throw namePlace.failure("\(name.text) is a policy of the system") }
            guard names.insert(name).inserted else { throw namePlace.failure("there are two policies of this name") }
            guard document.value.object != nil else { throw document.failure("it is no object with Version and Statement") }
            let policy = try document.checked { () throws(IdentityError) in try Self.document(document.value.bytes) }
            policies.append(RAMPolicy(name: name.text, document: policy))
        }
        return names
    }

    /// - Returns: the names of all users.
    private mutating func read(
        users places: [DocumentPlace], _ policyNames: Set<RAMName>, created: SigningTime
    ) throws(IdentitiesDocumentError) -> Set<RAMName> {
        var (names, ids, keys) = (Set<RAMName>(), Set<String>(), Set<AccessKeyID>())
        for place in places {
            let object = try place.object(["name", "id", "created", "policies", "access_keys"])
            let namePlace = try object.required("name")
            let name = try namePlace.name(.user)
            guard names.insert(name).inserted else { throw namePlace.failure("there are two users of this name") }
            let id = try object.id(of: name, .user)
            guard ids.insert(id).inserted else { throw place.failure("another user has the id \(id)") }
            let time = try object.created ?? created
            var user = RAMUser(name: name.text, id: id, created: time, policies: try object.attached(policyNames))
            for key in try object["access_keys"]?.elements(upTo: IdentityRules.maximumKeysOfUser) ?? [] {
                let key = try UserAccessKey(key, created: time, taken: &keys)
                user.keys.append(key)
            }
            users.append(user)
        }
        return names
    }

    private mutating func read(
        roles places: [DocumentPlace], _ policyNames: Set<RAMName>, _ userNames: Set<RAMName>, created: SigningTime
    ) throws(IdentitiesDocumentError) {
        var (names, ids) = (Set<RAMName>(), Set<String>())
        for place in places {
            let object = try place.object(["name", "id", "created", "policies", "trusted_users", "max_session_duration"])
            let namePlace = try object.required("name")
            let name = try namePlace.name(.role)
            guard names.insert(name).inserted else { throw namePlace.failure("there are two roles of this name") }
            let id = try object.id(of: name, .role)
            guard ids.insert(id).inserted else { throw place.failure("another role has the id \(id)") }
            var role = RAMRole(name: name.text, id: id, created: try object.created ?? created, policies: try object.attached(policyNames))
            if let trusted = object["trusted_users"] {
                role.trust = .users(try trusted.names(.user, in: userNames, upTo: IdentityRules.maximumUsers))
            }
            if let session = object["max_session_duration"] {
                role.maximumSession = try session.integer()
                try session.checked { () throws(IdentityError) in try IdentityRules.checkSession(role.maximumSession) }
            }
            roles.append(role)
        }
    }
}

extension DocumentObject {
    /// The id that is given, or the one that the name has.
    fileprivate func id(of name: RAMName, _ kind: IdentityID.Kind) throws(IdentitiesDocumentError) -> String {
        guard let place = self["id"] else { return IdentityID.derived(from: name.text, kind) }
        let id = try place.string()
        guard IdentityID.isValid(id, kind) else { throw place.failure("it is 18 digits, of which the first is \(kind.rawValue)") }
        return id
    }

    fileprivate var created: SigningTime? {
        get throws(IdentitiesDocumentError) {
            guard let place = self["created"] else { return nil }
            guard let time = SigningTime(rfc3339: try place.string()) else { throw place.failure("it is no time such as 2026-01-31T08:30:00Z") }
            return time
        }
    }

    /// The names of policies, all of which are there.
    fileprivate func attached(_ known: Set<RAMName>) throws(IdentitiesDocumentError) -> [String] {
        try self["policies"]?.names(.policy, in: known, upTo: IdentityRules.maximumPolicies + SystemPolicy.all.count) ?? []
    }
}

extension UserAccessKey {
    fileprivate init(_ place: DocumentPlace, created: SigningTime, taken: inout Set<AccessKeyID>) throws(IdentitiesDocumentError) {
        let object = try place.object(["id", "secret", "status", "created"])
        let (idPlace, secretPlace) = (try object.required("id"), try object.required("secret"))
        let text = try idPlace.string()
        let id = try idPlace.checked { () throws(IdentityError) in try IdentityRules.keyID(text) }
        guard taken.insert(id).inserted else { throw idPlace.failure("there are two access keys of this id") }
        let secret = Secret(try secretPlace.string())
        try secretPlace.checked { () throws(IdentityError) in try IdentityRules.checkSecret(secret) }
        var isEnabled = true
        if let status = object["status"] {
            switch try status.string() {
            case "Active": break
            case "Inactive": isEnabled = false
            default: throw status.failure("it is Active or Inactive")
            }
        }
        self.init(id: id, secret: secret, created: try object.created ?? created, isEnabled: isEnabled)
    }
}

extension SigningTime {
    /// When the count of seconds begins: the time of what says nothing about its own.
    package static let epoch = SigningTime(secondsSinceEpoch: 0)!
}
