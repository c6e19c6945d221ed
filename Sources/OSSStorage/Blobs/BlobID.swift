internal import OSSSigning

/// The name of a blob: 128 random bits.
///
/// It is never derived from an object key, so that no key can steer a path, and never used twice, so that no write lands on bytes that someone
/// reads.
package struct BlobID: Hashable, Sendable {
    /// The first and the second 64 bits.
    private let high: UInt64
    private let low: UInt64

    /// A fresh name.
    package static func random(using generator: inout some RandomNumberGenerator) -> BlobID {
        BlobID(high: generator.next(), low: generator.next())
    }

    /// A fresh name from the system's generator.
    package static func random() -> BlobID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the 16 bytes that ``bytes`` gives; anything else is `nil`.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads 32 lower-case hexadecimal digits; anything else is `nil`.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decodeLowercase(Array(hex.utf8)) else { return nil }
        self.init(bytes: bytes)
    }

    /// The name as 16 bytes, which sort as the names do.
    package var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }

    /// The name as 32 lower-case hexadecimal digits.
    package var hex: String { Hex.lowercase(bytes) }
}

extension BlobID: Comparable, CustomStringConvertible {
    package static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
    package var description: String { hex }
}
