import OSSSigning
import OSSWire

extension PrincipalRule {
    /// - Throws: ``PolicyError`` unless a statement has one of the two elements, in a form of OSS's grammar.
    init(_ object: JSONObject) throws(PolicyError) {
        let value: JSONValue
        switch (object["Principal"], object["NotPrincipal"]) {
        case (let present?, nil): (value, isNegated) = (present, false)
        case (nil, let present?): (value, isNegated) = (present, true)
        case (nil, nil): throw PolicyError("Principal is missing in a statement.")
        case (_?, _?): throw PolicyError("A statement has both Principal and NotPrincipal.")
        }
        // Documented for Principal. Nobody left out would read as everybody or as nobody.
        if !isNegated, value.array?.isEmpty == true {
            patterns = [.everybody]
            return
        }
        var patterns: [Pattern] = []
        for text in try PolicyStatement.strings(value, isNegated ? "NotPrincipal" : "Principal") {
            guard let pattern = Pattern(text) else { throw PolicyError("\(PolicyError.quoted(text)) is no principal.") }
            patterns.append(pattern)
        }
        self.patterns = patterns
    }
}

extension PrincipalRule.Pattern {
    /// `*`, digits, or `arn:sts::<account>:assumed-role/<role>/<session>`. The names of `acs:ram::` belong to the trust policies of roles.
    init?(_ text: String) {
        if text.utf8.elementsEqual("*".utf8) { self = .everybody; return }
        if let id = AccountID(text) { self = .id(id.rawValue); return }
        let prefix = "arn:sts::"
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let parts = text.utf8.dropFirst(prefix.utf8.count).split(separator: ASCII.colon, omittingEmptySubsequences: false)
        guard parts.count == 2, let account = AccountID(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        let path = parts[1].split(separator: ASCII.slash, omittingEmptySubsequences: false)
        guard path.count == 3, path[0].elementsEqual("assumed-role".utf8), NameRule.principal.allows(path[1]),
            NameRule.principal.allows(path[2]) || path[2].elementsEqual("*".utf8)
        else { return nil }
        self = .assumedRole(
            account: account.rawValue, role: String(decoding: path[1].map(ASCII.lowercased(_:)), as: UTF8.self),
            session: String(decoding: path[2], as: UTF8.self))
    }
}
