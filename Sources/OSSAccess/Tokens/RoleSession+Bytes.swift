import OSSSigning

/// A session as the bytes that are sealed: the expiration, six texts and the policy, each behind its length.
extension RoleSession {
    package var bytes: [UInt8] {
        var writer = FieldWriter()
        writer.append(UInt64(truncatingIfNeeded: expiration.secondsSinceEpoch))
        for text in [reference.account.rawValue, reference.roleID, reference.roleName, reference.sessionName, accessKeyID.rawValue, assumedBy] {
            writer.append(Array(text.utf8))
        }
        if let policy { writer.append(policy.json) }
        return writer.bytes
    }

    /// - Returns: `nil` for what ``bytes`` has not written.
    package init?(bytes: [UInt8]) {
        var reader = FieldReader(bytes)
        guard let seconds = reader.number(), let expiration = Int64(exactly: seconds).flatMap(SigningTime.init(secondsSinceEpoch:)),
            let account = reader.text().flatMap(AccountID.init), let roleID = reader.text(), let roleName = reader.text(),
            let sessionName = reader.text(), let id = reader.text().flatMap({ try? AccessKeyID($0) }), let assumedBy = reader.text()
        else { return nil }
        var policy: PolicyDocument?
        if !reader.isAtEnd {
            guard let json = reader.field(), let document = try? PolicyDocument(json: json, .session) else { return nil }
            policy = document
        }
        guard reader.isAtEnd else { return nil }
        self.init(
            reference: RoleSessionReference(account: account, roleID: roleID, roleName: roleName, sessionName: sessionName), accessKeyID: id,
            policy: policy, expiration: expiration, assumedBy: assumedBy)
    }
}

/// Fields of at most 65,535 bytes, each behind two bytes of length.
private struct FieldWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        for shift in (0..<8).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))) }
    }

    mutating func append(_ field: [UInt8]) {
        let field = field.prefix(Int(UInt16.max))
        bytes.append(UInt8(truncatingIfNeeded: field.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: field.count))
        bytes.append(contentsOf: field)
    }
}

private struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number() -> UInt64? { take(8).map { $0.reduce(0) { $0 << 8 | UInt64($1) } } }

    mutating func field() -> [UInt8]? {
        guard let length = take(2) else { return nil }
        return take(length.reduce(0) { $0 << 8 | Int($1) }).map { Array($0) }
    }

    mutating func text() -> String? { field().flatMap { String(validating: $0, as: UTF8.self) } }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
