import OSSSigning
import OSSWire

/// Writing a document of identities. It holds the secrets: it goes to a place that only its owner reads, and nowhere else.
extension Identities {
    /// The JSON document that reads as these identities.
    package var json: [UInt8] { value.bytes }

    private var value: JSONValue {
        .object([
            ("version", .integer(1)), ("account", .string(account.rawValue)), ("users", .array(users.map(\.value))),
            ("roles", .array(roles.map(\.value))), ("policies", .array(policies.map(\.value))),
        ])
    }
}

extension RAMUser {
    fileprivate var value: JSONValue {
        .object([
            ("name", .string(name)), ("id", .string(id)), ("created", .string(created.rfc3339)), ("policies", .strings(policies)),
            ("access_keys", .array(keys.map(\.value))),
        ])
    }
}

extension UserAccessKey {
    fileprivate var value: JSONValue {
        .object([
            ("id", .string(id.rawValue)), ("secret", .string(secret.exposed)), ("status", .string(isEnabled ? "Active" : "Inactive")),
            ("created", .string(created.rfc3339)),
        ])
    }
}

extension RAMRole {
    fileprivate var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("id", .string(id)), ("created", .string(created.rfc3339)), ("policies", .strings(policies)),
        ]
        if case .users(let names) = trust { members.append(("trusted_users", .strings(names))) }
        members.append(("max_session_duration", .integer(Int64(maximumSession))))
        return .object(members)
    }
}

extension RAMPolicy {
    fileprivate var value: JSONValue {
        // A document was read before it became one.
        .object([("name", .string(name)), ("document", (try? JSONReader.read(document.json)) ?? .null)])
    }
}

extension JSONValue {
    fileprivate static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { JSONObject.Member($0, $1) }))
    }

    fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
