package import OSSSigning
import OSSWire

/// Reading a policy, strictly: what is not understood would be a rule that nobody keeps.
extension PolicyDocument {
    /// - Throws: ``PolicyError`` for a document that is too long, is no JSON, or says anything that is not in OSS's grammar.
    package init(json: [UInt8], _ kind: Kind) throws(PolicyError) {
        try self.init(Self.value(json, kind), json: json, kind)
    }

    /// A policy that is kept without the blanks between its values. It must keep to its limit as it is and as it is kept.
    /// - Throws: ``PolicyError``, as reading it does.
    init(compacting json: [UInt8], _ kind: Kind) throws(PolicyError) {
        let value = try Self.value(json, kind)
        let compact = value.bytes
        try Self.checkLength(compact, kind)
        try self.init(value, json: compact, kind)
    }

    private static func value(_ json: [UInt8], _ kind: Kind) throws(PolicyError) -> JSONValue {
        try checkLength(json, kind)
        do { return try JSONReader.read(json) } catch { throw PolicyError("Invalid JSON: \(error)") }
    }

    private static func checkLength(_ json: [UInt8], _ kind: Kind) throws(PolicyError) {
        guard json.count <= kind.maximumBytes else { throw PolicyError("The policy is longer than \(kind.maximumBytes) bytes.") }
    }

    private init(_ value: JSONValue, json: [UInt8], _ kind: Kind) throws(PolicyError) {
        guard let object = value.object else { throw PolicyError("The policy is no JSON object.") }
        try object.refuseMembers(except: ["Version", "Statement"], in: "the policy")
        guard object["Version"]?.string?.utf8.elementsEqual("1".utf8) == true else { throw PolicyError("Version must be the string \"1\".") }
        guard let elements = object["Statement"]?.array, !elements.isEmpty else { throw PolicyError("Statement must be a list of at least one.") }
        var statements: [PolicyStatement] = []
        for element in elements { statements.append(try PolicyStatement(element, kind)) }
        self.init(statements: statements, json: json)
    }

    /// For a bucket policy, which is about nothing but its bucket.
    /// - Throws: ``PolicyError`` when a statement names a resource that cannot be the bucket's or in it.
    package func check(isOf bucket: BucketName) throws(PolicyError) {
        for statement in statements {
            for pattern in statement.resources.patterns where !WildcardPattern(pattern.bucket).matches(bucket.rawValue.utf8) {
                let name = String(decoding: pattern.bucket, as: UTF8.self)
                throw PolicyError("Resource must be of the bucket \(bucket.rawValue), and not of \(PolicyError.quoted(name)).")
            }
        }
    }
}

extension PolicyStatement {
    fileprivate init(_ value: JSONValue, _ kind: PolicyDocument.Kind) throws(PolicyError) {
        guard let object = value.object else { throw PolicyError("A statement is no JSON object.") }
        let principalNames = kind == .bucket ? ["Principal", "NotPrincipal"] : []
        try object.refuseMembers(
            except: ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"] + principalNames, in: "a statement")
        let (actionNames, negatesActions) = try Self.oneOf("Action", "NotAction", in: object)
        let actions = try ActionRule(actionNames, isNegated: negatesActions, kind)
        let (resourceNames, negatesResources) = try Self.oneOf("Resource", "NotResource", in: object)
        self.init(
            effect: try Self.effect(object["Effect"]), sid: try Self.sid(object["Sid"]), actions: actions,
            resources: try Self.resources(resourceNames, isNegated: negatesResources, kind),
            principals: kind == .bucket ? try PrincipalRule(object) : nil,
            conditions: try Condition.read(object["Condition"], knowsOSS: actions.isAboutOSS),
            text: StatementText(
                actions: StatementText.Names(names: actionNames, isNegated: negatesActions),
                resources: StatementText.Names(names: resourceNames, isNegated: negatesResources),
                principals: StatementText.principals(of: object), conditions: StatementText.conditions(of: object)))
    }

    private static func effect(_ value: JSONValue?) throws(PolicyError) -> Effect {
        for effect in [Effect.allow, .deny] where value?.string?.utf8.elementsEqual(effect.rawValue.utf8) == true { return effect }
        throw PolicyError("Effect must be Allow or Deny.")
    }

    private static func sid(_ value: JSONValue?) throws(PolicyError) -> String? {
        guard let value else { return nil }
        guard let text = value.string else { throw PolicyError("Sid must be a string.") }
        try PolicyError.checkCharacters(text)
        return text
    }

    private static func resources(_ names: [String], isNegated: Bool, _ kind: PolicyDocument.Kind) throws(PolicyError) -> ResourceRule {
        var patterns: [ResourcePattern] = []
        for name in names {
            guard let pattern = ResourcePattern(name, kind) else { throw PolicyError("\(PolicyError.quoted(name)) is no resource.") }
            patterns.append(pattern)
        }
        return ResourceRule(patterns: patterns, isNegated: isNegated)
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

    /// A string, or a list of at least one.
    static func strings(_ value: JSONValue, _ name: String) throws(PolicyError) -> [String] {
        let elements = value.array ?? [value]
        guard !elements.isEmpty else { throw PolicyError("\(name) must not be empty.") }
        var strings: [String] = []
        for element in elements {
            guard let text = element.string else { throw PolicyError("\(name) must be a string or a list of strings.") }
            try PolicyError.checkCharacters(text)
            strings.append(text)
        }
        return strings
    }
}

extension JSONObject {
    fileprivate func refuseMembers(except names: [String], in place: String) throws(PolicyError) {
        for member in members where !names.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            throw PolicyError("Unknown element \(PolicyError.quoted(member.name)) in \(place).")
        }
    }
}
