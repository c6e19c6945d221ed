import OSSSigning

/// What a listing asks for. Everything is bytes.
package struct ListQuery: Hashable, Sendable {
    /// Only keys that begin with it.
    package let prefix: [UInt8]
    /// Only keys, and common prefixes, that sort behind it.
    package let after: [UInt8]?
    /// Keys that hold it behind the prefix are summed up to a common prefix that ends with it. Empty: none are.
    package let delimiter: [UInt8]
    /// How many objects and common prefixes a page has at most.
    package let limit: Int

    package init(prefix: [UInt8] = [], after: [UInt8]? = nil, delimiter: [UInt8] = [], limit: Int = 1000) {
        self.prefix = prefix
        self.after = after
        self.delimiter = delimiter
        self.limit = limit
    }
}

/// A page of a listing.
package struct ListPage: Hashable, Sendable {
    /// An object, or all the objects behind a common prefix.
    package enum Entry: Hashable, Sendable {
        case object(ObjectSummary)
        case commonPrefix([UInt8])

        /// What the entry sorts by, and what the next page continues behind.
        package var bytes: [UInt8] {
            switch self {
            case .object(let object): object.key.bytes
            case .commonPrefix(let prefix): prefix
            }
        }
    }

    /// Objects and common prefixes together, in byte order.
    package let entries: [Entry]
    /// Whether there is more.
    package let isTruncated: Bool

    package init(entries: [Entry], isTruncated: Bool) {
        self.entries = entries
        self.isTruncated = isTruncated
    }

    /// The `after` of the next page, if there is one.
    package var next: [UInt8]? { isTruncated ? entries.last?.bytes : nil }

    /// The objects alone.
    package var objects: [ObjectSummary] {
        entries.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }

    /// The common prefixes alone.
    package var commonPrefixes: [[UInt8]] {
        entries.compactMap { if case .commonPrefix(let prefix) = $0 { prefix } else { nil } }
    }
}
