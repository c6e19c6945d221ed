import OSSSigning
import OSSStorage
import OSSWire

/// From which pages a bucket may be used: CORS rules and the referer list.
extension Responder {
    /// OSS page: "PutBucketCors".
    func putBucketCORS(_ call: BucketCall) async throws -> Response {
        let rules = try CORSConfiguration(xml: try await call.call.document(upTo: CORSConfiguration.maximumBytes))
        return try await keep(rules.xml, as: BucketDocument.cors, of: call, limit: CORSConfiguration.maximumBytes)
    }

    /// OSS page: "GetBucketCors".
    func getBucketCORS(_ call: BucketCall) throws -> Response {
        guard let rules = try call.bucket.cors else { throw OSSError.noSuchCORSConfiguration(call.name.rawValue) }
        return .xml(rules.xml)
    }

    /// OSS page: "DeleteBucketCors".
    func deleteBucketCORS(_ call: BucketCall) async throws -> Response { try await remove(BucketDocument.cors, of: call) }

    /// OSS page: "PutBucketReferer". There is no deletion: an empty list lets everything pass.
    func putBucketReferer(_ call: BucketCall) async throws -> Response {
        let referers = try RefererConfiguration(xml: try await call.call.document(upTo: RefererConfiguration.maximumBytes))
        return try await keep(referers.xml, as: BucketDocument.referer, of: call, limit: RefererConfiguration.maximumBytes)
    }

    /// OSS page: "GetBucketReferer". It is never missing.
    func getBucketReferer(_ call: BucketCall) throws -> Response { .xml(try call.bucket.referers.xml) }
}
