/// What is kept about the identities of an account: one document, and the key of the server's security tokens beside it.
package struct StoredIdentities: Hashable, Sendable {
    /// Which change made it what it is: 1 or more, and one more with each change.
    package let generation: UInt64
    /// The document. Empty until somebody has changed something.
    package let document: [UInt8]
    /// 32 random bytes, made once.
    package let tokenKey: [UInt8]

    package init(generation: UInt64, document: [UInt8], tokenKey: [UInt8]) {
        (self.generation, self.document, self.tokenKey) = (generation, document, tokenKey)
    }
}

extension StoredIdentities: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the document and the key, which are secrets.
    package var description: String { "StoredIdentities(generation: \(generation))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["generation": generation]) }
}

/// Where identities are kept.
package protocol IdentityStore: Sendable {
    /// What is kept now. The first time it makes the token key.
    func read() async throws -> StoredIdentities

    /// Replaces the document, durably, unless somebody else has changed it meanwhile.
    /// - Parameter generation: which one the new document was made from.
    /// - Returns: whether it was still the current one.
    func replace(_ generation: UInt64, with document: [UInt8]) async throws -> Bool

    /// A mark of this moment. Take it before reading; as long as ``isUnchanged(since:)`` holds, what was read is what is kept.
    func mark() -> IdentityMark

    /// Whether nothing was changed since, by anybody. It is asked for every request: it reads no table.
    func isUnchanged(since mark: IdentityMark) -> Bool
}

/// A moment in the life of an ``IdentityStore``.
package struct IdentityMark: Hashable, Sendable {
    /// `nil` for a moment that says nothing: somebody was in the middle of a change.
    package let position: UInt64?

    package init(_ position: UInt64?) { self.position = position }
}
