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
/// A `+` is a plus. `uploads` and `uploads=` are the same.
public struct Query: Sendable {
    /// One pair; the ranges are in `storage`.
    struct Item {
        let name: Range<Int>
        let value: Range<Int>
    }

    private(set) var storage: [UInt8] = []
    private(set) var items: [Item] = []

    /// Decodes a raw query (without the question mark).
    /// - Throws: `MalformedQuery` when a percent escape is cut off or not hexadecimal.
    init(parsing raw: some Collection<UInt8>) throws(MalformedQuery) {
        var failed = false
        storage.reserveCapacity(raw.count)
        items.reserveCapacity(8)
        func parse(_ bytes: UnsafeBufferPointer<UInt8>) {
            var start = 0
            while start < bytes.count, !failed {
                let end = bytes[start...].firstIndex(of: ASCII.ampersand) ?? bytes.count
                if end > start { failed = !append(pair: UnsafeBufferPointer(rebasing: bytes[start..<end])) }
                start = end + 1
            }
        }
        if raw.withContiguousStorageIfAvailable(parse) == nil { Array(raw).withUnsafeBufferPointer(parse) }
        if failed { throw MalformedQuery() }
    }

    private mutating func append(pair: UnsafeBufferPointer<UInt8>) -> Bool {
        let nameEnd = pair.firstIndex(of: ASCII.equals) ?? pair.count
        let start = storage.count
        do {
            try PercentEncoding.appendDecoded(UnsafeBufferPointer(rebasing: pair[..<nameEnd]), to: &storage)
            let middle = storage.count
            try PercentEncoding.appendDecoded(UnsafeBufferPointer(rebasing: pair[min(nameEnd + 1, pair.count)...]), to: &storage)
            items.append(Item(name: start..<middle, value: middle..<storage.count))
            return true
        } catch {
            return false
        }
    }

    /// The decoded bytes of every value under a name, in the order received.
    public func values(_ name: String) -> [ArraySlice<UInt8>] {
        items.filter { isNamed($0, name) }.map { storage[$0.value] }
    }

    /// The first value under a name, as text; `nil` when the name does not occur, or its value is not UTF-8.
    public func first(_ name: String) -> String? {
        for item in items where isNamed(item, name) { return String(validating: storage[item.value], as: UTF8.self) }
        return nil
    }

    /// Whether a name occurs.
    public func contains(_ name: String) -> Bool { items.contains { isNamed($0, name) } }

    /// Every name with its value, decoded, in the order received.
    public var pairs: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        items.map { (storage[$0.name], storage[$0.value]) }
    }

    func isNamed(_ item: Item, _ name: String) -> Bool {
        guard item.name.count == name.utf8.count else { return false }
        return storage[item.name].elementsEqual(name.utf8)
    }
}

/// A query with a percent escape that is cut off or not hexadecimal.
struct MalformedQuery: Error {}
