/// The secret that seals security tokens: 32 bytes, kept with the identities. Whoever has it can make tokens for every role.
package struct TokenKey: Hashable, Sendable {
    package static let byteCount = 32

    /// For whoever keeps it, and for the computation that needs it.
    package let bytes: [UInt8]

    /// A key that was kept.
    /// - Returns: `nil` unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A fresh key.
    package static func random() -> TokenKey {
        var generator = SystemRandomNumberGenerator()
        return TokenKey(unchecked: (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

extension TokenKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
