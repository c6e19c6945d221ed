import HTTPTypes
import OSSSigning
import OSSWire

/// What readers of answers ask.
extension OperationResponse {
    /// The document in the body.
    /// - Throws: ``ClientError`` with the code `invalidResponse`.
    func document<Document>(_ read: ([UInt8]) throws(XMLReadError) -> Document) throws(ClientError) -> Document {
        do { return try read(body) } catch {
            throw ClientError(.invalidResponse, "the answer is not the document that OSS sends: \(error)", cause: error)
        }
    }

    /// The entity tag of the object, or of the part.
    var etag: ETag? { headers[.eTag].flatMap { $0.isEmpty ? nil : ETag(received: $0) } }
    /// The CRC-64 of the whole object, or of the part.
    var crc64: UInt64? { headers[.ossCRC64].flatMap { UInt64($0) } }
    /// The version that the answer is about.
    var versionID: String? { headers[.ossVersionID] }
    /// When the object was last modified.
    var lastModified: SigningTime? { headers[.lastModified].flatMap { SigningTime(httpDate: $0) } }
}
