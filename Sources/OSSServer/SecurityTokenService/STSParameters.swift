import OSSSigning

/// The parameters of an RPC request: those of its query and those of its form, each name once.
struct STSParameters {
    /// Decoded, in the order received.
    private(set) var pairs: [(name: String, value: String)] = []

    /// More would cost sorting and comparing for nothing: AssumeRole has fourteen.
    static let maximumCount = 100

    /// Reads parameters as forms write them: `+` is a blank.
    /// - Throws: ``STSError`` for what cannot be decoded, is not UTF-8, or occurs more than once: two readers would not agree on which counts.
    mutating func add(formEncoded text: [UInt8]) throws(STSError) {
        for part in text.split(separator: ASCII.ampersand) {
            let pair = part.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pair[0])
            let value = pair.count == 2 ? try Self.decoded(pair[1]) : ""
            guard pairs.count < Self.maximumCount, !name.isEmpty else { throw .malformedParameters }
            guard !contains(name) else { throw Self.isPlain(name) ? .repeated(name) : .malformedParameters }
            pairs.append((name, value))
        }
    }

    func contains(_ name: String) -> Bool { self[name] != nil }

    subscript(name: String) -> String? { pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }

    /// - Throws: ``STSError/missing(_:)`` when it is not there or empty.
    func required(_ name: String) throws(STSError) -> String {
        guard let value = self[name], !value.isEmpty else { throw .missing(name) }
        return value
    }

    /// `name=value&...` in the order of the names' bytes, both escaped: what either signature is about.
    ///
    /// - Parameter blank: how a blank is written.
    func canonical(leavingOut excluded: String? = nil, blank: String = "%20") -> String {
        func escaped(_ text: String) -> String {
            let text = PercentEncoding.encode(Array(text.utf8))
            return blank == "%20" ? text : text.split(separator: "%20", omittingEmptySubsequences: false).joined(separator: blank)
        }
        return pairs.filter { pair in excluded.map { !pair.name.utf8.elementsEqual($0.utf8) } ?? true }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        .map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    private static func decoded(_ text: ArraySlice<UInt8>) throws(STSError) -> String {
        let spaced = text.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 }
        guard let bytes = try? PercentEncoding.decode(spaced), let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .malformedParameters
        }
        return decoded
    }

    private static func isPlain(_ name: String) -> Bool { name.utf8.count <= 64 && name.utf8.allSatisfy(ASCII.isUnreserved) }
}
