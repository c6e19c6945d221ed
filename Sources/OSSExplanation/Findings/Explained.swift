/// One thing that is wrong with a request, or worth knowing about it, ready to be shown.
package struct Explained: Sendable, Hashable {
    /// How bad it is.
    package enum Severity: String, Sendable, Comparable {
        /// The request is refused because of it, or stores something else than was meant.
        case error
        /// It works, and may not be what was meant.
        case warning
        /// Worth knowing.
        case note

        private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
        package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
    }

    /// The word that the line of a finding begins with in the text for people.
    package enum Label: String, Sendable { case problem, expired, culprit, clock, note }

    /// Stable, in snake_case; programs switch on it.
    package let code: String
    package let severity: Severity
    package let label: Label
    /// What is wrong, in a sentence.
    package let cause: String
    /// What shows it.
    package let proof: String?
    /// What to do, one line where possible.
    package let fix: String?

    package init(
        _ code: String, _ severity: Severity = .error, label: Label = .problem, cause: String, proof: String? = nil, fix: String? = nil,
        isRepaired: Bool = false
    ) {
        self.isRepaired = isRepaired
        self.code = code
        self.severity = severity
        self.label = severity == .note ? .note : label
        self.cause = cause
        self.proof = proof
        self.fix = fix
    }

    /// Whether it is damage to a URL that has been put right.
    let isRepaired: Bool

    func redacted(by redaction: Redaction) -> Explained {
        Explained(
            redaction(code, limit: 80), severity, label: label, cause: redaction(cause), proof: proof.map { redaction($0) },
            fix: fix.map { redaction($0) }, isRepaired: isRepaired)
    }
}

/// What was found out about one request.
package struct Explanation: Sendable {
    /// The worst first.
    package let findings: [Explained]
    package let facts: RequestFacts
    /// The URL after its repair, if the input has one. It holds the signature: show it only to who asks for it.
    package let url: String?

    /// Whether the request would be, or was, refused, or stores something else than was meant.
    package var isRefused: Bool { findings.contains { $0.severity == .error } }

    /// The same for the request with ``url``.
    package var isRefusedAfterRepair: Bool { findings.contains { $0.severity == .error && !$0.isRepaired } }
}

extension Explanation: CustomStringConvertible, CustomReflectable {
    /// Without the URL, which holds the signature.
    package var description: String { text }
    package var customMirror: Mirror { Mirror(self, children: ["findings": findings]) }
}

/// What a request says about itself, without its secrets.
package struct RequestFacts: Sendable {
    package var method: String?
    package var bucket: String?
    package var key: String?
    package var host: String?
    package var region: String?
    /// Shortened.
    package var accessKeyID: String?
    /// `v4` or `v1`.
    package var signature: String?
    /// RFC 3339.
    package var issued: String?
    package var expires: String?
    package var validitySeconds: Int64?
    package var client: String?
    package var status: Int?
    package var requestID: String?
    package var ec: String?
    /// Whether the signature was computed anew and is right.
    package var isVerified = false
}
