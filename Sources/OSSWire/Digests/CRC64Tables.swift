/// The tables of ``CRC64``: sixteen bytes are looked up side by side ("slicing by sixteen").
///
/// Table `k` holds what a byte contributes to the register when `k` more bytes follow it, so the sixteen lookups of a block do not wait for
/// each other. 32 KiB in all, built once.
struct CRC64Tables: Sendable {
    static let shared = CRC64Tables()

    /// ECMA-182's polynomial without its highest term, reflected.
    static let polynomial: UInt64 = 0xC96C_5795_D787_0F42

    private static let sliceCount = 16
    private let entries: [UInt64]

    private init() {
        var entries = [UInt64](repeating: 0, count: Self.sliceCount * 256)
        for byte in 0..<256 {
            entries[byte] = (0..<8).reduce(UInt64(byte)) { register, _ in
                register & 1 == 1 ? register >> 1 ^ Self.polynomial : register >> 1
            }
        }
        for index in 256..<entries.count {
            let shorter = entries[index - 256]
            entries[index] = shorter >> 8 ^ entries[Int(shorter & 0xFF)]
        }
        self.entries = entries
    }

    func advance(_ register: UInt64, over bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = bytes.baseAddress else { return register }
        return entries.withUnsafeBufferPointer { entries in
            guard let tables = entries.baseAddress else { return register }
            var register = register
            var position = 0
            // The loads need not be aligned: a body's buffers begin anywhere.
            while bytes.count &- position >= 16 {
                let low = register ^ UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let high = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self))
                register = Self.fold(low, from: tables + 2048) ^ Self.fold(high, from: tables)
                position &+= 16
            }
            while position < bytes.count {
                register = register &>> 8 ^ tables[Int(truncatingIfNeeded: (register ^ UInt64(bytes[position])) & 0xFF)]
                position &+= 1
            }
            return register
        }
    }

    /// What eight bytes contribute, the first of them through the eighth table from `tables` on.
    @inline(__always)
    private static func fold(_ word: UInt64, from tables: UnsafePointer<UInt64>) -> UInt64 {
        let first = tables[1792 &+ byte(word, 0)] ^ tables[1536 &+ byte(word, 8)]
        let second = tables[1280 &+ byte(word, 16)] ^ tables[1024 &+ byte(word, 24)]
        let third = tables[768 &+ byte(word, 32)] ^ tables[512 &+ byte(word, 40)]
        let fourth = tables[256 &+ byte(word, 48)] ^ tables[byte(word, 56)]
        return (first ^ second) ^ (third ^ fourth)
    }

    @inline(__always)
    private static func byte(_ word: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: word &>> shift & 0xFF)
    }
}
