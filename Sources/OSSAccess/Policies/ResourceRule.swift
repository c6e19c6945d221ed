import OSSSigning
import OSSWire

/// `Resource` or `NotResource` of a statement.
struct ResourceRule: Sendable {
    let patterns: [ResourcePattern]
    let isNegated: Bool

    func matches(_ resource: AccessResource, of account: AccountID) -> Bool {
        patterns.contains { $0.matches(resource, of: account) } != isNegated
    }
}

/// `acs:oss:{region}:{account}:{bucket}[/{object}]` with wildcards, or `*` for everything.
///
/// `*` covers any run of characters, `/` among them; `?` covers one. Bytes decide: a directory is what stands before a slash, and nothing is
/// normalised.
struct ResourcePattern: Sendable {
    /// `oss`, `ram`, ...; a pattern.
    let service: WildcardPattern
    let region: WildcardPattern
    let account: WildcardPattern
    let relative: WildcardPattern

    /// - Returns: `nil` for what is no resource.
    init?(_ text: String) {
        guard text != "*" else {
            (service, region, account, relative) = (Self.any, Self.any, Self.any, Self.any)
            return
        }
        let parts = text.utf8.split(separator: ASCII.colon, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("acs".utf8), !parts[4].isEmpty else { return nil }
        service = WildcardPattern(parts[1])
        region = parts[2].isEmpty ? Self.any : WildcardPattern(parts[2])
        account = parts[3].isEmpty ? Self.any : WildcardPattern(parts[3])
        relative = WildcardPattern(parts[4])
    }

    private static let any = WildcardPattern("*".utf8)

    func matches(_ resource: AccessResource, of account: AccountID) -> Bool {
        relative.matches(resource.relative) && service.matches(resource.service.utf8) && self.account.matches(account.rawValue.utf8)
            && (region.matches("*".utf8) || region.matches(resource.region.utf8))
    }
}
