/// The key (full path) of an object: 1 to 1023 bytes of UTF-8.
///
/// A key is its bytes. Two keys are equal when their bytes are, they sort by their bytes, and nothing is normalised: `a//b`, `..`, the
/// composed and the decomposed spelling of `é` are all different keys. Swift's `String` would treat the last two as one.
///
/// OSS's documentation also forbids a first `/` or `\`. Such keys can be signed, because clients do sign them and the signature is well
/// defined; presigning reports the hazard ``PresignHazard/keyRefusedByOSS`` and the server refuses them.
///
/// OSS page: "Object naming conventions".
public struct ObjectKey: Hashable, Sendable {
    /// The longest key, in bytes.
    public static let maximumByteCount = 1023

    /// The key's bytes, valid UTF-8 without NUL.
    public let bytes: [UInt8]

    /// Checks a key given as text.
    /// - Throws: `NameError.objectKeyEmpty`, `.objectKeyTooLong` or `.objectKeyContainsNUL`.
    public init(_ key: some StringProtocol) throws(NameError) {
        try self.init(utf8: Array(key.utf8), isKnownUTF8: true)
    }

    /// Checks a key given as bytes.
    /// - Throws: `NameError.objectKeyEmpty`, `.objectKeyTooLong`, `.objectKeyNotUTF8` or `.objectKeyContainsNUL`.
    public init(bytes: some Sequence<UInt8>) throws(NameError) {
        try self.init(utf8: Array(bytes), isKnownUTF8: false)
    }

    private init(utf8 bytes: [UInt8], isKnownUTF8: Bool) throws(NameError) {
        guard !bytes.isEmpty else { throw .objectKeyEmpty }
        guard bytes.count <= Self.maximumByteCount else { throw .objectKeyTooLong(bytes: bytes.count) }
        guard !bytes.contains(0) else { throw .objectKeyContainsNUL }
        guard isKnownUTF8 || bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil else { throw .objectKeyNotUTF8 }
        self.bytes = bytes
    }

    /// The key as text. Compare keys, not these strings: `String` equality ignores how a character is composed.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether OSS's naming rule forbids the first character, `/` or `\`.
    public var beginsWithSeparator: Bool { bytes.first == ASCII.slash || bytes.first == ASCII.backslash }
}

extension ObjectKey: Comparable, CustomStringConvertible {
    public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
    public var description: String { text }
}
