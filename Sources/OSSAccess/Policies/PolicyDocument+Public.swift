extension PolicyDocument {
    /// Whether it allows everybody something, with no condition that narrows who that is. Where public access is blocked, such a policy cannot be put.
    ///
    /// OSS pages: "GetBucketPolicyStatus", "Block public access".
    package var isPublic: Bool { statements.contains { $0.isPublic } }
}
