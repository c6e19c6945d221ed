import OSSSigning
import OSSWire
import Testing

@testable import OSSAccess

/// Short ways to write policies and questions.
enum Asking {
    static let alice = AccessRequester.user(RAMUserReference(account: .standard, id: "200000000000000001", name: "alice"))
    static let session = AccessRequester.session(
        RoleSessionReference(account: .standard, roleID: "300000000000000001", roleName: "Uploads-Role", sessionName: "app"))
    static let owner = AccessRequester.owner(.standard)

    /// A document with these statements.
    static func document(_ statements: String, _ kind: PolicyDocument.Kind = .ram) throws -> PolicyDocument {
        try PolicyDocument(json: Array(#"{"Version":"1","Statement":[\#(statements)]}"#.utf8), kind)
    }

    /// What a user has attached.
    static func identity(_ statements: String) throws -> PolicySet {
        PolicySet(identity: [NamedPolicy(name: "policy", document: try document(statements))])
    }

    /// - Parameter path: `bucket`, `bucket/key`, or `*` for the service.
    static func resource(_ path: String) throws -> AccessResource {
        guard path != "*" else { return AccessResource(.service, region: "cn-hangzhou") }
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bucket = try BucketName(String(parts[0]))
        return AccessResource(parts.count == 1 ? .bucket(bucket) : .object(bucket, try ObjectKey(String(parts[1]))), region: "cn-hangzhou")
    }

    static func context(_ values: [String: String]) -> AccessContext {
        var context = AccessContext()
        for (key, value) in values { context[key] = [value] }
        return context
    }

    static func question(
        _ action: String, _ path: String, _ requester: AccessRequester = alice, _ values: [String: String] = [:]
    ) throws -> AccessQuestion {
        AccessQuestion(requester, AccessAction(action), try resource(path), context: context(values))
    }
}

/// What a table expects.
enum Outcome: Hashable, Sendable, CustomStringConvertible {
    case allowed, denied, silent

    init(_ verdict: PolicyVerdict) {
        switch verdict {
        case .allowed: self = .allowed
        case .denied: self = .denied
        case .silent: self = .silent
        }
    }

    var description: String {
        switch self {
        case .allowed: "allowed"
        case .denied: "denied"
        case .silent: "silent"
        }
    }
}
