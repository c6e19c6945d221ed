/// The name of a user, a role or a policy, which keeps to its rule.
///
/// Names are the same when their bytes are: `String ==` would take U+212A for a K, and attach a policy that nobody has named.
struct RAMName: Hashable, Sendable {
    /// What has the name.
    enum Kind: String, Sendable {
        case user, role, policy

        fileprivate var rule: (NameRule, IdentityError.Code) {
            switch self {
            case .user: (.user, .userName)
            case .role: (.role, .roleName)
            case .policy: (.policy, .policyName)
            }
        }
    }

    let text: String

    /// - Throws: `IdentityError` `.userName`, `.roleName` or `.policyName`.
    init(_ text: String, _ kind: Kind) throws(IdentityError) {
        let (rule, code) = kind.rule
        guard rule.allows(text.utf8) else { throw IdentityError(code, "the name of a \(kind.rawValue) is \(rule)") }
        self.text = text
    }

    static func == (a: Self, b: Self) -> Bool { a.text.isSameName(as: b.text) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(text.utf8.count)
    }
}

extension String {
    /// Whether two names are the same, byte by byte.
    func isSameName(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [String] {
    /// Whether a name is among them, byte by byte.
    func hasName(_ name: String) -> Bool { contains { $0.isSameName(as: name) } }
}
