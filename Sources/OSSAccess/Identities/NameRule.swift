import OSSSigning

/// What a name may be made of: ASCII letters, digits and a few others, and how many.
///
/// RAM documentation: "CreateUser", "CreateRole", "CreatePolicy", "AssumeRole".
package struct NameRule: Sendable, CustomStringConvertible {
    /// In bytes.
    private let lengths: ClosedRange<Int>
    /// What there may be besides letters and digits.
    private let others: StaticString

    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`.
    package static let user = NameRule(lengths: 1...64, others: "._-")
    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`, as RAM has it.
    package static let role = NameRule(lengths: 1...64, others: "._-")
    /// 1 to 128 characters of `a-z A-Z 0-9 -`.
    package static let policy = NameRule(lengths: 1...128, others: "-")
    /// 2 to 64 characters of `a-z A-Z 0-9 . @ - _`.
    package static let session = NameRule(lengths: 2...64, others: ".@-_")
    /// A role or a session as the principal of a bucket policy: 1 to 64 characters of `a-z A-Z 0-9 . @ - _`. What it names need not be there.
    static let principal = NameRule(lengths: 1...64, others: ".@-_")

    /// Whether these bytes are a name.
    package func allows(_ name: some Collection<UInt8>) -> Bool {
        lengths.contains(name.count) && name.allSatisfy { Self.isAlphanumeric($0, or: others) }
    }

    /// Whether a byte is an ASCII letter, a digit or one of some others.
    static func isAlphanumeric(_ byte: UInt8, or others: StaticString) -> Bool {
        ASCII.isLowercaseAlphanumeric(ASCII.lowercased(byte)) || others.withUTF8Buffer { $0.contains(byte) }
    }

    /// `1 to 64 letters, digits, '.', '_' and '-'`
    package var description: String {
        let parts = ["letters", "digits"] + "\(others)".map { "'\($0)'" }
        return "\(lengths.lowerBound) to \(lengths.upperBound) \(parts.dropLast().joined(separator: ", ")) and \(parts.last ?? "")"
    }
}
