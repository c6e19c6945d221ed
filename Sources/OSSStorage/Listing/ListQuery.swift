package import OSSSigning

/// What a listing asks for. Everything is bytes.
package struct ListQuery: Hashable, Sendable {
    /// Only keys that begin with it.
    package let prefix: [UInt8]
    /// Only keys, and common prefixes, that sort behind it.
    package let after: [UInt8]?
    /// Keys that hold it behind the prefix are summed up to a common prefix that ends with it. Empty: none are.
    package let delimiter: [UInt8]
    /// How many rows and common prefixes a page has at most.
    package let limit: Int

    package init(prefix: [UInt8] = [], after: [UInt8]? = nil, delimiter: [UInt8] = [], limit: Int = 1000) {
        self.prefix = prefix
        self.after = after
        self.delimiter = delimiter
        self.limit = limit
    }
}

/// A row of a listing: it sorts by the bytes of its key.
package protocol ListRow: Hashable, Sendable {
    var key: ObjectKey { get }
}

/// A page of a listing.
package struct Page<Row: ListRow>: Hashable, Sendable {
    /// A row, or all the rows behind a common prefix.
    package enum Entry: Hashable, Sendable {
        case row(Row)
        case commonPrefix([UInt8])

        /// What the entry sorts by, and what the next page continues behind.
        package var bytes: [UInt8] {
            switch self {
            case .row(let row): row.key.bytes
            case .commonPrefix(let prefix): prefix
            }
        }
    }

    /// Rows and common prefixes together, in byte order.
    package let entries: [Entry]
    /// Whether there is more.
    package let isTruncated: Bool

    package init(entries: [Entry], isTruncated: Bool) {
        self.entries = entries
        self.isTruncated = isTruncated
    }

    /// The `after` of the next page, if there is one.
    package var next: [UInt8]? { isTruncated ? entries.last?.bytes : nil }

    /// The rows alone.
    package var rows: [Row] {
        entries.compactMap { if case .row(let row) = $0 { row } else { nil } }
    }

    /// The last entry, if it is a row.
    package var lastRow: Row? {
        if case .row(let row)? = entries.last { row } else { nil }
    }

    /// The common prefixes alone.
    package var commonPrefixes: [[UInt8]] {
        entries.compactMap { if case .commonPrefix(let prefix) = $0 { prefix } else { nil } }
    }
}

/// A page of a bucket's objects.
package typealias ListPage = Page<ObjectSummary>

extension ObjectSummary: ListRow {}
extension MultipartUpload: ListRow {}

extension Page<ObjectSummary> {
    /// The objects alone.
    package var objects: [ObjectSummary] { rows }
}

/// One version in a listing of versions.
package struct VersionSummary: ListRow {
    /// What the version is.
    package enum Content: Hashable, Sendable {
        case object(ObjectSummary)
        case deleteMarker(DeleteMarker)
    }

    package let content: Content
    /// Whether it is what the key shows now.
    package let isLatest: Bool

    package init(_ content: Content, isLatest: Bool) {
        self.content = content
        self.isLatest = isLatest
    }

    package var key: ObjectKey {
        switch content {
        case .object(let object): object.key
        case .deleteMarker(let marker): marker.key
        }
    }

    package var version: VersionID {
        switch content {
        case .object(let object): object.version
        case .deleteMarker(let marker): marker.version
        }
    }

    package var lastModified: SigningTime {
        switch content {
        case .object(let object): object.lastModified
        case .deleteMarker(let marker): marker.lastModified
        }
    }
}
