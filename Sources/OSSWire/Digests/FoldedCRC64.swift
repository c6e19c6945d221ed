import CRC64Folding

/// The checksum of long stretches where the processor multiplies polynomials itself: several times the speed of ``CRC64Tables``.
///
/// A stretch is folded into 16 bytes that leave the same remainder, and the tables take it from there.
enum FoldedCRC64 {
    /// Shorter ones are not worth it.
    static let shortest = 128

    private static let isAvailable = crc64_can_fold()
    private static let by64 = CRC64Multipliers(movingBy: 64)
    private static let by16 = CRC64Multipliers(movingBy: 16)

    /// The register behind as many of the bytes as can be folded, and how many those were.
    static func advance(_ register: UInt64, over bytes: UnsafeRawBufferPointer) -> (register: UInt64, count: Int) {
        guard bytes.count >= shortest, isAvailable, let base = bytes.baseAddress else { return (register, 0) }
        let count = bytes.count & ~63
        let folded = withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { folded in
            crc64_fold(register, base.assumingMemoryBound(to: UInt8.self), count, by64, by16, folded.assumingMemoryBound(to: UInt8.self).baseAddress)
            return CRC64Tables.shared.advance(0, over: UnsafeRawBufferPointer(folded))
        }
        return (folded, count)
    }
}

extension CRC64Multipliers {
    /// Polynomials that move the two halves of a block over a distance. A product of reflected polynomials comes out one bit too far, so both
    /// are one bit short.
    fileprivate init(movingBy bytes: UInt64) {
        self.init(first: CRC64.powerOfX(bytes: bytes + 7, bits: 7), last: CRC64.powerOfX(bytes: bytes - 1, bits: 7))
    }
}
