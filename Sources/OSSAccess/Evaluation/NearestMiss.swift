/// A statement that would have allowed what nothing allowed, but for one thing: what to change, or what was mistyped.
///
/// It is looked for after a refusal, for people; it decides nothing.
package struct NearestMiss: Hashable, Sendable {
    /// What stands between the statement and the request.
    package enum Gap: Hashable, Sendable {
        /// The statement allows other actions.
        case action(StatementText.Names)
        /// It allows the action on other resources.
        case resource(StatementText.Names)
        /// It allows others to do it.
        case principal(StatementText.Names)
        /// It allows it under conditions that the request does not meet.
        case conditions([UnmetCondition])
        /// It allows it to everybody, and public access is blocked.
        case publicAccessBlock
    }

    /// A condition, and what the request has for its key.
    package struct UnmetCondition: Hashable, Sendable {
        package let condition: StatementText.Condition
        /// `nil` for a key that the request does not have.
        package let found: [String]?
    }

    package let statement: StatementReference
    package let gap: Gap
    /// What was asked.
    package let action: String
    /// `bucket/key`, the bucket alone, or the whole resource where only region or account differ.
    package let resource: String
    /// Whether the bucket itself was asked for, which patterns of objects do not cover.
    let isAboutBucket: Bool
}

extension NearestMiss: CustomStringConvertible {
    /// `statement 1 of the RAM policy uploader allows oss:PutObject on acs:oss:*:*:b/dir/*, not on b/dir2/x`
    package var description: String {
        switch gap {
        case .action(let names): "\(statement) allows \(names) on \(resource), not \(action)"
        case .resource(let names):
            "\(statement) allows \(action) on \(names), not on \(resource)"
                + (isAboutBucket ? " (this action is about the bucket itself, not about its objects)" : "")
        case .principal(let names): "\(statement) allows \(action) on \(resource) to \(names), not to this requester"
        case .conditions(let unmet):
            "\(statement) allows \(action) on \(resource) only where " + unmet.map(\.description).joined(separator: ", and where ")
        case .publicAccessBlock: "\(statement) allows \(action) on \(resource) to everybody, and public access to the bucket is blocked"
        }
    }
}

extension NearestMiss.UnmetCondition: CustomStringConvertible {
    /// `IpAddress acs:SourceIp is 192.0.2.0/24; the request has 198.51.100.7`
    package var description: String {
        let has = found.map { $0.isEmpty ? "nothing" : $0.prefix(3).map { $0.isEmpty ? "an empty value" : $0 }.joined(separator: ", ") } ?? "none"
        return "\(condition); the request has \(has)"
    }
}
