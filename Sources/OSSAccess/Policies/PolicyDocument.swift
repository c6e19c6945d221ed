/// Statements that allow and deny: a RAM policy, a session policy or a bucket policy.
///
/// It is read once, strictly, and compiled: evaluating it reads no text.
///
/// OSS pages: "Policy syntax and elements", "Bucket Policy".
package struct PolicyDocument: Sendable {
    /// Where a document stands, which decides what its statements must have.
    package enum Kind: Sendable, Hashable {
        /// Attached to a user or a role; no principals. At most 6,144 bytes.
        case ram
        /// Passed to AssumeRole; no principals. At most 2,048 bytes.
        case session
        /// Put on a bucket; every statement names principals. At most 16,384 bytes.
        case bucket

        /// The longest document, in bytes.
        package var maximumBytes: Int {
            switch self {
            case .ram: 6144
            case .session: 2048
            case .bucket: 16_384
            }
        }
    }

    /// At least one.
    package let statements: [PolicyStatement]
    /// The document as it was put.
    package let json: [UInt8]
    /// What the conditions of all statements ask for. What is not among it need not be in a request's context.
    package let conditionKeys: ConditionKeys
    private let index: StatementIndex

    init(statements: [PolicyStatement], json: [UInt8]) {
        self.statements = statements
        self.json = json
        conditionKeys = statements.reduce([]) { $0.union($1.conditionKeys) }
        index = StatementIndex(statements)
    }

    /// The place of the first statement of an effect that is about what is asked.
    /// - Parameter ignoringPublic: Whether those that open a bucket to everybody are passed over.
    func first(_ effect: PolicyStatement.Effect, about question: AccessQuestion, ignoringPublic: Bool = false) -> Int? {
        index.first(isDeny: effect == .deny, question) { index in
            statements[index].covers(question) && !(ignoringPublic && statements[index].isPublic)
        }
    }

    /// Whether any statement has a condition: only then is a request's context asked for.
    package var hasConditions: Bool { !conditionKeys.isEmpty }

    /// Whether a bucket policy makes its bucket public: what GetBucketPolicyStatus answers, and what a block on public access refuses.
    package var isPublic: Bool { statements.contains(where: \.isPublic) }
}
