extension CRC64 {
    /// The checksum of two pieces of data one after the other, from the checksums of both and the length of the second.
    ///
    /// The parts of a multipart upload are joined so, without reading them. It takes some 64 steps per bit of the length: microseconds.
    ///
    /// ```swift
    /// CRC64.combine(CRC64.checksum(a), CRC64.checksum(b), secondLength: UInt64(b.count)) == CRC64.checksum(a + b)
    /// ```
    public static func combine(_ first: UInt64, _ second: UInt64, secondLength: UInt64) -> UInt64 {
        // Bytes are polynomials over GF(2): the first checksum moves up by x^(8 * length), modulo the polynomial, and is added. The ones
        // before and after the data cancel out.
        multiply(powerOfX(bytes: secondLength), first) ^ second
    }

    /// x^(8 * bytes + bits) modulo the polynomial, by squaring.
    /// - Parameter bits: 0 to 7.
    static func powerOfX(bytes: UInt64, bits: Int = 0) -> UInt64 {
        var result: UInt64 = one >> bits
        var square: UInt64 = one >> 8  // x^8, that is one byte
        var rest = bytes
        while rest > 0 {
            if rest & 1 == 1 { result = multiply(result, square) }
            square = multiply(square, square)
            rest >>= 1
        }
        return result
    }

    /// The polynomial 1: the highest bit is x^0, because the register is reflected.
    private static let one: UInt64 = 1 << 63

    /// The product of two polynomials modulo the polynomial of the checksum.
    private static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var product: UInt64 = 0
        var shifted = b
        var mask = one
        while mask != 0 {
            if a & mask != 0 { product ^= shifted }
            shifted = shifted & 1 == 1 ? shifted >> 1 ^ CRC64Tables.polynomial : shifted >> 1
            mask >>= 1
        }
        return product
    }
}
