package import HTTPTypes
import OSSSigning
package import OSSWire

/// The Range header of a read. Numbers come from outside: nothing here adds, subtracts or forms a range before it has compared.
package struct RangeRequest {
    /// What the header asks for; `nil` for no header, or one that is not a single byte range.
    private let bounds: Bounds?
    /// With `x-oss-range-behavior: standard` a range is clamped or refused; without it, a range that does not fit gives the whole object.
    private let isStandard: Bool

    private enum Bounds {
        case from(Int64, to: Int64?)
        case last(Int64)
    }

    package init(_ fields: HTTPFields) {
        isStandard = fields[.ossRangeBehavior] == "standard"
        bounds = fields[.range].flatMap(Self.parse)
    }

    /// The stretch to send, or `nil` for the whole object.
    /// - Throws: InvalidRange in standard mode.
    package func resolve(size: Int64) throws(OSSError) -> Range<Int64>? {
        guard let bounds else { return nil }
        if let range = Self.stretch(bounds, size: size, clamps: isStandard) { return range }
        if isStandard { throw .invalidRange }
        return nil
    }

    private static func stretch(_ bounds: Bounds, size: Int64, clamps: Bool) -> Range<Int64>? {
        switch bounds {
        case .from(let first, let last):
            guard first < size else { return nil }
            guard let last else { return first..<size }
            guard last < size else { return clamps ? first..<size : nil }
            return first..<last + 1
        case .last(let count):
            guard count > 0, size > 0 else { return nil }
            guard count <= size else { return clamps ? 0..<size : nil }
            return size - count..<size
        }
    }

    /// `bytes=a-b`, `bytes=a-`, `bytes=-n`. A number too large for any object still is a number.
    private static func parse(_ text: String) -> Bounds? {
        guard text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let numbers = parts.map(number)
        switch (parts[0].isEmpty, parts[1].isEmpty) {
        case (true, true): return nil
        case (true, false): return numbers[1].map { .last($0) }
        case (false, true): return numbers[0].map { .from($0, to: nil) }
        case (false, false):
            guard let first = numbers[0], let last = numbers[1], first <= last else { return nil }
            return .from(first, to: last)
        }
    }

    private static func number(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int64(digits) ?? .max
    }
}
