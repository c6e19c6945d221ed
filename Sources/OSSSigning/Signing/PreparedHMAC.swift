import Crypto

/// HMAC-SHA256 with a key that was absorbed once: the two halves of RFC 2104, each copied for every message.
///
/// The library's own HMAC takes messages through a generic protocol, which costs more than hashing the short strings that are signed here.
struct PreparedHMAC: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    init(key: SymmetricKey) {
        precondition(key.bitCount <= SHA256.blockByteCount * 8, "a longer key would have to be hashed first")
        var block = key.withUnsafeBytes { Array($0) }
        block += [UInt8](repeating: 0, count: SHA256.blockByteCount - block.count)
        inner = Self.hash(beginningWith: block.map { $0 ^ 0x36 })
        outer = Self.hash(beginningWith: block.map { $0 ^ 0x5C })
    }

    /// Calls `body` with the 32 bytes of the authentication code.
    func withAuthenticationCode<R>(of message: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        var inner = inner
        inner.update(bufferPointer: message)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes(body)
    }

    private static func hash(beginningWith block: [UInt8]) -> SHA256 {
        var hash = SHA256()
        block.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }
}
