import OSSSigning

/// What users, roles, policies and keys may be called, and how many of each there may be.
package enum IdentityRules {
    package static let maximumUsers = 10_000
    package static let maximumRoles = 1000
    package static let maximumPolicies = 1000
    package static let maximumKeysOfUser = 100
    /// Bytes of the document that holds everything.
    package static let maximumDocument = 16 << 20
    /// The longest session that a role may allow, in seconds.
    package static let sessions = 3600...43_200
    /// Bytes of a secret.
    static let maximumSecret = 1024

    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`.
    static func checkUser(_ name: String) throws(IdentityError) {
        guard isName(name, upTo: 64, and: "._-") else {
            throw IdentityError(.userName, "the name of a user is 1 to 64 letters, digits, '.', '_' and '-'")
        }
    }

    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`, as RAM has it.
    static func checkRole(_ name: String) throws(IdentityError) {
        guard isName(name, upTo: 64, and: "._-") else {
            throw IdentityError(.roleName, "the name of a role is 1 to 64 letters, digits, '.', '_' and '-'")
        }
    }

    /// 1 to 128 characters of `a-z A-Z 0-9 -`.
    static func checkPolicy(_ name: String) throws(IdentityError) {
        guard isName(name, upTo: 128, and: "-") else {
            throw IdentityError(.policyName, "the name of a policy is 1 to 128 letters, digits and '-'")
        }
    }

    /// An id as requests can carry it. `STS.` begins the ids of temporary keys, which are nobody's.
    static func keyID(_ text: String) throws(IdentityError) -> AccessKeyID {
        guard let id = try? AccessKeyID(text) else {
            throw IdentityError(.keyID, "an access key id is 1 to 128 visible ASCII characters without '/', ',' and ':'")
        }
        guard !text.utf8.starts(with: "STS.".utf8) else { throw IdentityError(.keyID, "ids that begin with STS. are those of temporary keys") }
        return id
    }

    static func checkSecret(_ secret: Secret) throws(IdentityError) {
        let bytes = secret.exposed.utf8
        guard (1...maximumSecret).contains(bytes.count), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw IdentityError(.keySecret, "a secret is 1 to \(maximumSecret) bytes without control characters")
        }
    }

    static func checkSession(_ seconds: Int) throws(IdentityError) {
        guard sessions.contains(seconds) else {
            throw IdentityError(.maximumSession, "the longest session of a role is \(sessions.lowerBound) to \(sessions.upperBound) seconds")
        }
    }

    private static func isName(_ name: String, upTo limit: Int, and others: StaticString) -> Bool {
        (1...limit).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                ASCII.isLowercaseAlphanumeric(ASCII.lowercased(byte)) || others.withUTF8Buffer { $0.contains(byte) }
            }
    }
}
