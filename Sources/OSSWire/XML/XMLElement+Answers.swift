import OSSSigning

/// Reading what OSS answers. A client can do without most of it, so elements that are missing, unknown, or not what this library knows are no
/// reason to refuse an answer; only what its reader cannot do without is.
extension XMLElement {
    /// The longest answer that is read, in bytes: a list of 1,000 keys of the longest kind, escaped, and some.
    package static let maximumAnswerBytes = 16 * 1024 * 1024

    /// The root of an answer.
    static func answer(_ xml: [UInt8], root name: String) throws(XMLReadError) -> XMLElement {
        var limits = XMLLimits()
        limits.bytes = maximumAnswerBytes
        limits.elements = 500_000
        return try read(xml, root: name, limits: limits)
    }

    /// The text of an element below this one, or `nil` when there is none.
    func text(of name: String) -> String? { self[name]?.text }

    /// The text of an element below this one, or `nil` when there is none or it is empty.
    func filledText(of name: String) -> String? { text(of: name).flatMap { $0.isEmpty ? nil : $0 } }

    /// The text of an element that must be there, and not be empty.
    func requiredText(of name: String) throws(XMLReadError) -> String {
        guard let text = filledText(of: name) else { throw .missing(name) }
        return text
    }

    /// Whether an element says `true`.
    func isTrue(_ name: String) -> Bool { text(of: name).map { ASCII.lowercased($0) == "true" } ?? false }

    /// A number that is not negative; `nil` for anything else.
    func number<Number: FixedWidthInteger>(of name: String, as type: Number.Type = Number.self) -> Number? {
        guard let text = text(of: name), !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Number(text)
    }

    /// A moment; `nil` for what is none.
    func time(of name: String) -> SigningTime? { text(of: name).flatMap { SigningTime(rfc3339: $0) } }

    /// An entity tag, with or without its quotation marks.
    func etag(of name: String) -> ETag? { filledText(of: name).map { ETag(received: $0) } }

    /// Whether the keys of this answer are percent-encoded.
    var isURLEncoded: Bool { text(of: "EncodingType").map { ASCII.lowercased($0) == "url" } ?? false }

    /// The bytes of a key, or of a piece of one; none when the element is not there.
    func keyBytes(of name: String, urlEncoded: Bool) throws(XMLReadError) -> [UInt8] {
        let bytes = Array((text(of: name) ?? "").utf8)
        guard urlEncoded else { return bytes }
        do { return try PercentEncoding.decode(bytes) } catch { throw .invalid(name) }
    }

    /// A key.
    func key(of name: String, urlEncoded: Bool) throws(XMLReadError) -> ObjectKey {
        let bytes = try keyBytes(of: name, urlEncoded: urlEncoded)
        do { return try ObjectKey(bytes: bytes) } catch { throw .invalid(name) }
    }

    /// The common prefixes of a list.
    func commonPrefixes(urlEncoded: Bool) throws(XMLReadError) -> [[UInt8]] {
        var prefixes: [[UInt8]] = []
        for element in all("CommonPrefixes") {
            for child in element.all("Prefix") {
                var bytes = Array(child.text.utf8)
                if urlEncoded { do { bytes = try PercentEncoding.decode(bytes) } catch { throw .invalid("Prefix") } }
                prefixes.append(bytes)
            }
        }
        return prefixes
    }
}
