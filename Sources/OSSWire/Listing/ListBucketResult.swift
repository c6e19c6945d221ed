package import OSSSigning

/// The answer of ListObjects and ListObjectsV2.
///
/// OSS pages: "ListObjects (GetBucket)", "ListObjectsV2 (GetBucketV2)".
package struct ListBucketResult: Hashable, Sendable {
    package var name: String
    package var prefix: [UInt8]
    package var delimiter: [UInt8]
    package var maxKeys: Int
    package var isTruncated: Bool
    /// Keys are percent-encoded, which lets control characters survive XML.
    package var urlEncodes: Bool
    /// What only one of the two versions has.
    package var page: Page
    package var contents: [Contents]
    package var commonPrefixes: [[UInt8]]

    package typealias Contents = ListedObject

    package enum Page: Hashable, Sendable {
        case v1(marker: [UInt8], nextMarker: [UInt8]?)
        /// Tokens are opaque text.
        case v2(startAfter: [UInt8]?, continuationToken: String?, nextContinuationToken: String?)
    }

    package init(
        name: BucketName, prefix: [UInt8], delimiter: [UInt8], maxKeys: Int, isTruncated: Bool, urlEncodes: Bool, page: Page,
        contents: [Contents], commonPrefixes: [[UInt8]]
    ) {
        self.name = name.rawValue
        self.prefix = prefix
        self.delimiter = delimiter
        self.maxKeys = maxKeys
        self.isTruncated = isTruncated
        self.urlEncodes = urlEncodes
        self.page = page
        self.contents = contents
        self.commonPrefixes = commonPrefixes
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("ListBucketResult") { writer in
            writer.element("Name", name)
            writer.element("Prefix", key: prefix, urlEncodes: urlEncodes)
            writePage(to: &writer)
            writer.element("MaxKeys", String(maxKeys))
            writer.element("Delimiter", key: delimiter, urlEncodes: urlEncodes)
            if urlEncodes { writer.element("EncodingType", "url") }
            writer.element("IsTruncated", isTruncated)
            for object in contents { object.write(to: &writer, urlEncodes: urlEncodes) }
            for prefix in commonPrefixes { writer.element("CommonPrefixes") { $0.element("Prefix", key: prefix, urlEncodes: urlEncodes) } }
        }
        return writer.bytes
    }

    private func writePage(to writer: inout XMLWriter) {
        switch page {
        case .v1(let marker, let nextMarker):
            writer.element("Marker", key: marker, urlEncodes: urlEncodes)
            if let nextMarker { writer.element("NextMarker", key: nextMarker, urlEncodes: urlEncodes) }
        case .v2(let startAfter, let token, let nextToken):
            if let startAfter { writer.element("StartAfter", key: startAfter, urlEncodes: urlEncodes) }
            if let token { writer.element("ContinuationToken", key: Array(token.utf8), urlEncodes: urlEncodes) }
            if let nextToken { writer.element("NextContinuationToken", key: Array(nextToken.utf8), urlEncodes: urlEncodes) }
            writer.element("KeyCount", String(contents.count + commonPrefixes.count))
        }
    }
}

extension ListBucketResult {
    /// Which list was asked for: the answers of the two cannot be told apart without knowing.
    package enum Version: Sendable { case v1, v2 }

    /// Reads an answer. A page that says it is truncated and not where the next one begins is refused: what follows would be lost.
    package init(_ version: Version, answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "ListBucketResult")
        let urlEncodes = root.isURLEncoded
        self.urlEncodes = urlEncodes
        name = root.text(of: "Name") ?? ""
        prefix = try root.keyBytes(of: "Prefix", urlEncoded: urlEncodes)
        delimiter = try root.keyBytes(of: "Delimiter", urlEncoded: urlEncodes)
        contents = try root.all("Contents").map { element throws(XMLReadError) in try ListedObject(answer: element, urlEncoded: urlEncodes) }
        commonPrefixes = try root.commonPrefixes(urlEncoded: urlEncodes)
        maxKeys = root.number(of: "MaxKeys") ?? contents.count
        isTruncated = root.isTrue("IsTruncated")
        page = try Self.page(version, root, urlEncodes: urlEncodes)
        switch page {
        case .v1(let marker, nil) where isTruncated:
            // A marker is the last key, or the last prefix, of the page.
            let last = [contents.last?.key.bytes, commonPrefixes.last].compactMap(\.self).max { $0.lexicographicallyPrecedes($1) }
            guard let last else { throw .missing("NextMarker") }
            page = .v1(marker: marker, nextMarker: last)
        case .v2(_, _, nil) where isTruncated: throw .missing("NextContinuationToken")
        default: break
        }
    }

    private static func page(_ version: Version, _ root: XMLElement, urlEncodes: Bool) throws(XMLReadError) -> Page {
        func piece(_ name: String) throws(XMLReadError) -> [UInt8]? {
            guard root[name] != nil else { return nil }
            return try root.keyBytes(of: name, urlEncoded: urlEncodes)
        }
        func token(_ name: String) throws(XMLReadError) -> String? {
            try piece(name).map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        switch version {
        case .v1:
            let next = try piece("NextMarker")
            return .v1(marker: try piece("Marker") ?? [], nextMarker: next?.isEmpty == true ? nil : next)
        case .v2:
            return .v2(
                startAfter: try piece("StartAfter"), continuationToken: try token("ContinuationToken"),
                nextContinuationToken: try token("NextContinuationToken"))
        }
    }
}
