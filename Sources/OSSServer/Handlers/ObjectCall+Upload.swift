import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// A body that is to be stored: what its headers say, and the bytes at the pace that was asked for.
struct IncomingUpload {
    let headers: UploadHeaders
    let body: PacedBody
}

extension ObjectCall {
    /// The upload in the body of a request. Everything that its headers can be refused for is refused here, before a byte is asked for.
    /// - Throws: MissingContentLength, EntityTooLarge, and what ``UploadHeaders`` and ``TrafficLimit`` throw.
    func incomingUpload(upTo maximumBytes: Int64, ignoring ignored: [HTTPField.Name] = []) throws(OSSError) -> IncomingUpload {
        guard body.framing != .none else { throw .missingContentLength }
        var fields = fields
        for name in ignored { fields[name] = nil }
        var headers = try UploadHeaders(fields, length: body.length, in: bucket, of: call.account, for: call.operation)
        let limit = try TrafficLimit(call.request)
        headers.options.maximumBytes = maximumBytes
        guard body.length ?? 0 <= maximumBytes else { throw .entityTooLarge }
        return IncomingUpload(headers: headers, body: PacedBody(base: body, limit: limit))
    }
}
