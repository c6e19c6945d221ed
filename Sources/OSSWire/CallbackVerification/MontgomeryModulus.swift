/// Arithmetic modulo an odd number, for RSA's public operation.
///
/// Everything that goes through here is public, so nothing is done about timing; a private key must never come near.
struct MontgomeryModulus: Hashable, Sendable {
    /// The least significant limb first.
    private let limbs: [UInt64]
    /// `-1 / limbs[0]` modulo 2^64.
    private let negativeInverse: UInt64

    /// The modulus of a big-endian number; `nil` for an even one, for 1 and for nothing.
    init?(bigEndian bytes: some BidirectionalCollection<UInt8>) {
        let limbs = Self.limbs(bytes, count: (bytes.count + 7) / 8)
        guard let lowest = limbs.first, lowest & 1 == 1, lowest > 1 || limbs.dropFirst().contains(where: { $0 > 0 }) else { return nil }
        self.limbs = limbs
        // Newton's iteration: three bits are right at first, and twice as many after each step.
        var inverse = lowest
        for _ in 0..<5 { inverse = inverse &* (2 &- lowest &* inverse) }
        negativeInverse = 0 &- inverse
    }

    /// `base` to the power of 65537, as big-endian bytes of the given count; `nil` when the base is not below the modulus.
    func power65537(of base: [UInt8], count: Int) -> [UInt8]? {
        let number = Self.limbs(base, count: limbs.count)
        guard base.count <= limbs.count * 8, !isAtLeastModulus(number) else { return nil }
        let first = product(number, squareOfRadix)
        var power = first
        for _ in 0..<16 { power = product(power, power) }
        power = product(power, first)
        var one = [UInt64](repeating: 0, count: limbs.count)
        one[0] = 1
        return Self.bytes(product(power, one), count: count)
    }

    /// The square of the radix, 2^(64 * limbs), modulo the modulus: 1, doubled that often.
    private var squareOfRadix: [UInt64] {
        var number = [UInt64](repeating: 0, count: limbs.count)
        number[0] = 1
        for _ in 0..<128 * limbs.count {
            var carry: UInt64 = 0
            for index in number.indices {
                let top = number[index] >> 63
                number[index] = number[index] << 1 | carry
                carry = top
            }
            if carry == 1 || isAtLeastModulus(number) { subtractModulus(from: &number) }
        }
        return number
    }

    /// `a * b / radix` modulo the modulus: Montgomery's product, limb by limb.
    private func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        let count = limbs.count
        var sum = [UInt64](repeating: 0, count: count)
        var above: UInt64 = 0
        for factor in b {
            var carry: UInt64 = 0
            for index in 0..<count { (carry, sum[index]) = Self.multiplyAdd(a[index], factor, sum[index], carry) }
            let (top, overflow) = above.addingReportingOverflow(carry)
            let multiple = sum[0] &* negativeInverse
            (carry, _) = Self.multiplyAdd(multiple, limbs[0], sum[0], 0)
            for index in 1..<max(1, count) { (carry, sum[index - 1]) = Self.multiplyAdd(multiple, limbs[index], sum[index], carry) }
            let (last, secondOverflow) = top.addingReportingOverflow(carry)
            sum[count - 1] = last
            above = (overflow ? 1 : 0) + (secondOverflow ? 1 : 0)
        }
        if above > 0 || isAtLeastModulus(sum) { subtractModulus(from: &sum) }
        return sum
    }

    private func isAtLeastModulus(_ number: [UInt64]) -> Bool {
        for index in limbs.indices.reversed() where number[index] != limbs[index] { return number[index] > limbs[index] }
        return true
    }

    private func subtractModulus(from number: inout [UInt64]) {
        var borrow: UInt64 = 0
        for index in limbs.indices {
            let (difference, first) = number[index].subtractingReportingOverflow(limbs[index])
            let (rest, second) = difference.subtractingReportingOverflow(borrow)
            number[index] = rest
            borrow = first || second ? 1 : 0
        }
    }

    /// `a * b + c + d`, which two limbs always hold.
    private static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (high: UInt64, low: UInt64) {
        let (high, low) = a.multipliedFullWidth(by: b)
        let (first, carry) = low.addingReportingOverflow(c)
        let (second, secondCarry) = first.addingReportingOverflow(d)
        return (high &+ (carry ? 1 : 0) &+ (secondCarry ? 1 : 0), second)
    }

    private static func limbs(_ bytes: some BidirectionalCollection<UInt8>, count: Int) -> [UInt64] {
        var limbs = [UInt64](repeating: 0, count: count)
        for (position, byte) in bytes.reversed().enumerated() where position / 8 < count {
            limbs[position / 8] |= UInt64(byte) << UInt64(position % 8 * 8)
        }
        return limbs
    }

    private static func bytes(_ limbs: [UInt64], count: Int) -> [UInt8] {
        (0..<count).reversed().map { position in
            position / 8 < limbs.count ? UInt8(truncatingIfNeeded: limbs[position / 8] >> UInt64(position % 8 * 8)) : 0
        }
    }
}
