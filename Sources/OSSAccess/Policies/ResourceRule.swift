import OSSSigning
import OSSWire

/// `Resource` or `NotResource` of a statement.
struct ResourceRule: Sendable {
    let patterns: [ResourcePattern]
    let isNegated: Bool

    func matches(_ resource: AccessResource, of account: AccountID) -> Bool {
        for pattern in patterns where pattern.matches(resource, of: account) { return !isNegated }
        return isNegated
    }
}

/// `acs:oss:{region}:{account}:{bucket}[/{object}]` with wildcards, or `*` for everything.
///
/// `*` covers any run of characters, `/` among them; `?` covers one. Bytes decide: a directory is what stands before a slash, and nothing is
/// normalised.
struct ResourcePattern: Sendable {
    /// What stands before the first slash of the relative part, wildcards among it.
    let bucket: [UInt8]
    let relative: WildcardPattern
    /// `oss`, `ram`, ...; `nil` for any.
    private let service: WildcardPattern?
    private let account: WildcardPattern?
    /// The documentation knows `*` only; a region matches requests that came to that region.
    private let region: WildcardPattern?

    /// `*`
    static let everything = ResourcePattern()

    private init() { (service, region, account, relative, bucket) = (nil, nil, nil, WildcardPattern("*".utf8), Array("*".utf8)) }

    /// - Returns: `nil` for what is no resource, or none that a document of this kind may name.
    init?(_ text: String, _ kind: PolicyDocument.Kind = .ram) {
        guard !text.utf8.elementsEqual("*".utf8) else {
            self = .everything
            return
        }
        let parts = text.utf8.split(separator: ASCII.colon, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("acs".utf8), !parts[1].isEmpty, !parts[4].isEmpty,
            parts[1...3].allSatisfy({ $0.allSatisfy { NameRule.isAlphanumeric($0, or: "*?-_") } })
        else { return nil }
        if kind == .bucket {
            guard parts[1].elementsEqual("oss".utf8), !parts[2].isEmpty, Self.isAccount(parts[3]), !parts[3].isEmpty else { return nil }
        } else if parts[1].elementsEqual("oss".utf8) {
            guard Self.isAccount(parts[3]) else { return nil }
        }
        service = Self.narrowing(parts[1])
        region = Self.narrowing(parts[2])
        account = Self.narrowing(parts[3])
        relative = WildcardPattern(parts[4])
        bucket = Array(parts[4].prefix { $0 != ASCII.slash })
    }

    /// Between requests and patterns the relative parts differ most, so they are compared first.
    func matches(_ resource: AccessResource, of account: AccountID) -> Bool {
        relative.matches(resource.relative) && service?.matches(resource.service.utf8) != false
            && self.account?.matches(account.rawValue.utf8) != false && region?.matches(resource.region.utf8) != false
    }

    /// Empty stands for everything, as `*` does.
    private static func narrowing(_ part: Substring.UTF8View) -> WildcardPattern? {
        let pattern = WildcardPattern(part)
        return part.isEmpty || pattern.coversEverything ? nil : pattern
    }

    private static func isAccount(_ part: Substring.UTF8View) -> Bool {
        part.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: "*") || $0 == ASCII.question } && part.count <= 20
    }
}
