import HTTPTypes
import OSSSigning
import OSSWire

/// Where an object's bytes come from: a client that signs its requests, or a URL that was signed beforehand.
protocol DownloadSource: Sendable {
    /// What the object is called, without any secret; the same for two runs that mean the same object.
    var identity: String { get }

    /// When a read that broke off is taken up again.
    var retry: RetryPolicy { get }

    /// Sends a GET, as often as the policy allows, until there is the head of an answer of 2xx.
    ///
    /// - Parameters:
    ///   - range: the bytes to ask for; all of them when `nil`.
    ///   - ifMatch: the entity tag that the object must have, as OSS wrote it.
    func get(_ range: Range<Int64>?, ifMatch: String?) async throws -> TransportResponse

    /// - Throws: ``ClientError`` with the code `expired` when it is known before anything is sent.
    func checkValid() throws
}

extension HTTPFields {
    /// Adds what asks for a stretch of an object. Neither header is signed.
    mutating func ask(for range: Range<Int64>?, ifMatch: String?) {
        if let range { self[.range] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        if let ifMatch { self[.ifMatch] = ifMatch }
    }
}

/// What the head of an answer says about the whole object.
struct ObjectFacts: Hashable, Sendable {
    /// Bytes.
    let size: Int64
    /// As OSS wrote it, quotation marks included.
    let etag: String?
    /// The CRC-64 of the whole object.
    let crc64: UInt64?
    let versionID: String?
    let lastModified: SigningTime?
    let requestID: String?

    /// Reads the head of an answer.
    ///
    /// - Returns: also the place in the object of the answer's first byte and of the one behind its last.
    /// - Throws: ``ClientError`` with the code `invalidResponse`.
    static func read(_ response: TransportResponse) throws -> (facts: ObjectFacts, stretch: Range<Int64>) {
        let stretch: Range<Int64>
        let size: Int64
        switch response.status {
        case 206:
            guard let range = response.headers[.contentRange].flatMap({ ContentRange($0) }), let total = range.totalLength,
                range.bytes.upperBound < Int64.max
            else { throw ClientError(.invalidResponse, "the answer does not say which bytes of the object it holds") }
            (stretch, size) = (range.bytes.lowerBound..<range.bytes.upperBound + 1, total)
        default:
            guard let length = response.headers[.contentLength].flatMap({ Int64($0) }), length >= 0 else {
                throw ClientError(.invalidResponse, "the answer does not say how long the object is")
            }
            (stretch, size) = (0..<length, length)
        }
        let facts = ObjectFacts(
            size: size, etag: response.headers[.eTag].flatMap { $0.isEmpty ? nil : $0 },
            crc64: response.headers[.ossCRC64].flatMap { UInt64($0) }, versionID: response.headers[.ossVersionID],
            lastModified: response.headers[.lastModified].flatMap { SigningTime(httpDate: $0) }, requestID: response.headers[.ossRequestID])
        return (facts, stretch)
    }

    /// Checks that another answer is about the same object.
    /// - Throws: ``ClientError`` with the code `objectChanged`.
    func check(_ other: ObjectFacts) throws {
        guard other.size == size, other.etag == nil || etag == nil || other.etag == etag else { throw Self.changed }
    }

    static var changed: ClientError { ClientError(.objectChanged, "the object was changed while it was read; run it again to get the new one") }

    /// Compares the checksum of what arrived with OSS's, where OSS told it.
    /// - Throws: ``ClientError`` with the code `checksumMismatch`.
    func compare(received: UInt64) throws {
        guard let crc64, crc64 != received else { return }
        throw ClientError(.checksumMismatch, "what arrived is not what OSS has: its CRC-64 is \(crc64), that of what arrived is \(received)")
    }
}
