/// What a search for credentials found where: one step for each source, in the order in which they are asked. It holds no secret.
public struct CredentialsTrace: Hashable, Sendable {
    /// The sources.
    public internal(set) var steps: [Step] = []

    /// One source.
    public struct Step: Hashable, Sendable {
        /// Its stable name: `environment_oss`, `aliyun_cli_config`.
        public let source: String
        /// What came of it.
        public let outcome: Outcome
    }

    /// What came of a source.
    public enum Outcome: Hashable, Sendable {
        /// Its credentials are used; what kind they are.
        case used(String)
        /// It is not set up; why.
        case skipped(String)
        /// It is set up and gave nothing, which ends the search: going on could use somebody else's credentials.
        case failed(String)
        /// An earlier one was used, or failed.
        case notAsked
    }

    /// The source whose credentials are used.
    public var winner: Step? { steps.first { if case .used = $0.outcome { true } else { false } } }
}
