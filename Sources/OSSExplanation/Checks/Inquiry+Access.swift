import HTTPTypes
import OSSSigning

/// Refusals of access control: the signature was right, or there was none, and somebody may not do something.
extension Inquiry {
    func accessFinding(_ document: ServerDocument) -> Explained? {
        guard let layer = RefusingLayer(document) else { return nil }
        // With a URL, what is wrong with its signature says more than that there is none.
        if case .anonymous = layer, observation.url != nil { return nil }
        let access = refusedAccess(document)
        return Explained(layer.code, label: .problem, cause: layer.cause(access), proof: context.evidence, fix: layer.fix(access))
    }

    /// `AccessDeniedDetail` where there is one; else the request and its key.
    private func refusedAccess(_ document: ServerDocument) -> RefusedAccess {
        var access = RefusedAccess()
        let resource = isBare ? nil : try? request(method ?? "PUT").resource
        access.bucket = (resource?.bucket?.rawValue ?? observation.facts.bucket).map { Wording.quoted($0, limit: 63) }
        let key = resource?.key?.description ?? observation.facts.key
        access.resource = access.bucket.map { bucket in "acs:oss:*:*:\(bucket)" + (key.map { "/\(Wording.quoted($0, limit: 200))" } ?? "") }
        access.action = document.detail("AuthAction").map { Wording.quoted($0, limit: 60) } ?? usualAction(isObject: key != nil)
        if let principal = principal(document) { access.principal = principal }
        return access
    }

    private func principal(_ document: ServerDocument) -> String? {
        let name = document.detail("AuthPrincipalDisplayName").map { Wording.quoted($0, limit: 100) } ?? ""
        switch document.detail("AuthPrincipalType") {
        case "SubUser": return "the RAM user \(name)"
        case "AssumedRoleUser": return "the role session \(name)"
        case "Account": return "the account \(name)"
        case let type?: return "\(Wording.quoted(type, limit: 40)) \(name)"
        case nil: return presentedAccessKeyID.map { "the owner of the access key \(Redaction.shortened(accessKeyID: $0))" }
        }
    }

    /// The action of a plain request; those with a sub-resource have actions of their own.
    private func usualAction(isObject: Bool) -> String? {
        let parts = ["uploadId", "uploads", "partNumber", "append", "position", "callback", "callback-var", "security-token"]
        let isPlain = query.pairs.allSatisfy { pair in
            !SubResources.names.contains(pair.name.text) || parts.contains(pair.name.text) || pair.name.text.begins(with: "response-")
        }
        guard !isBare || observation.facts.bucket != nil, isPlain else { return nil }
        return switch (method, isObject) {
        case ("PUT", true), ("POST", _): "oss:PutObject"
        case ("GET", true), ("HEAD", true): "oss:GetObject"
        case ("DELETE", true): "oss:DeleteObject"
        case ("GET", false): "oss:ListObjects"
        default: nil
        }
    }
}
