public import OSSSigning

/// A part of an upload, as ListParts shows it.
///
/// OSS page: "ListParts".
public struct ListedPart: Hashable, Sendable {
    /// Its number, 1 to 10,000.
    public let number: Int
    /// When it arrived.
    public let lastModified: SigningTime?
    /// The MD5 of its bytes, as every part has it.
    public let etag: ETag
    /// In bytes.
    public let size: Int64
    /// The CRC-64 of its bytes.
    public let crc64: UInt64?

    package init(number: Int, lastModified: SigningTime?, etag: ETag, size: Int64, crc64: UInt64?) {
        self.number = number
        self.lastModified = lastModified
        self.etag = etag
        self.size = size
        self.crc64 = crc64
    }
}

extension ListedPart {
    /// Reads a `Part` element.
    init(answer element: XMLElement) throws(XMLReadError) {
        guard let number = element.number(of: "PartNumber", as: Int.self) else { throw .invalid("PartNumber") }
        guard let etag = element.etag(of: "ETag") else { throw .missing("ETag") }
        guard let size = element.number(of: "Size", as: Int64.self) else { throw .invalid("Size") }
        self.init(number: number, lastModified: element.time(of: "LastModified"), etag: etag, size: size, crc64: element.number(of: "HashCrc64ecma"))
    }

    func write(to writer: inout XMLWriter) {
        writer.element("Part") { writer in
            writer.element("PartNumber", String(number))
            if let lastModified { writer.element("LastModified", lastModified.iso8601Milliseconds) }
            writer.element("ETag", etag.headerValue)
            writer.element("Size", String(size))
            if let crc64 { writer.element("HashCrc64ecma", String(crc64)) }
        }
    }
}
