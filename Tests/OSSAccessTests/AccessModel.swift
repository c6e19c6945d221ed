import OSSWire

@testable import OSSAccess

/// An independent model of the order in which OSS decides, written from the documentation: slow and obvious. Statements are the values from which
/// the documents under test are written as JSON.
struct ModelStatement {
    enum People { case none, everybody, only([String]), allBut([String]) }
    var effect: String
    var actions: [String]
    var resources: [String]
    var people = People.none
    /// `Bool` of `acs:SecureTransport`; the model's requests come over plain HTTP.
    var secure: Bool?

    var json: String {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        var members = ["\"Effect\":\"\(effect)\"", "\"Action\":\(list(actions))", "\"Resource\":\(list(resources))"]
        switch people {
        case .none: break
        case .everybody: members.append("\"Principal\":[\"*\"]")
        case .only(let ids): members.append("\"Principal\":\(list(ids))")
        case .allBut(let ids): members.append("\"NotPrincipal\":\(list(ids))")
        }
        if let secure { members.append("\"Condition\":{\"Bool\":{\"acs:SecureTransport\":\"\(secure)\"}}") }
        return "{" + members.joined(separator: ",") + "}"
    }

    func covers(_ action: String, _ resource: String) -> Bool {
        secure != true
            && actions.contains { Self.matches(Array($0.lowercased().utf8)[...], Array(action.lowercased().utf8)[...]) }
            && resources.contains {
                $0 == "*" || Self.matches(Array($0.dropFirst("acs:oss:*:*:".count).utf8)[...], Array(resource.utf8)[...])
            }
    }

    /// By trying everything: `*` is any run of bytes, `?` is one.
    static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == UInt8(ascii: "*") {
            return matches(pattern.dropFirst(), text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
        }
        guard let byte = text.first else { return false }
        return (first == UInt8(ascii: "?") || first == byte) && matches(pattern.dropFirst(), text.dropFirst())
    }
}

/// What the model knows of a question.
struct ModelCase {
    enum Kind { case owner, user, session, anonymous }
    enum Rule { case management, owner, read, write }
    /// What must be answered; of several layers each would be right, since the documentation leaves it open.
    enum Outcome: Equatable { case allowed, refused(Set<Layer>) }
    enum Layer { case session, ram, bucketPolicy, both, nothingAllows, bucketACL, objectACL, anonymous }

    var kind: Kind
    /// By which a bucket policy names who asks.
    var principal: String
    var identity: [ModelStatement]
    var session: [ModelStatement]?
    var bucketPolicy: [ModelStatement]
    var action: String
    var resource: String
    var rule: Rule
    var bucketACL: String
    var objectACL: String
    var isBlocked: Bool

    func binds(_ statement: ModelStatement) -> Bool {
        switch statement.people {
        case .none: false
        case .everybody: kind != .owner || statement.secure != nil
        case .only(let ids): kind != .anonymous && ids.contains(principal)
        case .allBut(let ids): kind == .anonymous || !ids.contains(principal)
        }
    }

    func isForEverybody(_ statement: ModelStatement) -> Bool {
        if case .everybody = statement.people { return true }
        return false
    }

    func outcome() -> Outcome {
        func effects(_ statements: [ModelStatement]) -> Set<String> {
            Set(statements.filter { $0.covers(action, resource) }.map(\.effect))
        }
        if let session, effects(session) != ["Allow"] { return .refused([.session]) }
        let ram = effects(identity)
        let bucket = effects(bucketPolicy.filter { binds($0) && !(isBlocked && $0.effect == "Allow" && isForEverybody($0)) })
        switch (ram.contains("Deny"), bucket.contains("Deny")) {
        case (true, true): return .refused([.both])
        case (true, false): return .refused([.ram])
        case (false, true): return .refused([.bucketPolicy])
        case (false, false): break
        }
        if !ram.isEmpty || !bucket.isEmpty || kind == .owner { return .allowed }
        switch rule {
        case .management: return .refused([kind == .anonymous ? .anonymous : .nothingAllows])
        case .owner: return .refused(kind == .anonymous ? [.anonymous] : [.bucketACL, .objectACL])
        case .read, .write: return byLists()
        }
    }

    private func byLists() -> Outcome {
        func gives(_ list: String) -> Bool { list == "public-read-write" || (list == "public-read" && rule == .read) }
        let bucket = isBlocked ? "private" : bucketACL
        let object = isBlocked && objectACL.hasPrefix("public") ? "private" : objectACL
        if gives(object == "default" ? bucket : object) { return .allowed }
        // Which line counts for anonymous requests when several fit is not said, nor which is meant for a public-read object that is written.
        let anonymous: Set<Layer> = kind == .anonymous ? [.anonymous] : []
        if object == "private", bucket != "private" { return .refused(anonymous.union([.objectACL])) }
        if object == "public-read" { return .refused(anonymous.union([.objectACL, .bucketACL])) }
        return .refused(kind == .anonymous && bucket == "private" ? [.anonymous] : anonymous.union([.bucketACL]))
    }
}
