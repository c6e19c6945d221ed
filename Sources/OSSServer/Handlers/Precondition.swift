import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The conditional headers of a read. They are judged after authorisation, so that they tell a stranger nothing.
enum Precondition {
    /// - Returns: 304 when the client's copy is still good.
    /// - Throws: PreconditionFailed.
    static func evaluate(_ fields: HTTPFields, _ object: StoredObject) throws(OSSError) -> Response? {
        if let tags = fields[.ifMatch], !matches(tags, object) { throw .preconditionFailed }
        if let time = date(fields[.ifUnmodifiedSince]), time < object.lastModified { throw .preconditionFailed }
        let isSameTag = fields[.ifNoneMatch].map { matches($0, object) }
        let isUnmodified = date(fields[.ifModifiedSince]).map { object.lastModified <= $0 }
        guard isSameTag ?? isUnmodified ?? false, isUnmodified ?? true else { return nil }
        var response = Response(status: 304)
        response.set("ETag", object.etag.headerValue)
        response.set("Last-Modified", object.lastModified.httpDate)
        return response
    }

    private static func date(_ text: String?) -> SigningTime? { text.flatMap { SigningTime(httpDate: $0) } }

    private static func matches(_ list: String, _ object: StoredObject) -> Bool {
        list.split(separator: ",").contains { item in
            let tag = item.drop { $0 == " " }
            return tag == "*" || String(tag.filter { $0 != "\"" }).uppercased() == object.etag.headerValue.filter { $0 != "\"" }
        }
    }
}
