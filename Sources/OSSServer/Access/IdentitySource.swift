package import OSSAccess

/// Where a server learns which users, roles and policies there are.
package protocol IdentitySource: Sendable {
    /// The identities as they are now. It is asked for each request, so it must cost next to nothing when they are what they were.
    func current() async throws -> IdentitySnapshot
}

/// The identities of one moment.
package struct IdentitySnapshot: Sendable {
    package let identities: Identities
    /// What seals the security tokens of sessions: 32 bytes, the same for as long as sessions are to live.
    package let tokenKey: [UInt8]
    /// Another number whenever they are others.
    package let generation: UInt64

    package init(identities: Identities, tokenKey: [UInt8], generation: UInt64) {
        self.identities = identities
        self.tokenKey = tokenKey
        self.generation = generation
    }
}

/// Identities that never change. Sessions end with the process.
package struct FixedIdentities: IdentitySource {
    private let snapshot: IdentitySnapshot

    package init(_ identities: Identities = Identities()) {
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        snapshot = IdentitySnapshot(identities: identities, tokenKey: key, generation: 0)
    }

    package func current() -> IdentitySnapshot { snapshot }
}
