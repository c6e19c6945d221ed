import OSSSigning

/// A variable that the client brings along: `${x:name}` in the body stands for its value.
package struct CallbackVariable: Sendable {
    /// With the `x:` in front.
    package let name: String
    package let value: String

    /// The variables of the `callback-var` value: a JSON object of strings. Numbers and booleans count as the text they are written with.
    static func list(_ encoded: String) throws(OSSError) -> [CallbackVariable] {
        var variables: [CallbackVariable] = []
        for member in try EncodedJSON.object(encoded, argument: .variables).members {
            guard isValidName(member.name), let value = text(member.value) else { throw .callbackInvalidVariable(value: encoded) }
            variables.append(CallbackVariable(name: member.name, value: value))
        }
        return variables
    }

    /// The variables among the fields of a form, which together have the bound of a `callback-var` value.
    static func list(formFields: [(name: String, value: String)]) throws(OSSError) -> [CallbackVariable] {
        var variables: [CallbackVariable] = []
        var bytes = 0
        for field in formFields where field.name.utf8.starts(with: prefix) {
            guard isValidName(field.name) else { throw .callbackInvalidVariable(value: field.name) }
            // A form is bounded long before these sums could overflow.
            bytes += field.name.utf8.count + field.value.utf8.count
            guard bytes <= CallbackConfiguration.maximumBytes else { throw .callbackTooLong(.variables) }
            variables.append(CallbackVariable(name: field.name, value: field.value))
        }
        return variables
    }

    private static let prefix = Array("x:".utf8)

    /// `x:` and at least one more byte, nothing of it in upper case and no brace, which would end the place in the template.
    private static func isValidName(_ name: String) -> Bool {
        let bytes = name.utf8
        return bytes.starts(with: prefix) && bytes.count > prefix.count
            && bytes.allSatisfy { !ASCII.isUppercase($0) && $0 > ASCII.space && $0 != 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .decimal(let text): text
        case .integer(let number): String(number)
        case .boolean(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
