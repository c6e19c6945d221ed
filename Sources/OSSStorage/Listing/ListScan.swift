import OSSSigning

/// The listing algorithm, which every catalogue shares: it reads one row per entry of the page and not one per key.
///
/// Behind a key that belongs to a common prefix the scan seeks to the first key that does not, so a folder of a million objects costs one row.
package enum ListScan {
    /// Rows in byte order, one at a time, `nil` at the end.
    package typealias Rows = () throws -> ObjectSummary?

    /// Makes a page.
    ///
    /// - Parameter seek: begins to read the rows whose keys are not below the first argument and, unless it is `nil`, below the second.
    package static func page(_ query: ListQuery, seek: (_ from: [UInt8], _ upTo: [UInt8]?) throws -> Rows) throws -> ListPage {
        let end = successor(of: query.prefix)
        var entries: [ListPage.Entry] = []
        guard query.limit > 0, var start = start(of: query) else { return ListPage(entries: [], isTruncated: false) }
        var rows = try seek(start, end)
        while let row = try rows() {
            if entries.count == query.limit { return ListPage(entries: entries, isTruncated: true) }
            guard let prefix = commonPrefix(of: row.key.bytes, query) else {
                entries.append(.object(row))
                continue
            }
            entries.append(.commonPrefix(prefix))
            guard let behind = successor(of: prefix) else { break }
            start = behind
            rows = try seek(start, end)
        }
        return ListPage(entries: entries, isTruncated: false)
    }

    /// The first key that can be on the page, or `nil` when there is none.
    private static func start(of query: ListQuery) -> [UInt8]? {
        guard let after = query.after, query.prefix.lexicographicallyPrecedes(after) || query.prefix == after else { return query.prefix }
        // Everything under the common prefix of `after` was summed up on an earlier page.
        if let prefix = commonPrefix(of: after, query) { return successor(of: prefix) }
        // No key lies between a key and the same key with a zero byte behind it.
        return after + [0]
    }

    /// The bytes up to the first delimiter behind the query's prefix, with it.
    private static func commonPrefix(of key: [UInt8], _ query: ListQuery) -> [UInt8]? {
        guard !query.delimiter.isEmpty, key.starts(with: query.prefix) else { return nil }
        var position = query.prefix.count
        while key.count - position >= query.delimiter.count {
            if key[position...].starts(with: query.delimiter) { return Array(key.prefix(position + query.delimiter.count)) }
            position += 1
        }
        return nil
    }

    /// The first byte string behind all that begin with `prefix`, or `nil` when there is none.
    package static func successor(of prefix: [UInt8]) -> [UInt8]? {
        guard let last = prefix.lastIndex(where: { $0 < 0xFF }) else { return nil }
        return prefix[..<last] + [prefix[last] + 1]
    }
}
