import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Copying objects.
extension Responder {
    /// OSS page: "CopyObject".
    func copyObject(_ call: ObjectCall) async throws -> Response {
        let metadata = try CopyDirective(metadata: call.fields[.ossMetadataDirective])
        let tagging = try CopyDirective(tagging: call.fields[.ossTaggingDirective])
        let forbidOverwrite = try UploadHeaders.forbidsOverwrite(call.fields)
        try await checkOverwrite(of: call.key, in: call.bucket, forbidden: forbidOverwrite)
        return try await copying(call) { source in
            if let answer = try Precondition(copySource: call.fields).evaluate(ShownObject(object: source, link: nil)) { return answer }
            guard !source.needsRestoring(at: call.now) else { throw OSSError.invalidObjectState }
            if tagging == .copy, !source.attributes.tags.isEmpty { try await checkCopyingTags(of: source, call) }
            let description = try description(ofCopy: source, metadata: metadata, tagging: tagging, call)
            let object = try await storage.copy(
                source, to: call.bucket.name, call.key, description, forbidOverwrite: forbidOverwrite, at: call.now)
            var response = Response.xml(CopyResult(.object, lastModified: object.lastModified, etag: object.etag).xml)
            response.set("ETag", object.etag.headerValue)
            response.set("x-oss-hash-crc64ecma", String(object.crc64))
            response.setVersion(object.version, in: call.bucket)
            return response
        }
    }

    /// Tags that go along are read from the one object and written to the other.
    private func checkCopyingTags(of source: StoredObject, _ call: ObjectCall) async throws {
        guard let bucket = try await storage.bucket(source.bucket) else { throw OSSError.noSuchBucket(source.bucket.rawValue) }
        let version = try CopySource(call.fields).versionID
        try await authorizer.check(.readSourceTags, bucket, key: source.key, version: version, found: source, for: call.call.authorized)
        try await authorizer.check(.putCopiedTags, call.bucket, key: call.key, version: nil, for: call.call.authorized)
    }

    /// Finds the source of a copy and makes it. When the source is replaced meanwhile, the new one is the source.
    func copying(_ call: ObjectCall, _ copy: (StoredObject) async throws -> Response) async throws -> Response {
        let source = try CopySource(call.fields)
        guard let bucket = try await storage.bucket(source.bucket) else { throw OSSError.noSuchBucket(source.bucket.rawValue) }
        try await authorizer.check(.readSource, bucket, key: source.key, version: source.versionID, for: call.call.authorized)
        for _ in 0..<StorageLimits.sharingAttempts {
            let object = try await existing(bucket, source.key, version: source.versionID, method: call.call.request.method)
            try await authorizer.check(
                .readSource, bucket, key: source.key, version: source.versionID, found: object, for: call.call.authorized)
            if object.type == .appendable, bucket.settings.versioning == .enabled {
                throw OSSError.operationNotSupported("An appendable object in a bucket with versioning cannot be copied.")
            }
            do {
                var response = try await copy(object)
                if bucket.settings.versioning != nil { response.set("x-oss-copy-source-version-id", object.version.rawValue) }
                return response
            } catch let failure as StorageError where failure.code == .changed {
                continue
            }
        }
        throw OSSError.serviceUnavailable
    }

    /// Headers come from the source or from the request, tags too; the ACL is never copied, and the class is the request's or the bucket's.
    private func description(
        ofCopy source: StoredObject, metadata: CopyDirective, tagging: CopyDirective, _ call: ObjectCall
    ) throws(OSSError) -> ObjectDescription {
        var description = try UploadHeaders(call.fields, length: nil, in: call.bucket, of: call.call.account, for: call.call.operation).description
        if metadata == .copy { description.headers = source.headers }
        if tagging == .copy { description.attributes.tags = source.attributes.tags }
        description.attributes.symlinkTarget = source.attributes.symlinkTarget
        return description
    }
}

extension CopySource {
    init(_ fields: HTTPFields) throws(OSSError) {
        try self.init(header: fields.signedValue(.ossCopySource) ?? [])
    }
}
