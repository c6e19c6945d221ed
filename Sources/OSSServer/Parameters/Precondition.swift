import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The conditional headers of a read or of a copy's source. They are judged after authorisation, so that they tell a stranger nothing.
struct Precondition {
    private let ifMatch: String?
    private let ifNoneMatch: String?
    private let ifModifiedSince: SigningTime?
    private let ifUnmodifiedSince: SigningTime?

    /// The conditions of a read.
    init(_ fields: HTTPFields) {
        ifMatch = fields[.ifMatch]
        ifNoneMatch = fields[.ifNoneMatch]
        ifModifiedSince = Self.date(fields[.ifModifiedSince])
        ifUnmodifiedSince = Self.date(fields[.ifUnmodifiedSince])
    }

    /// The conditions on the source of a copy.
    init(copySource fields: HTTPFields) {
        ifMatch = fields[.ossCopySourceIfMatch]
        ifNoneMatch = fields[.ossCopySourceIfNoneMatch]
        ifModifiedSince = Self.date(fields[.ossCopySourceIfModifiedSince])
        ifUnmodifiedSince = Self.date(fields[.ossCopySourceIfUnmodifiedSince])
    }

    /// - Returns: 304 when the client's copy is still good.
    /// - Throws: PreconditionFailed.
    func evaluate(_ shown: ShownObject) throws(OSSError) -> Response? {
        if let tags = ifMatch, !Self.matches(tags, shown.etag) { throw .preconditionFailed }
        if let time = ifUnmodifiedSince, time < shown.lastModified { throw .preconditionFailed }
        let isSameTag = ifNoneMatch.map { Self.matches($0, shown.etag) }
        let isUnmodified = ifModifiedSince.map { shown.lastModified <= $0 }
        guard isSameTag ?? isUnmodified ?? false, isUnmodified ?? true else { return nil }
        var response = Response(status: 304)
        response.set("ETag", shown.etag.headerValue)
        response.set("Last-Modified", shown.lastModified.httpDate)
        return response
    }

    private static func date(_ text: String?) -> SigningTime? { text.flatMap { SigningTime(httpDate: $0) } }

    private static func matches(_ list: String, _ etag: ETag) -> Bool {
        list.split(separator: ",").contains { item in
            let tag = item.drop { $0 == " " }
            return tag == "*" || String(tag.filter { $0 != "\"" }).uppercased() == etag.rawValue
        }
    }
}
