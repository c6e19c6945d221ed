import OSSWire

extension PermissionCheck {
    /// What a member holds, for formats that are written by hand.
    enum Member {
        case text(String)
        case flag(Bool)
        case number(Int)
        case texts([String])
        case statement([(name: String, value: Member)])
        case statements([[(name: String, value: Member)]])
    }

    /// The members that there are, by name, as in JSON.
    var members: [(name: String, value: Member)] {
        let all: [(String, Member?)] = [
            ("action", action.map(Member.text)), ("bucket_exists", bucketExists.map(Member.flag)), ("by", .text(by.rawValue)),
            ("ec", ec.map(Member.text)), ("layer", layer.map { .text($0.rawValue) }), ("nearest", nearest.map(Member.text)),
            ("not_given", notGiven.map(Member.texts)), ("outcome", .text(outcome.rawValue)), ("reason", .text(reason)),
            ("resource", resource.map(Member.text)), ("statement", statement.map { .statement($0.members) }),
            ("statements", statements.map { .statements($0.map(\.members)) }),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// The elements of `<Check>`: `BucketExists` for `bucket_exists`.
    func write(to writer: inout XMLWriter) {
        for (name, value) in members { Self.write(value, as: name, to: &writer) }
    }

    private static func write(_ member: Member, as name: String, to writer: inout XMLWriter) {
        let element = name == "ec" ? "EC" : name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        switch member {
        case .text(let text): writer.element(element, text)
        case .flag(let flag): writer.element(element, "\(flag)")
        case .number(let number): writer.element(element, "\(number)")
        case .texts(let texts): for text in texts { writer.element(element, text) }
        case .statement(let members):
            writer.element(element) { writer in for (name, value) in members { write(value, as: name, to: &writer) } }
        case .statements(let all): for members in all { write(.statement(members), as: "statement", to: &writer) }
        }
    }
}

extension PermissionCheck.Member {
    /// The value in JSON, which YAML takes as it is.
    var json: String {
        switch self {
        case .text(let text): JSONQuoting.quote(text)
        case .flag(let flag): "\(flag)"
        case .number(let number): "\(number)"
        case .texts(let texts): "[\(texts.map { JSONQuoting.quote($0) }.joined(separator: ", "))]"
        case .statement(let members): "{\(members.map { "\(JSONQuoting.quote($0.name)): \($0.value.json)" }.joined(separator: ", "))}"
        case .statements(let all): "[\(all.map { PermissionCheck.Member.statement($0).json }.joined(separator: ", "))]"
        }
    }
}

extension SimulationReport.Statement {
    fileprivate var members: [(name: String, value: PermissionCheck.Member)] {
        let all: [(String, PermissionCheck.Member?)] = [
            ("number", .number(number)), ("policy", policy.map { .text($0) }), ("sid", sid.map { .text($0) }), ("source", .text(source.rawValue)),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
