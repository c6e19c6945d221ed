/// What an upload announced and what it insists on.
package struct PutOptions: Sendable, Hashable {
    /// The length of the body, if it was announced.
    package var expectedLength: Int64?
    /// The MD5 of the body, 16 bytes, if it was announced.
    package var expectedMD5: [UInt8]?
    /// The CRC-64 of the body, if it was announced.
    package var expectedCRC64: UInt64?
    /// A smaller bound on the size than the storage's own.
    package var maximumBytes: Int64?
    /// Whether an object that has the key already makes the upload fail.
    package var forbidOverwrite: Bool

    package init(
        expectedLength: Int64? = nil, expectedMD5: [UInt8]? = nil, expectedCRC64: UInt64? = nil, maximumBytes: Int64? = nil,
        forbidOverwrite: Bool = false
    ) {
        self.expectedLength = expectedLength
        self.expectedMD5 = expectedMD5
        self.expectedCRC64 = expectedCRC64
        self.maximumBytes = maximumBytes
        self.forbidOverwrite = forbidOverwrite
    }
}
