import HTTPTypes
import OSSSigning
import OSSWire

/// Documents that come with a request.
extension Call {
    /// The whole of the request's document, which must be there.
    /// - Throws: MissingContentLength, EntityTooLarge, InvalidDigest, and what reading the body throws.
    func document(upTo limit: Int) async throws -> [UInt8] {
        guard body.framing != .none else { throw OSSError.missingContentLength }
        return try await optionalDocument(upTo: limit)
    }

    /// The whole of the request's document, empty when none came.
    /// - Throws: EntityTooLarge, InvalidDigest, and what reading the body throws.
    func optionalDocument(upTo limit: Int) async throws -> [UInt8] {
        let expected = try ContentMD5.expected(request.fields)
        let document = try await body.collect(upTo: limit)
        guard let expected else { return document }
        var digest = ContentDigest()
        digest.update(document)
        guard digest.finish().md5 == expected else { throw OSSError.invalidDigest }
        return document
    }
}

/// The header Content-MD5.
enum ContentMD5 {
    /// What the body's MD5 must be, if the header is there.
    /// - Throws: InvalidDigest for what is no MD5 in base 64.
    static func expected(_ fields: HTTPFields) throws(OSSError) -> [UInt8]? {
        guard let text = fields[.contentMD5] else { return nil }
        guard let md5 = Base64.decode(text.utf8), md5.count == 16 else { throw .invalidDigest }
        return md5
    }
}
