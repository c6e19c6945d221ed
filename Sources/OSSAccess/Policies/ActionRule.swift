import OSSSigning
import OSSWire

/// `Action` or `NotAction` of a statement: names such as `oss:PutObject`, with wildcards, in any case.
struct ActionRule: Sendable {
    let patterns: [WildcardPattern]
    let isNegated: Bool
    /// Whether some action of OSS is among them.
    let isAboutOSS: Bool

    init(_ patterns: [String], isNegated: Bool = false) {
        self.patterns = patterns.map { WildcardPattern($0.utf8, ignoresCase: true) }
        self.isNegated = isNegated
        isAboutOSS = isNegated || patterns.contains { WildcardPattern(Self.service($0), ignoresCase: true).matches("oss".utf8) }
    }

    /// Reads and checks the names.
    /// - Throws: ``PolicyError`` for what is neither `*` nor `service:Name`, or in a bucket policy is no action of OSS.
    init(_ names: [String], isNegated: Bool, _ kind: PolicyDocument.Kind) throws(PolicyError) {
        for name in names where !Self.isAction(name, kind) { throw PolicyError("\(PolicyError.quoted(name)) is no action.") }
        self.init(names, isNegated: isNegated)
    }

    func matches(_ action: AccessAction) -> Bool {
        for pattern in patterns where pattern.matches(action.folded) { return !isNegated }
        return isNegated
    }

    private static func isAction(_ name: String, _ kind: PolicyDocument.Kind) -> Bool {
        if name.utf8.elementsEqual("*".utf8) { return true }
        let parts = name.utf8.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { NameRule.isAlphanumeric($0, or: "*?-_.") } }) else { return false }
        return kind != .bucket || parts[0].map(ASCII.lowercased(_:)).elementsEqual("oss".utf8)
    }

    private static func service(_ name: String) -> Substring.UTF8View { name.utf8.prefix { $0 != ASCII.colon } }
}
