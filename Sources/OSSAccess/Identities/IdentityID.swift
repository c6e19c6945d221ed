import Crypto

/// The ids of users and roles: 18 digits, of which the first says what it is.
package enum IdentityID {
    package enum Kind: String, Sendable {
        case user = "2"
        case role = "3"
    }

    private static let range: UInt64 = 100_000_000_000_000_000

    /// Whether a text is an id of that kind.
    package static func isValid(_ text: String, _ kind: Kind) -> Bool {
        text.utf8.count == 18 && text.utf8.first == kind.rawValue.utf8.first && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The id that a name has for ever, for files that give none.
    package static func derived(from name: String, _ kind: Kind) -> String {
        let digest = SHA256.hash(data: Array("\(kind.rawValue):\(name)".utf8))
        return text(digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } % range, kind)
    }

    /// An id that is nobody's.
    static func random(_ kind: Kind, notIn taken: Set<String>, using generator: inout some RandomNumberGenerator) -> String {
        while true {
            let id = text(UInt64.random(in: 0..<range, using: &generator), kind)
            if !taken.contains(id) { return id }
        }
    }

    private static func text(_ number: UInt64, _ kind: Kind) -> String {
        let digits = String(number)
        return kind.rawValue + String(repeating: "0", count: 17 - digits.utf8.count) + digits
    }
}
