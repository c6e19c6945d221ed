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
        for place in try document["policies"]?.elements(upTo: IdentityRules.maximumPolicies) ?? [] { try read(policy: place) }
        try read(users: document["users"]?.elements(upTo: IdentityRules.maximumUsers) ?? [], created: created)
        try read(roles: document["roles"]?.elements(upTo: IdentityRules.maximumRoles) ?? [], created: created)
    }

    private mutating func read(policy place: DocumentPlace) throws(IdentitiesDocumentError) {
        let object = try place.object(["name", "document"])
        let (name, document) = (try object.required("name"), try object.required("document"))
        let text = try name.string()
        guard !policies.contains(where: { $0.name.utf8.elementsEqual(text.utf8) }) else { throw name.failure("there are two policies of this name") }
        try name.checked { () throws(IdentityError) in
            try IdentityRules.checkPolicy(text)
            guard SystemPolicy.named(text) == nil else { throw IdentityError(.systemPolicy, "\(text) is a policy of the system") }
        }
        guard document.value.object != nil else { throw document.failure("it is no object with Version and Statement") }
        let policy = try document.checked { () throws(IdentityError) in try Self.document(document.value.bytes) }
        policies.append(RAMPolicy(name: text, document: policy))
    }

    private mutating func read(users places: [DocumentPlace], created: SigningTime) throws(IdentitiesDocumentError) {
        var (names, ids, keys) = (Set<String>(), Set<String>(), Set<AccessKeyID>())
        let policyNames = allPolicyNames
        for place in places {
            let object = try place.object(["name", "id", "created", "policies", "access_keys"])
            let name = try object.required("name")
            let text = try name.string()
            try name.checked { () throws(IdentityError) in try IdentityRules.checkUser(text) }
            guard names.insert(text).inserted else { throw name.failure("there are two users of this name") }
            let id = try object.id(of: text, .user)
            guard ids.insert(id).inserted else { throw place.failure("another user has the id \(id)") }
            let time = try object.created ?? created
            var user = RAMUser(name: text, id: id, created: time, policies: try object.attached(policyNames))
            for key in try object["access_keys"]?.elements(upTo: IdentityRules.maximumKeysOfUser) ?? [] {
                let key = try UserAccessKey(key, created: time, taken: &keys)
                user.keys.append(key)
            }
            users.append(user)
        }
    }

    private mutating func read(roles places: [DocumentPlace], created: SigningTime) throws(IdentitiesDocumentError) {
        var (names, ids) = (Set<String>(), Set<String>())
        let (userNames, policyNames) = (Set(users.map(\.name)), allPolicyNames)
        for place in places {
            let object = try place.object(["name", "id", "created", "policies", "trusted_users", "max_session_duration"])
            let name = try object.required("name")
            let text = try name.string()
            try name.checked { () throws(IdentityError) in try IdentityRules.checkRole(text) }
            guard names.insert(text).inserted else { throw name.failure("there are two roles of this name") }
            let id = try object.id(of: text, .role)
            guard ids.insert(id).inserted else { throw place.failure("another role has the id \(id)") }
            var role = RAMRole(name: text, id: id, created: try object.created ?? created, policies: try object.attached(policyNames))
            if let trusted = object["trusted_users"] {
                var users: [String] = []
                for (place, name) in try trusted.names(upTo: IdentityRules.maximumUsers) {
                    guard userNames.contains(name) else { throw place.failure("there is no user \(IdentityNote.quoted(name))") }
                    users.append(name)
                }
                role.trust = .users(users)
            }
            if let session = object["max_session_duration"] {
                role.maximumSession = try session.integer()
                try session.checked { () throws(IdentityError) in try IdentityRules.checkSession(role.maximumSession) }
            }
            roles.append(role)
        }
    }

    private var allPolicyNames: Set<String> { Set(policies.map(\.name) + SystemPolicy.all.map(\.name)) }
}

extension DocumentObject {
    /// The id that is given, or the one that the name has.
    fileprivate func id(of name: String, _ kind: IdentityID.Kind) throws(IdentitiesDocumentError) -> String {
        guard let place = self["id"] else { return IdentityID.derived(from: name, kind) }
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
    fileprivate func attached(_ known: Set<String>) throws(IdentitiesDocumentError) -> [String] {
        guard let place = self["policies"] else { return [] }
        var names: [String] = []
        for (place, name) in try place.names(upTo: IdentityRules.maximumPolicies + SystemPolicy.all.count) {
            guard known.contains(name) else { throw place.failure("there is no policy \(IdentityNote.quoted(name))") }
            names.append(name)
        }
        return names
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
