/// CRC-64/XZ, the checksum that OSS sends as `x-oss-hash-crc64ecma`: ECMA-182's polynomial, reflected, with all ones before and after.
///
/// ```swift
/// var crc = CRC64()
/// crc.update(Array("123456789".utf8))
/// crc.value  // 11051210869376104954
/// ```
///
/// Checksums of neighbouring parts are joined with ``combine(_:_:secondLength:)``, without the bytes.
///
/// OSS page: "Check data transmission integrity by using CRC-64".
public struct CRC64: Hashable, Sendable {
    /// The register: the checksum with all bits inverted.
    private var register: UInt64 = .max

    /// The checksum of no bytes, which is 0.
    public init() {}

    /// The checksum of bytes that others follow.
    public init(continuing checksum: UInt64) { register = ~checksum }

    /// The checksum of the bytes so far.
    public var value: UInt64 { ~register }

    /// Appends bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let (folded, count) = FoldedCRC64.advance(register, over: bytes)
        register = CRC64Tables.shared.advance(folded, over: UnsafeRawBufferPointer(rebasing: bytes[count...]))
    }

    /// Appends bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The checksum of some bytes.
    public static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var crc = CRC64()
        crc.update(bytes)
        return crc.value
    }
}
