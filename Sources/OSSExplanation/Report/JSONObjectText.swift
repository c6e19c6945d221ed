import OSSWire

/// A JSON object that is being written; a member without a value is left out.
struct JSONObjectText {
    private var members: [String] = []

    var text: String { "{" + members.joined(separator: ",") + "}" }

    mutating func add(_ name: String, _ value: String?) {
        if let value { members.append("\(JSONQuoting.quote(name)):\(JSONQuoting.quote(value))") }
    }

    mutating func add(_ name: String, _ value: (some BinaryInteger)?) {
        if let value { members.append("\(JSONQuoting.quote(name)):\(value)") }
    }

    mutating func add(_ name: String, _ value: Bool) { members.append("\(JSONQuoting.quote(name)):\(value)") }

    mutating func add(_ name: String, _ elements: [JSONObjectText]) {
        members.append("\(JSONQuoting.quote(name)):[\(elements.map(\.text).joined(separator: ","))]")
    }

    mutating func add(_ name: String, _ object: JSONObjectText) { members.append("\(JSONQuoting.quote(name)):\(object.text)") }
}

extension Explained {
    var json: JSONObjectText {
        var object = JSONObjectText()
        object.add("code", code)
        object.add("severity", severity.rawValue)
        object.add("label", label.rawValue)
        object.add("cause", cause)
        object.add("proof", proof)
        object.add("fix", fix)
        return object
    }

    /// What ``json`` wrote.
    init?(json object: JSONObject) {
        guard let code = object["code"]?.string, let severity = object["severity"]?.string.flatMap(Severity.init(rawValue:)),
            let cause = object["cause"]?.string
        else { return nil }
        self.init(
            code, severity, label: object["label"]?.string.flatMap(Label.init(rawValue:)) ?? .problem, cause: cause, proof: object["proof"]?.string,
            fix: object["fix"]?.string)
    }
}
