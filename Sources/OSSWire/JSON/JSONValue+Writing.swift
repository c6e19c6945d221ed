extension JSONObject.Member {
    /// A member of an object that is made here.
    package init(_ name: String, _ value: JSONValue) { self.init(name: name, value: value) }
}

extension JSONObject {
    /// An object with these members, in this order. Nobody looks whether two of them have one name.
    package init(_ members: [Member]) {
        self.init()
        self.members = members
    }
}

extension JSONValue {
    /// The value as a JSON document without any blank.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .decimal(let text): bytes += text.utf8
        case .string(let text): bytes += JSONQuoting.quote(text).utf8
        case .array(let elements):
            Self.write(elements, in: "[]", to: &bytes) { $0.write(to: &$1) }
        case .object(let object):
            Self.write(object.members, in: "{}", to: &bytes) { member, bytes in
                bytes += JSONQuoting.quote(member.name).utf8
                bytes += ":".utf8
                member.value.write(to: &bytes)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], in brackets: StaticString, to bytes: inout [UInt8], _ body: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(brackets.utf8Start[0])
        for (position, element) in elements.enumerated() {
            if position > 0 { bytes += ",".utf8 }
            body(element, &bytes)
        }
        bytes.append(brackets.utf8Start[1])
    }
}
