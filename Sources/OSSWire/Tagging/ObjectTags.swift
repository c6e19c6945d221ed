import OSSSigning

/// The tags of an object: at most 10, their keys unique, of letters (of any script), digits, blanks and `+-=._:/`.
///
/// OSS pages: "PutObjectTagging", "Object tagging".
package struct ObjectTags: Hashable, Sendable {
    /// The longest document, in bytes.
    package static let maximumBytes = 64 * 1024
    package static let maximumCount = 10
    /// In bytes.
    package static let maximumKeyLength = 128
    /// In bytes.
    package static let maximumValueLength = 256

    /// In the order given.
    package let tags: [ResourceTag]

    /// Checks tags.
    /// - Throws: TooManyTags, InvalidTag or RepeatedTags.
    package init(_ tags: [ResourceTag] = []) throws(OSSError) {
        guard tags.count <= Self.maximumCount else { throw .tooManyTags }
        var keys: Set<[UInt8]> = []
        for tag in tags {
            guard (1...Self.maximumKeyLength).contains(tag.key.utf8.count), Self.isAllowed(tag.key) else { throw .invalidTagKey }
            guard tag.value.utf8.count <= Self.maximumValueLength, Self.isAllowed(tag.value) else { throw .invalidTagValue }
            guard keys.insert(Array(tag.key.utf8)).inserted else { throw .repeatedTags }
        }
        self.tags = tags
    }

    private static func isAllowed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " +-=._:/".unicodeScalars.contains(scalar)
                : scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
        }
    }
}

extension ObjectTags {
    /// Reads the header `x-oss-tagging`, `key1=value1&key2=value2`, escaped as a form: a `+` is a blank, `%2B` a plus. A value may be missing.
    /// - Throws: TooManyTags, InvalidTag or RepeatedTags.
    package init(header: String) throws(OSSError) {
        var tags: [ResourceTag] = []
        for item in header.utf8.split(separator: ASCII.ampersand) {
            guard tags.count < Self.maximumCount else { throw .tooManyTags }
            let pair = item.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            tags.append(ResourceTag(key: try Self.decoded(pair[0]), value: pair.count == 2 ? try Self.decoded(pair[1]) : ""))
        }
        try self.init(tags)
    }

    /// The header `x-oss-tagging`, or the parameter of that name, as a client writes it.
    package static func headerValue(_ tags: [ResourceTag]) -> String {
        tags.map { PercentEncoding.encode(Array($0.key.utf8)) + "=" + PercentEncoding.encode(Array($0.value.utf8)) }.joined(separator: "&")
    }

    private static func decoded(_ text: Substring.UTF8View) throws(OSSError) -> String {
        let bytes = try? PercentEncoding.decode(text.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 })
        guard let bytes, let decoded = String(validating: bytes, as: UTF8.self) else { throw .invalidTagKey }
        return decoded
    }

    /// Reads a Tagging document. An empty set is valid.
    /// - Throws: MalformedXML, TooManyTags, InvalidTag or RepeatedTags.
    package init(xml: [UInt8]) throws(OSSError) {
        let tags: [ResourceTag]
        do { tags = try Self.read(xml) } catch { throw .malformedXML(error, ec: "0016-00000608") }
        try self.init(tags)
    }

    private static func read(_ xml: [UInt8]) throws(XMLReadError) -> [ResourceTag] {
        let set = try XMLElement.read(xml, root: "Tagging").required("TagSet")
        var tags: [ResourceTag] = []
        for element in set.children where element.isNamed("Tag") {
            tags.append(ResourceTag(key: try element.required("Key").value(), value: try element.required("Value").value()))
        }
        return tags
    }

    /// The Tagging document.
    package var xml: [UInt8] { TaggingDocument(tags).xml }
}
