import OSSSigning

/// The listing algorithm, which every catalogue and every kind of listing shares: it reads one row per entry of the page and not one per key.
///
/// Behind a key that belongs to a common prefix the scan seeks to the first key that does not, so a folder of a million objects costs one row.
package enum ListScan {
    /// Where rows begin to be read.
    package enum Start: Hashable, Sendable {
        /// At the first key that is not below these bytes.
        case from([UInt8])
        /// Inside of one key, behind the row that the query names, and then on with the keys behind it.
        case insideKey([UInt8])
    }

    /// Rows in order, one at a time, `nil` at the end.
    package typealias Rows<Row> = () throws -> Row?

    /// Makes a page.
    ///
    /// - Parameters:
    ///   - goesOnInsideKey: a key can have several rows, and the page begins behind one of them, in the key `query.after`.
    ///   - seek: begins to read the rows, up to the ones whose keys are not below the second argument.
    package static func page<Row: ListRow>(
        _ query: ListQuery, goesOnInsideKey: Bool = false, seek: (_ from: Start, _ upTo: [UInt8]?) throws -> Rows<Row>
    ) throws -> Page<Row> {
        let end = successor(of: query.prefix)
        let delimiter = ListDelimiter(query.delimiter)
        var entries: [Page<Row>.Entry] = []
        guard query.limit > 0, let start = start(of: query, delimiter, goesOnInsideKey: goesOnInsideKey) else {
            return Page(entries: [], isTruncated: false)
        }
        var rows = try seek(start, end)
        while let row = try rows() {
            if entries.count == query.limit { return Page(entries: entries, isTruncated: true) }
            guard let prefix = commonPrefix(of: row.key.bytes, query, delimiter) else {
                entries.append(.row(row))
                continue
            }
            entries.append(.commonPrefix(prefix))
            guard let behind = successor(of: prefix) else { break }
            rows = try seek(.from(behind), end)
        }
        return Page(entries: entries, isTruncated: false)
    }

    /// Where the page begins, or `nil` when nothing can be on it.
    private static func start(of query: ListQuery, _ delimiter: ListDelimiter, goesOnInsideKey: Bool) -> Start? {
        guard let after = query.after, query.prefix.lexicographicallyPrecedes(after) || query.prefix == after else { return .from(query.prefix) }
        if let end = successor(of: query.prefix), !after.lexicographicallyPrecedes(end) { return nil }
        // Everything under the common prefix of `after` was summed up on an earlier page.
        if let prefix = commonPrefix(of: after, query, delimiter) { return successor(of: prefix).map { .from($0) } }
        if goesOnInsideKey { return .insideKey(after) }
        // No key lies between a key and the same key with a zero byte behind it.
        return .from(after + [0])
    }

    /// The bytes up to the first delimiter behind the query's prefix, with it.
    private static func commonPrefix(of key: [UInt8], _ query: ListQuery, _ delimiter: ListDelimiter) -> [UInt8]? {
        guard !query.delimiter.isEmpty, key.starts(with: query.prefix) else { return nil }
        return delimiter.end(in: key, from: query.prefix.count).map { Array(key.prefix($0)) }
    }

    /// The first byte string behind all that begin with `prefix`, or `nil` when there is none.
    package static func successor(of prefix: [UInt8]) -> [UInt8]? {
        guard let last = prefix.lastIndex(where: { $0 < 0xFF }) else { return nil }
        return prefix[..<last] + [prefix[last] + 1]
    }
}
