/// A query parameter of a request that is to be signed.
public struct QueryParameter: Hashable, Sendable {
    /// The decoded name.
    public let name: String
    /// The decoded value; empty means that the name stands alone, as in `?uploads`.
    public let value: String

    /// A parameter; leave the value out for sub-resources such as `uploads`.
    public init(_ name: String, _ value: String = "") {
        self.name = name
        self.value = value
    }
}

/// The query of a request as it is on the wire: split on `&` and the first `=`, decoded once, in the order received, repetitions kept.
///
/// A `+` is a plus, unless the signature says that it is a blank. `uploads` and `uploads=` are the same.
public struct Query: Sendable {
    /// One pair; the ranges are in `storage`.
    struct Item {
        let name: Range<Int>
        let value: Range<Int>
        /// What the name means to authentication, if anything.
        let known: ParameterName?
    }

    private(set) var storage: [UInt8]
    private(set) var items: [Item] = []

    /// Decodes a raw query (without the question mark).
    /// - Throws: `MalformedQuery` when a percent escape is cut off or not hexadecimal.
    package init(parsing raw: [UInt8]) throws(MalformedQuery) {
        guard let query = raw.withUnsafeBufferPointer({ Query(reading: $0) }) else { throw MalformedQuery() }
        self = query
    }

    /// Decodes a raw query that holds a `+`, which stands for a blank; `nil` when it holds none.
    init?(formEncoded raw: [UInt8]) {
        guard let plain = PercentEncoding.writingPlusAsBlank(raw) else { return nil }
        guard let query = plain.withUnsafeBufferPointer({ Query(reading: $0) }) else { return nil }
        self = query
    }

    /// Decodes a raw query, or gives `nil` when an escape is malformed.
    init?(reading raw: UnsafeBufferPointer<UInt8>) {
        var items: [Item] = []
        items.reserveCapacity(8)
        var isWellFormed = true
        storage = [UInt8](unsafeUninitializedCapacity: raw.count) { output, count in
            var start = 0
            while start < raw.count, isWellFormed {
                var end = start
                var nameEnd: Int?
                while end < raw.count, raw[end] != ASCII.ampersand {
                    if raw[end] == ASCII.equals, nameEnd == nil { nameEnd = end }
                    end += 1
                }
                if end > start, let base = output.baseAddress {
                    let name = UnsafeBufferPointer(rebasing: raw[start..<(nameEnd ?? end)])
                    let value = UnsafeBufferPointer(rebasing: raw[min((nameEnd ?? end) + 1, end)..<end])
                    isWellFormed = Self.append(name, value, to: &items, base: base, count: &count)
                }
                start = end + 1
            }
        }
        guard isWellFormed else { return nil }
        self.items = items
    }

    private static func append(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, to items: inout [Item], base: UnsafeMutablePointer<UInt8>,
        count: inout Int
    ) -> Bool {
        guard let nameLength = PercentEncoding.decode(name, into: base + count) else { return false }
        let known = ParameterName(UnsafeBufferPointer(start: base + count, count: nameLength))
        let middle = count + nameLength
        guard let valueLength = PercentEncoding.decode(value, into: base + middle) else { return false }
        items.append(Item(name: count..<middle, value: middle..<middle + valueLength, known: known))
        count = middle + valueLength
        return true
    }

    /// The decoded bytes of every value under a name, in the order received.
    public func values(_ name: String) -> [ArraySlice<UInt8>] {
        items.filter { isNamed($0, name) }.map { storage[$0.value] }
    }

    /// The first value under a name, as text; `nil` when the name does not occur. What is not UTF-8 becomes U+FFFD, which no key begins with
    /// by accident: a value is never taken for absent.
    public func first(_ name: String) -> String? {
        for item in items where isNamed(item, name) { return text(item.value) }
        return nil
    }

    /// Whether a name occurs.
    public func contains(_ name: String) -> Bool { items.contains { isNamed($0, name) } }

    /// Every name with its value, decoded, in the order received.
    public var pairs: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        items.map { (storage[$0.name], storage[$0.value]) }
    }

    /// The first value of an authentication parameter.
    func first(_ name: ParameterName) -> String? {
        for item in items where item.known == name { return text(item.value) }
        return nil
    }

    func contains(_ name: ParameterName) -> Bool { items.contains { $0.known == name } }

    /// The first V4 parameter that stands in the query more than once.
    var repeatedV4Parameter: ParameterName? {
        var seen: UInt16 = 0
        for item in items {
            guard let known = item.known, known.rawValue <= ParameterName.signature.rawValue else { continue }
            guard seen & (1 << known.rawValue) == 0 else { return known }
            seen |= 1 << known.rawValue
        }
        return nil
    }

    /// Writes a parameter in the place of every one with its name; behind the others when there is none. Without a value it is taken out.
    mutating func set(_ name: String, _ value: String?) {
        items = items.filter { !isNamed($0, name) }
        guard let value else { return }
        let start = storage.count
        storage.append(contentsOf: name.utf8)
        let middle = storage.count
        storage.append(contentsOf: value.utf8)
        items.append(Item(name: start..<middle, value: middle..<storage.count, known: ParameterName(name)))
    }

    /// Writes parameters that a signer means and no URL shows.
    mutating func set(_ implied: [QueryParameter]) {
        for parameter in implied { set(parameter.name, parameter.value) }
    }

    /// Whether an authentication parameter has this value.
    func isFirst(_ name: ParameterName, equalTo value: StaticString) -> Bool {
        for item in items where item.known == name {
            return storage[item.value].elementsEqual(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
        }
        return false
    }

    private func text(_ range: Range<Int>) -> String {
        storage.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }

    private func isNamed(_ item: Item, _ name: String) -> Bool {
        guard item.name.count == name.utf8.count else { return false }
        return storage[item.name].elementsEqual(name.utf8)
    }
}

/// A query with a percent escape that is cut off or not hexadecimal.
package struct MalformedQuery: Error {}
