import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Versioning, tags and lifecycle of a bucket.
extension Responder {
    /// OSS page: "PutBucketVersioning".
    func putBucketVersioning(_ call: BucketCall) async throws -> Response {
        let asked = try VersioningConfiguration(xml: try await call.call.document(upTo: VersioningConfiguration.maximumBytes))
        // Reading refuses a document without a status.
        guard let status = asked.status else { throw OSSError.malformedXML }
        try await storage.configure(call.name, .versioning(status))
        return Response(status: 200)
    }

    /// OSS page: "GetBucketVersioning".
    func getBucketVersioning(_ call: BucketCall) throws -> Response {
        .xml(VersioningConfiguration(status: call.bucket.settings.versioning).xml)
    }

    /// OSS page: "PutBucketTags".
    func putBucketTags(_ call: BucketCall) async throws -> Response {
        let tags = try BucketTagging(xml: try await call.call.document(upTo: BucketTagging.maximumBytes))
        return try await keep(tags.xml, as: BucketDocument.tagging, of: call, limit: BucketTagging.maximumBytes)
    }

    /// OSS page: "GetBucketTags".
    func getBucketTags(_ call: BucketCall) throws -> Response { .xml(try call.bucket.tags.xml) }

    /// OSS page: "DeleteBucketTags". With `?tagging=key,…` those tags go, else all.
    func deleteBucketTags(_ call: BucketCall) async throws -> Response {
        let names = (call.query.first("tagging") ?? "").utf8.split(separator: ASCII.comma)
        guard !names.isEmpty else { return try await remove(BucketDocument.tagging, of: call) }
        let kept = try call.bucket.tags.tags.filter { tag in !names.contains { $0.elementsEqual(tag.key.utf8) } }
        guard !kept.isEmpty else { return try await remove(BucketDocument.tagging, of: call) }
        try await storage.configure(call.name, .document(BucketDocument.tagging, BucketTagging(kept).xml))
        return Response(status: 204)
    }

    /// OSS page: "PutBucketLifecycle".
    func putBucketLifecycle(_ call: BucketCall) async throws -> Response {
        let document = try await call.call.document(upTo: LifecycleConfiguration.maximumBytes)
        let rules = try LifecycleConfiguration(xml: document, allowsSameActionOverlap: call.fields[.ossAllowSameActionOverlap] == "true")
        return try await keep(rules.xml, as: BucketDocument.lifecycle, of: call, limit: LifecycleConfiguration.maximumBytes)
    }

    /// OSS page: "GetBucketLifecycle".
    func getBucketLifecycle(_ call: BucketCall) throws -> Response {
        guard let rules = try call.bucket.lifecycle else { throw OSSError.noSuchLifecycle(call.name.rawValue) }
        return .xml(rules.xml)
    }

    /// OSS page: "DeleteBucketLifecycle".
    func deleteBucketLifecycle(_ call: BucketCall) async throws -> Response { try await remove(BucketDocument.lifecycle, of: call) }
}
