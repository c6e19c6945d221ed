import OSSSigning
import OSSWire

/// Reading a policy, strictly: what is not understood would be a rule that nobody keeps.
extension PolicyDocument {
    /// - Throws: ``PolicyError`` for a document that is too long, is no JSON, or says anything that is not in OSS's grammar.
    package init(json: [UInt8], _ kind: Kind) throws(PolicyError) {
        guard json.count <= kind.maximumBytes else { throw PolicyError("The policy is longer than \(kind.maximumBytes) bytes.") }
        let value: JSONValue
        do { value = try JSONReader.read(json) } catch { throw PolicyError("Invalid JSON: \(error)") }
        try self.init(value, json: json, kind)
    }

    private init(_ value: JSONValue, json: [UInt8], _ kind: Kind) throws(PolicyError) {
        guard let object = value.object else { throw PolicyError("The policy is no JSON object.") }
        for member in object.members where !["Version", "Statement"].contains(member.name) {
            throw PolicyError("Unknown element \(member.name).")
        }
        guard let version = object["Version"]?.string, version == "1" else { throw PolicyError("Version must be the string \"1\".") }
        guard let elements = object["Statement"]?.array, !elements.isEmpty else { throw PolicyError("Statement must be a list of at least one.") }
        var statements: [PolicyStatement] = []
        for element in elements { statements.append(try PolicyStatement(element, kind)) }
        self.init(statements: statements, json: json)
    }
}

extension PolicyStatement {
    fileprivate init(_ value: JSONValue, _ kind: PolicyDocument.Kind) throws(PolicyError) {
        guard let object = value.object else { throw PolicyError("A statement is no JSON object.") }
        let principalNames = kind == .bucket ? ["Principal", "NotPrincipal"] : []
        let known = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"] + principalNames
        for member in object.members where !known.contains(member.name) { throw PolicyError("Unknown element \(member.name) in a statement.") }
        guard let effect = object["Effect"]?.string.flatMap(Effect.init(rawValue:)) else { throw PolicyError("Effect must be Allow or Deny.") }
        self.effect = effect
        if let sid = object["Sid"] {
            guard let text = sid.string else { throw PolicyError("Sid must be a string.") }
            self.sid = text
        } else {
            sid = nil
        }
        let (actionNames, negatesActions) = try Self.oneOf("Action", "NotAction", in: object)
        actions = ActionRule(actionNames, isNegated: negatesActions)
        let (resourceNames, negatesResources) = try Self.oneOf("Resource", "NotResource", in: object)
        var patterns: [ResourcePattern] = []
        for name in resourceNames {
            guard let pattern = ResourcePattern(name) else { throw PolicyError("\(name) is no resource.") }
            patterns.append(pattern)
        }
        resources = ResourceRule(patterns: patterns, isNegated: negatesResources)
        principals = kind == .bucket ? try PrincipalRule(object) : nil
        conditions = try Condition.read(object["Condition"])
    }

    /// The strings of one of two elements, exactly one of which must be there.
    private static func oneOf(_ name: String, _ negated: String, in object: JSONObject) throws(PolicyError) -> ([String], Bool) {
        switch (object[name], object[negated]) {
        case (let value?, nil): return (try strings(value, name), false)
        case (nil, let value?): return (try strings(value, negated), true)
        case (nil, nil): throw PolicyError("\(name) is missing in a statement.")
        case (_?, _?): throw PolicyError("A statement has both \(name) and \(negated).")
        }
    }

    static func strings(_ value: JSONValue, _ name: String) throws(PolicyError) -> [String] {
        if let text = value.string { return [text] }
        guard let elements = value.array, !elements.isEmpty else { throw PolicyError("\(name) must be a string or a list of strings.") }
        var strings: [String] = []
        for element in elements {
            guard let text = element.string else { throw PolicyError("\(name) must be a string or a list of strings.") }
            strings.append(text)
        }
        return strings
    }
}

extension PrincipalRule {
    fileprivate init(_ object: JSONObject) throws(PolicyError) {
        let value: JSONValue
        switch (object["Principal"], object["NotPrincipal"]) {
        case (let present?, nil): (value, isNegated) = (present, false)
        case (nil, let present?): (value, isNegated) = (present, true)
        case (nil, nil): throw PolicyError("Principal is missing in a statement.")
        case (_?, _?): throw PolicyError("A statement has both Principal and NotPrincipal.")
        }
        if value.array?.isEmpty == true {
            patterns = [.everybody]
            return
        }
        var patterns: [Pattern] = []
        for text in try PolicyStatement.strings(value, "Principal") {
            guard let pattern = Pattern(text) else { throw PolicyError("\(text) is no principal.") }
            patterns.append(pattern)
        }
        self.patterns = patterns
    }
}

extension PrincipalRule.Pattern {
    /// `*`, digits, or `arn:sts::<account>:assumed-role/<role>/<session>`.
    init?(_ text: String) {
        if text == "*" { self = .everybody; return }
        if let id = AccountID(text) { self = .id(id.rawValue); return }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "arn", parts[1] == "sts", parts[2].isEmpty, let account = AccountID(String(parts[3])) else { return nil }
        let path = parts[4].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count == 3, path[0] == "assumed-role", !path[1].isEmpty, !path[2].isEmpty else { return nil }
        self = .assumedRole(account: account.rawValue, role: path[1].lowercased(), session: String(path[2]))
    }
}
