import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Storing and deleting objects.
extension Responder {
    /// OSS page: "PutObject".
    func putObject(_ call: ObjectCall) async throws -> Response {
        guard call.body.framing != .none else { throw OSSError.missingContentLength }
        var headers = try UploadHeaders(call.fields, length: call.body.length, in: call.bucket, for: call.call.operation)
        let limit = try TrafficLimit(call.call.request)
        headers.options.maximumBytes = configuration.limits.bodyBytes
        guard call.body.length ?? 0 <= configuration.limits.bodyBytes else { throw OSSError.entityTooLarge }
        let callback = try await requestedCallback(call)
        try await checkOverwrite(call, forbidden: headers.options.forbidOverwrite)
        let object = try await storage.put(
            call.bucket.name, call.key, headers.description, body: PacedBody(base: call.body, limit: limit), options: headers.options,
            at: call.now)
        var response = Response(status: 200)
        response.setDigests(of: object)
        response.setVersion(object.version, in: call.bucket)
        if let callback { await perform(callback, object, .putObject, call.call.arrival, in: &response) }
        return response
    }

    /// Known before the body is asked for. The commit checks it again, where nobody can come in between.
    func checkOverwrite(_ call: ObjectCall, forbidden: Bool) async throws {
        guard forbidden, call.bucket.settings.versioning == nil else { return }
        if try await storage.object(call.bucket.name, call.key) != nil { throw OSSError.fileAlreadyExists(call.key.text) }
    }

    /// OSS page: "AppendObject".
    func appendObject(_ call: ObjectCall) async throws -> Response {
        guard call.body.framing != .none else { throw OSSError.missingContentLength }
        let position = try AppendPosition(call.query.first("position")).rawValue
        var fields = call.fields
        // Tags count when the object is made, and are not even looked at afterwards.
        if position > 0 { fields[.ossTagging] = nil }
        var headers = try UploadHeaders(fields, length: call.body.length, in: call.bucket, for: call.call.operation)
        let limit = try TrafficLimit(call.call.request)
        headers.options.maximumBytes = configuration.limits.bodyBytes
        guard call.body.length ?? 0 <= configuration.limits.bodyBytes else { throw OSSError.entityTooLarge }
        if call.bucket.settings.versioning == .enabled {
            throw OSSError.operationNotSupported("AppendObject is not supported in a bucket with versioning enabled.")
        }
        do {
            let object = try await storage.append(
                call.bucket.name, call.key, position: position, headers.description, body: PacedBody(base: call.body, limit: limit),
                options: headers.options, at: call.now)
            var response = Response(status: 200)
            response.setDigests(of: object)
            response.set("x-oss-next-append-position", String(object.size))
            response.setVersion(object.version, in: call.bucket)
            return response
        } catch let failure as StorageError where failure.code == .wrongPosition {
            throw OSSError.positionNotEqualToLength(try await storage.object(call.bucket.name, call.key)?.size ?? 0)
        }
    }

    /// OSS page: "SealAppendObject".
    func sealAppendObject(_ call: ObjectCall) async throws -> Response {
        let position = try AppendPosition(call.query.first("position")).rawValue
        let object = try await existing(call)
        guard object.type == .appendable else { throw OSSError.objectNotAppendable }
        guard object.size == position else { throw OSSError.positionNotEqualToLength(object.size) }
        _ = try await storage.set(.sealed(call.now), of: call.bucket.name, call.key)
        return Response(status: 200, headers: [("x-oss-sealed-time", call.now.httpDate)])
    }

    /// OSS page: "DeleteObject". A key that is not there is deleted as well as any other.
    func deleteObject(_ call: ObjectCall) async throws -> Response {
        let effect = try await storage.deleteObject(call.bucket.name, call.key, version: try call.call.version, at: call.now)
        var response = Response(status: 204)
        if effect.isDeleteMarker { response.set("x-oss-delete-marker", "true") }
        response.setVersion(effect.version, in: call.bucket)
        return response
    }

    /// OSS page: "DeleteMultipleObjects".
    func deleteMultipleObjects(_ call: BucketCall) async throws -> Response {
        guard call.call.body.framing != .none else { throw OSSError.missingContentLength }
        let urlEncodes = try EncodingType.isURL(call.query)
        let body = try await call.call.body.collect(upTo: DeleteRequest.maximumBytes)
        try ContentMD5.check(call.fields, body)
        let request = try DeleteRequest(xml: body)
        let effects = try await storage.deleteObjects(call.name, request.objects.map { ($0.key, $0.versionID) }, at: call.now)
        guard !request.isQuiet else { return Response(status: 200) }
        let deleted = zip(request.objects, effects).map { object, effect in
            DeleteResult.Deleted(
                key: object.key, versionID: object.versionID, deleteMarker: effect.isDeleteMarker ? effect.version : nil)
        }
        return .xml(DeleteResult(urlEncodes: urlEncodes, deleted: deleted).xml)
    }
}

/// The header Content-MD5 of a small document.
enum ContentMD5 {
    /// - Throws: InvalidDigest.
    static func check(_ fields: HTTPFields, _ body: [UInt8]) throws(OSSError) {
        guard let text = fields[.contentMD5] else { return }
        var digest = ContentDigest()
        digest.update(body)
        guard Base64.decode(text.utf8) == digest.finish().md5 else { throw .invalidDigest }
    }
}

extension Response {
    /// What an upload answers with.
    mutating func setDigests(of object: StoredObject) {
        set("ETag", object.etag.headerValue)
        if let md5 = object.md5 { set("Content-MD5", Base64.encode(md5)) }
        set("x-oss-hash-crc64ecma", String(object.crc64))
    }

    /// The version is told where versions are kept, or were.
    mutating func setVersion(_ version: VersionID, in bucket: StoredBucket) {
        if bucket.settings.versioning != nil { set("x-oss-version-id", version.rawValue) }
    }
}
