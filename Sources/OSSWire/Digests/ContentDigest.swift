import Crypto

/// The size, MD5 and CRC-64 of a body, taken while it streams by.
package struct ContentDigest: Sendable {
    /// The bytes so far.
    package private(set) var size: Int64 = 0
    private var md5 = Insecure.MD5()
    private var crc64 = CRC64()

    /// What the digest of a whole body is.
    package struct Value: Hashable, Sendable {
        /// The number of bytes.
        package let size: Int64
        /// The MD5, 16 bytes.
        package let md5: [UInt8]
        /// The CRC-64, see ``CRC64``.
        package let crc64: UInt64
    }

    /// The digest of no bytes.
    package init() {}

    /// Appends bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // Nine exabytes can be announced but not sent, so this sum cannot overflow.
        size += Int64(bytes.count)
        md5.update(bufferPointer: bytes)
        crc64.update(bytes)
    }

    /// Appends bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of everything appended. More may be appended afterwards.
    package func finish() -> Value {
        Value(size: size, md5: Array(md5.finalize()), crc64: crc64.value)
    }
}
