/// Bytes that are being written: one allocation that grows, without the checks that an array makes for every byte.
///
/// The only place of this module that owns raw memory. Canonical forms, strings to sign and URLs are built with it.
struct ByteWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// What was written. Valid until the next write.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }
    var rawBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(bytes) }
    var array: [UInt8] { Array(bytes) }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(toHold: count + 1) }
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ other: UnsafeBufferPointer<UInt8>) {
        guard let start = other.baseAddress else { return }
        reserve(other.count)
        (base + count).update(from: start, count: other.count)
        count += other.count
    }

    mutating func append(_ literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    mutating func append(_ array: [UInt8]) { array.withUnsafeBufferPointer { append($0) } }

    /// Two decimal digits.
    mutating func append(twoDigits number: Int) {
        append(0x30 + UInt8(truncatingIfNeeded: number / 10 % 10))
        append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }

    mutating func append(decimal number: Int64) { append(text: String(number)) }

    /// Lower-case hexadecimal digits.
    mutating func append(hex other: UnsafeRawBufferPointer) {
        reserve(2 * other.count)
        for byte in other {
            base[count] = Hex.digit(byte >> 4)
            base[count + 1] = Hex.digit(byte & 15)
            count += 2
        }
    }

    /// The escaped form. Paths keep their slashes, queries escape them.
    mutating func append(escaping other: UnsafeBufferPointer<UInt8>, keepingSlash: Bool = false) {
        reserve(3 * other.count)
        for byte in other {
            if ASCII.isUnreserved(byte) || (keepingSlash && byte == ASCII.slash) {
                base[count] = byte
                count += 1
            } else {
                base[count] = ASCII.percent
                base[count + 1] = Hex.upperDigit(byte >> 4)
                base[count + 2] = Hex.upperDigit(byte & 15)
                count += 3
            }
        }
    }

    mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { append(escaping: $0) }
    }

    mutating func append(escaping array: [UInt8], keepingSlash: Bool) {
        array.withUnsafeBufferPointer { append(escaping: $0, keepingSlash: keepingSlash) }
    }

    @inline(__always)
    private mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(toHold: count + additional) }
    }

    private mutating func grow(toHold needed: Int) {
        capacity = max(needed, capacity * 2)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
    }
}
