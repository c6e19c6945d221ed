/// Why a policy document is refused when it is put.
package struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for people: `Invalid Policy: ...` stands before it in OSS's answer.
    package let problem: String
    /// OSS's error cause, `0030-00000005` unless the rule has one of its own.
    package let ec: String

    package init(_ problem: String, ec: String = "0030-00000005") {
        self.problem = problem
        self.ec = ec
    }

    package var description: String { problem }
}
