/// Reads the few forms of DER (X.690) that a public key is made of. What is not the one right spelling is refused.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The tags.
    enum Tag: UInt8 {
        case integer = 0x02
        case bitString = 0x03
        case null = 0x05
        case objectIdentifier = 0x06
        case sequence = 0x30
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// The inside of a sequence; `nil` when something else comes.
    mutating func sequence() -> DERReader? { content(of: .sequence).map { DERReader($0) } }

    /// An integer above zero, without the zero that keeps its sign.
    mutating func positiveInteger() -> ArraySlice<UInt8>? {
        guard let bytes = content(of: .integer), let first = bytes.first, first < 0x80 else { return nil }
        guard first == 0 else { return bytes }
        let number = bytes.dropFirst()
        guard let second = number.first, second >= 0x80 else { return nil }
        return number
    }

    /// The content of a value with this tag; `nil` when another comes, or its length is not the shortest spelling or too long.
    mutating func content(of tag: Tag) -> ArraySlice<UInt8>? {
        guard rest.first == tag.rawValue else { return nil }
        var bytes = rest.dropFirst()
        guard let first = bytes.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...2).contains(count), bytes.count >= count, bytes.first != 0 else { return nil }
            length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            guard length >= (count == 1 ? 0x80 : 0x100) else { return nil }
            bytes = bytes.dropFirst(count)
        }
        guard length <= bytes.count else { return nil }
        rest = bytes.dropFirst(length)
        return bytes.prefix(length)
    }
}
