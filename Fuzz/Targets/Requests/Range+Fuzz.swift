import HTTPTypes
import OSSServer
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Ranges of a read and of a copy, for objects of many sizes.
    static let range = FuzzTarget("range") { input in
        let text = String(decoding: input, as: UTF8.self)
        var fields = HTTPFields()
        fields[HTTPField.Name("range")!] = text
        var standard = fields
        standard[HTTPField.Name("x-oss-range-behavior")!] = "standard"
        let copy = try? CopyRange(text)
        for size in [0, 1, 2, 10, 1000, 1 << 40, Int64.max - 1, .max] {
            let plain = try RangeRequest(fields).resolve(size: size)
            try checkWithin(plain, size)
            let clamped = reading { try RangeRequest(standard).resolve(size: size) }
            if let stretch = clamped { try checkWithin(stretch, size) }
            if let plain { try BrokenLaw.unless(clamped == .some(plain), "what fits is the same in both modes") }
            if let copied = reading({ try copy?.resolve(size: size) }) { try checkWithin(copied, size) }
        }
    }

    private static func checkWithin(_ range: Range<Int64>?, _ size: Int64) throws(BrokenLaw) {
        guard let range else { return }
        try BrokenLaw.unless(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= size, "\(range) is within \(size) bytes")
    }
}
