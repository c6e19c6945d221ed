package import OSSSigning

/// A role that users of the account may assume.
package struct RAMRole: Sendable {
    package let name: String
    /// 18 digits, the first of them a 3.
    package let id: String
    package let created: SigningTime
    package var policies: [String]
    /// Who may assume it, if his own policies allow `sts:AssumeRole` besides.
    package var trust: TrustPolicy
    /// The longest session in seconds: 3600 to 43200.
    package var maximumSession: Int

    package init(
        name: String, id: String, created: SigningTime, policies: [String] = [], trust: TrustPolicy = .wholeAccount,
        maximumSession: Int = IdentityRules.sessions.lowerBound
    ) {
        (self.name, self.id, self.created, self.policies, self.trust, self.maximumSession) = (name, id, created, policies, trust, maximumSession)
    }
}
