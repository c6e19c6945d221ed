import OSSAccess
import OSSSigning
import OSSWire

/// One thing that a command of `waybill ram` prints: as columns, and as JSON.
struct RAMRecord {
    /// user, key, policy, role or change.
    let type: String
    let columns: [String]
    let members: [(String, JSONValue)]

    /// An object with its members in the order of their names.
    var json: String {
        let all = members + [("schema", .string("waybill.ram.\(type)/1"))]
        let object = JSONObject(all.sorted { $0.0 < $1.0 }.map { JSONObject.Member($0.0, $0.1) })
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    /// The columns of all of them, below each other.
    static func table(_ records: [RAMRecord]) -> String {
        let count = records.map(\.columns.count).max() ?? 0
        let widths = (0..<count).map { column in records.map { $0.columns.dropFirst(column).first?.count ?? 0 }.max() ?? 0 }
        return records.compactMap { record in
            guard let last = record.columns.last else { return nil }
            let others = zip(record.columns.dropLast(), widths).map { $0.padded($1) }
            return (others + [last]).joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Something that was done, which prints nothing for people.
    static func change(_ action: String, _ members: (String, String)...) -> RAMRecord {
        RAMRecord(type: "change", columns: [], members: [("action", .string(action))] + members.map { ($0.0, .string($0.1)) })
    }

    static func user(_ user: RAMUser) -> RAMRecord {
        let active = user.keys.count { $0.isEnabled }
        return RAMRecord(
            type: "user",
            columns: [user.name, user.id, user.created.rfc3339, "keys: \(active)/\(user.keys.count)", "policies: \(list(user.policies))"],
            members: [
                ("name", .string(user.name)), ("id", .string(user.id)), ("created", .string(user.created.rfc3339)),
                ("policies", strings(user.policies)), ("access_key_ids", strings(user.keys.map(\.id.rawValue))),
            ])
    }

    /// A key, without its secret.
    static func key(_ key: UserAccessKey, of user: String) -> RAMRecord {
        RAMRecord(
            type: "key", columns: [key.id.rawValue, key.status, user, key.created.rfc3339],
            members: [
                ("access_key_id", .string(key.id.rawValue)), ("status", .string(key.status)), ("user", .string(user)),
                ("created", .string(key.created.rfc3339)),
            ])
    }

    static func role(_ role: RAMRole) -> RAMRecord {
        var members: [(String, JSONValue)] = [
            ("name", .string(role.name)), ("id", .string(role.id)), ("created", .string(role.created.rfc3339)),
            ("policies", strings(role.policies)), ("max_session_duration", .integer(Int64(role.maximumSession))),
        ]
        var trust = "every user"
        if case .users(let names) = role.trust {
            members.append(("trusted_users", strings(names)))
            trust = list(names)
        }
        return RAMRecord(
            type: "role",
            columns: [
                role.name, role.id, role.created.rfc3339, "\(role.maximumSession) s", "trusts: \(trust)", "policies: \(list(role.policies))",
            ], members: members)
    }

    static func policy(_ policy: NamedPolicy, isSystem: Bool, holders: [Identities.Holder]) -> RAMRecord {
        let users = holders.compactMap { if case .user(let name) = $0 { name } else { nil } }
        let roles = holders.compactMap { if case .role(let name) = $0 { name } else { nil } }
        return RAMRecord(
            type: "policy",
            columns: [policy.name, isSystem ? "System" : "Custom", "users: \(list(users))", "roles: \(list(roles))"],
            members: [
                ("name", .string(policy.name)), ("type", .string(isSystem ? "System" : "Custom")), ("users", strings(users)),
                ("roles", strings(roles)),
            ])
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "-" : names.joined(separator: ",") }
    private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}

extension UserAccessKey {
    /// As RAM says it.
    var status: String { isEnabled ? "Active" : "Inactive" }
}
