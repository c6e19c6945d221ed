import OSSSigning

/// How many users, roles, policies and keys there may be, how large they may be, and which ids and secrets keys may have.
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
}
