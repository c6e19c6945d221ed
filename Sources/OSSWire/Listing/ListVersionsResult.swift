package import OSSSigning

/// The answer of ListObjectVersions. Versions and delete markers stand in one order: by key, the newest of a key first.
///
/// OSS page: "GetBucketVersions (ListObjectVersions)".
package struct ListVersionsResult: Hashable, Sendable {
    package var name: String
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    /// Where this page begins, as the request said it; empty for the first.
    package var keyMarker: [UInt8]
    package var versionIDMarker: String
    /// Where the next page begins; `nil` on the last page.
    package var next: Position?
    package var maxKeys: Int
    /// Keys are percent-encoded. Version ids are not: clients do not decode them.
    package var urlEncodes: Bool
    package var entries: [Entry]
    package var commonPrefixes: [[UInt8]]

    package typealias Entry = ListedVersion

    /// A place in the list. The version is empty behind a common prefix.
    package struct Position: Hashable, Sendable {
        package var key: [UInt8]
        package var versionID: String

        package init(key: [UInt8], versionID: String) {
            self.key = key
            self.versionID = versionID
        }
    }

    package init(
        name: BucketName, prefix: [UInt8], delimiter: [UInt8], keyMarker: [UInt8], versionIDMarker: String, next: Position?, maxKeys: Int,
        urlEncodes: Bool, entries: [Entry], commonPrefixes: [[UInt8]]
    ) {
        self.name = name.rawValue
        self.prefix = prefix
        self.delimiter = delimiter
        self.keyMarker = keyMarker
        self.versionIDMarker = versionIDMarker
        self.next = next
        self.maxKeys = maxKeys
        self.urlEncodes = urlEncodes
        self.entries = entries
        self.commonPrefixes = commonPrefixes
    }
}

extension ListVersionsResult {
    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListVersionsResult") { writer in
            writer.element("Name", name)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writer.element("KeyMarker", key: keyMarker, urlEncodes: urlEncodes)
            writer.element("VersionIdMarker", versionIDMarker)
            if let next {
                writer.element("NextKeyMarker", key: next.key, urlEncodes: urlEncodes)
                writer.element("NextVersionIdMarker", next.versionID)
            }
            writer.element("MaxKeys", String(maxKeys))
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("IsTruncated", next != nil)
            for entry in entries { entry.write(to: &writer, urlEncodes: urlEncodes) }
            for prefix in commonPrefixes {
                writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) }
            }
        }
        return writer.bytes
    }

    /// Reads an answer. A page that says it is truncated and not where the next one begins is refused: what follows would be lost.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "ListVersionsResult")
        let urlEncodes = root.isURLEncoded
        self.urlEncodes = urlEncodes
        name = root.text(of: "Name") ?? ""
        prefix = try root.keyBytes(of: "Prefix", urlEncoded: urlEncodes)
        delimiter = try root.keyBytes(of: "Delimiter", urlEncoded: urlEncodes)
        keyMarker = try root.keyBytes(of: "KeyMarker", urlEncoded: urlEncodes)
        versionIDMarker = root.text(of: "VersionIdMarker") ?? ""
        entries = try root.children.filter { $0.isNamed("Version") || $0.isNamed("DeleteMarker") }
            .map { element throws(XMLReadError) in try ListedVersion(answer: element, urlEncoded: urlEncodes) }
        commonPrefixes = try root.commonPrefixes(urlEncoded: urlEncodes)
        maxKeys = root.number(of: "MaxKeys") ?? entries.count
        guard root.isTrue("IsTruncated") else { return }
        let nextKey = try root.keyBytes(of: "NextKeyMarker", urlEncoded: urlEncodes)
        guard !nextKey.isEmpty else { throw .missing("NextKeyMarker") }
        next = Position(key: nextKey, versionID: root.text(of: "NextVersionIdMarker") ?? "")
    }
}
