import OSSSigning

/// A part that an upload is to be completed with.
///
/// OSS page: "CompleteMultipartUpload".
public struct UploadedPart: Hashable, Sendable {
    /// Its number, 1 to 10,000.
    public let number: Int
    /// What OSS answered when the part was uploaded.
    public let etag: ETag

    /// A part by its number.
    public init(number: Int, etag: ETag) {
        self.number = number
        self.etag = etag
    }
}

/// The body of CompleteMultipartUpload: the parts that make the object.
///
/// OSS page: "CompleteMultipartUpload".
package struct CompleteMultipartUploadBody: Hashable, Sendable {
    /// In ascending order of their numbers, each once; 1 to 10,000 of them.
    package let parts: [UploadedPart]

    /// The parts in the order of their numbers.
    package init(_ parts: [UploadedPart]) { self.parts = parts.sorted { $0.number < $1.number } }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("CompleteMultipartUpload") { writer in
            for part in parts {
                writer.element("Part") { writer in
                    writer.element("PartNumber", String(part.number))
                    writer.element("ETag", part.etag.headerValue)
                }
            }
        }
        return writer.bytes
    }
}

extension CompleteMultipartUploadBody {
    /// Reads a request. Tags become upper-case, whatever the client sent.
    /// - Throws: MalformedXML, also for no parts or more than 10,000; InvalidArgument for a number out of range; InvalidPartOrder.
    package init(xml: [UInt8]) throws(OSSError) {
        let listed: [(number: String, etag: ETag)]
        do { listed = try Self.listed(in: xml) } catch { throw .malformedXML(error, ec: "0042-00000205") }
        var parts: [UploadedPart] = []
        parts.reserveCapacity(listed.count)
        for (text, etag) in listed {
            let number = try PartNumber(text).rawValue
            if let last = parts.last, last.number >= number { throw .invalidPartOrder }
            parts.append(UploadedPart(number: number, etag: etag))
        }
        self.parts = parts
    }

    private static func listed(in xml: [UInt8]) throws(XMLReadError) -> [(number: String, etag: ETag)] {
        let root = try XMLElement.read(xml, root: "CompleteMultipartUpload")
        let elements = try root.all("Part", limit: PartNumber.range.upperBound)
        guard !elements.isEmpty else { throw .missing("Part") }
        var listed: [(number: String, etag: ETag)] = []
        listed.reserveCapacity(elements.count)
        for element in elements {
            let number = try element.required("PartNumber").word()
            // A number that is out of range, or overflows, is a bad argument; what is no number is a bad document.
            guard XMLElement.isInteger(number) else { throw .invalid("PartNumber") }
            listed.append((number, ETag(received: try element.required("ETag").word())))
        }
        return listed
    }
}

extension ETag {
    /// A tag as clients send it: with or without its quotation marks, in any case.
    package init(received text: String) {
        var bytes = Array(text.utf8)[...]
        if bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") { bytes = bytes.dropFirst().dropLast() }
        self.init(String(decoding: bytes.map { ASCII.isLowercase($0) ? $0 & 0xDF : $0 }, as: UTF8.self))
    }
}
