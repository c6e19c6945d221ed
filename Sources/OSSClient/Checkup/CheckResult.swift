/// One line of a checkup: what was looked at, how it is, and what to do about it.
package struct CheckResult: Hashable, Sendable {
    package let check: Check
    package let outcome: Outcome
    /// What was found, in a sentence for people. Never a secret, a signature or a presigned URL.
    package let measured: String
    /// What to do, where there is something.
    package let advice: String?
    /// What was found, for machines.
    package let facts: [String: String]

    /// What is looked at. The raw value is a stable word for machines.
    package enum Check: String, Sendable {
        case credentials, file, proxy, dns, tcp, tls, service, clock, region, bucket, signature, cors, url
    }

    /// How it is.
    package enum Outcome: Hashable, Sendable {
        case ok
        /// It works, and may not for long, or for others.
        case warning
        /// Requests fail.
        case failure(Cause)
    }

    /// Who says no.
    package enum Cause: Sendable {
        /// OSS, or a browser that asks it, would refuse.
        case refused
        /// This machine, or the network.
        case local
    }

    package init(_ check: Check, _ outcome: Outcome, _ measured: String, advice: String? = nil, facts: [String: String] = [:]) {
        self.check = check
        self.outcome = outcome
        self.measured = Self.line(measured)
        self.advice = advice.map(Self.line)
        self.facts = facts.mapValues(Self.line)
    }

    /// One line without control characters: parts of it are the words of strangers.
    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(1000).map { scalar in
                    let category = scalar.properties.generalCategory
                    return category == .control || category == .format || category == .lineSeparator || category == .paragraphSeparator ? " " : scalar
                }))
    }
}
