/// The policies that count for one requester and one bucket.
package struct PolicySet: Sendable {
    /// Of the user or role, with their names; empty for the owner and for anonymous requests.
    package var identity: [NamedPolicy]
    /// What the session was narrowed to when the role was assumed.
    package var session: PolicyDocument?
    /// The bucket's.
    package var bucket: PolicyDocument?
    /// Public access is blocked: what a bucket policy allows everybody does not count.
    package var ignoresPublicStatements: Bool

    package init(
        identity: [NamedPolicy] = [], session: PolicyDocument? = nil, bucket: PolicyDocument? = nil, ignoresPublicStatements: Bool = false
    ) {
        self.identity = identity
        self.session = session
        self.bucket = bucket
        self.ignoresPublicStatements = ignoresPublicStatements
    }

    /// Whether there is none: then nobody is denied or allowed anything.
    package var isEmpty: Bool { identity.isEmpty && session == nil && bucket == nil }

    /// What the conditions of all of them ask for: a request's context needs nothing else.
    package var conditionKeys: ConditionKeys {
        identity.reduce((session?.conditionKeys ?? []).union(bucket?.conditionKeys ?? [])) { $0.union($1.document.conditionKeys) }
    }
}

/// A policy with the name under which it is attached.
package struct NamedPolicy: Sendable {
    package let name: String
    package let document: PolicyDocument

    package init(name: String, document: PolicyDocument) {
        self.name = name
        self.document = document
    }
}

/// A statement that decided, for people.
package struct StatementReference: Hashable, Sendable, CustomStringConvertible {
    package enum Source: Hashable, Sendable {
        case ram(policy: String)
        case session
        case bucket
    }

    package let source: Source
    /// Its place in the document, from 1.
    package let number: Int
    package let sid: String?

    /// `statement 2 ("Uploads") of the RAM policy uploader`
    package var description: String {
        let name = sid.map { " (\"\($0)\")" } ?? ""
        return switch source {
        case .ram(let policy): "statement \(number)\(name) of the RAM policy \(policy)"
        case .session: "statement \(number)\(name) of the session policy"
        case .bucket: "statement \(number)\(name) of the bucket policy"
        }
    }
}

/// What the policies say, before any ACL is asked.
package enum PolicyVerdict: Hashable, Sendable {
    case allowed(StatementReference)
    case denied(AccessRefusal)
    /// No statement is about it.
    case silent
}

extension PolicySet {
    /// Session policy, then every Deny, then every Allow: the first four steps of OSS's order.
    package func verdict(on question: AccessQuestion) -> PolicyVerdict {
        if let session {
            if let reference = first(.deny, in: session, .session, question) { return .denied(.sessionPolicy(reference)) }
            guard first(.allow, in: session, .session, question) != nil else { return .denied(.sessionPolicy(nil)) }
        }
        let ram = ramStatement(.deny, question)
        let bucket = bucketStatement(.deny, question)
        switch (ram, bucket) {
        case (let ram?, let bucket?): return .denied(.bothPolicies(ram: ram, bucket: bucket))
        case (let ram?, nil): return .denied(.ramPolicy(ram))
        case (nil, let bucket?): return .denied(.bucketPolicy(bucket))
        case (nil, nil): break
        }
        if let allowed = ramStatement(.allow, question) ?? bucketStatement(.allow, question) { return .allowed(allowed) }
        return .silent
    }

    private func ramStatement(_ effect: PolicyStatement.Effect, _ question: AccessQuestion) -> StatementReference? {
        for policy in identity {
            if let reference = first(effect, in: policy.document, .ram(policy: policy.name), question) { return reference }
        }
        return nil
    }

    private func bucketStatement(_ effect: PolicyStatement.Effect, _ question: AccessQuestion) -> StatementReference? {
        bucket.flatMap { first(effect, in: $0, .bucket, question) }
    }

    private func first(
        _ effect: PolicyStatement.Effect, in document: PolicyDocument, _ source: StatementReference.Source, _ question: AccessQuestion
    ) -> StatementReference? {
        let ignoresPublic = source == .bucket && ignoresPublicStatements
        return document.first(effect, about: question, ignoringPublic: ignoresPublic).map { index in
            StatementReference(source: source, number: index + 1, sid: document.statements[index].sid)
        }
    }
}
