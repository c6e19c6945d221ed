import OSSTesting
import OSSWire
import Testing

@Suite("CRC-64") struct CRC64Tests {
    @Test(
        "the published vectors hold",
        arguments: [("", 0), ("123456789", 11_051_210_869_376_104_954), ("hello oss", 15_021_467_531_229_347_219)] as [(String, UInt64)])
    func vectors(text: String, expected: UInt64) {
        #expect(CRC64.checksum(Array(text.utf8)) == expected)
    }

    /// Bit by bit, as the polynomial is defined.
    private func plainChecksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var register = UInt64.max
        for byte in bytes {
            register ^= UInt64(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xC96C_5795_D787_0F42 : register >> 1 }
        }
        return ~register
    }

    @Test("what is computed agrees with the plain definition, at any length and alignment")
    func plainly() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(2000)
        for _ in 0..<400 {
            let ends = [Int.random(in: 0...2000, using: &random), Int.random(in: 0...2000, using: &random)].sorted()
            let slice = bytes[ends[0]..<ends[1]]
            var crc = CRC64()
            // Not copied: the pointer has the alignment that the offset gives it.
            slice.withUnsafeBytes { crc.update($0) }
            #expect(crc.value == plainChecksum(slice), "seed \(seed), \(ends)")
        }
    }

    @Test("how the bytes are cut into chunks does not matter")
    func chunks() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(5000)
        for _ in 0..<50 {
            var crc = CRC64()
            var rest = bytes[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 0...400, using: &random))
                crc.update(Array(chunk))
                rest = rest.dropFirst(chunk.count)
            }
            #expect(crc.value == CRC64.checksum(bytes), "seed \(seed)")
        }
    }

    @Test("checksums of parts combine to the checksum of the whole")
    func combine() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let first = random.bytes(Int.random(in: 0...300, using: &random))
            let second = random.bytes(Int.random(in: 0...300, using: &random))
            let combined = CRC64.combine(CRC64.checksum(first), CRC64.checksum(second), secondLength: UInt64(second.count))
            #expect(combined == CRC64.checksum(first + second), "seed \(seed)")
        }
    }

    @Test("combining is associative, also for lengths that no test can hold")
    func combineLong() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let (a, b, c) = (random.next(), random.next(), random.next())
            let (lengthB, lengthC) = (random.next() >> 1, random.next() >> 1)
            let left = CRC64.combine(CRC64.combine(a, b, secondLength: lengthB), c, secondLength: lengthC)
            let right = CRC64.combine(a, CRC64.combine(b, c, secondLength: lengthC), secondLength: lengthB + lengthC)
            #expect(left == right, "seed \(seed)")
        }
    }
}
