import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Storing and deleting objects.
extension Responder {
    /// OSS page: "PutObject".
    func putObject(_ call: ObjectCall) async throws -> Response {
        let upload = try call.incomingUpload(upTo: configuration.limits.bodyBytes)
        let callback = try await requestedCallback(call)
        try await checkOverwrite(of: call.key, in: call.bucket, forbidden: upload.headers.options.forbidOverwrite)
        let object = try await storage.put(
            call.bucket.name, call.key, upload.headers.description, body: upload.body, options: upload.headers.options, at: call.now)
        var response = Response(status: 200)
        response.setUpload(object, in: call.bucket)
        if let callback { await perform(callback, object, .putObject, by: call.call.authorized.subject.requester, call.call.arrival, in: &response) }
        return response
    }

    /// Known before the body is asked for. The commit checks it again, where nobody can come in between.
    func checkOverwrite(of key: ObjectKey, in bucket: StoredBucket, forbidden: Bool) async throws {
        guard forbidden, bucket.settings.versioning == nil else { return }
        if try await storage.object(bucket.name, key) != nil { throw OSSError.fileAlreadyExists(key.text) }
    }

    /// OSS page: "AppendObject".
    func appendObject(_ call: ObjectCall) async throws -> Response {
        let position = try AppendPosition(call.query.first("position")).rawValue
        // Tags count when the object is made, and are not even looked at afterwards.
        let upload = try call.incomingUpload(upTo: configuration.limits.bodyBytes, ignoring: position > 0 ? [.ossTagging] : [])
        if call.bucket.settings.versioning == .enabled {
            throw OSSError.operationNotSupported("AppendObject is not supported in a bucket with versioning enabled.")
        }
        do {
            let object = try await storage.append(
                call.bucket.name, call.key, position: position, upload.headers.description, body: upload.body,
                options: upload.headers.options, at: call.now)
            var response = Response(status: 200)
            response.setUpload(object, in: call.bucket)
            response.set("x-oss-next-append-position", String(object.size))
            return response
        } catch let failure as StorageError where failure.code == .wrongPosition {
            throw OSSError.positionNotEqualToLength(try await storage.object(call.bucket.name, call.key)?.size ?? 0)
        }
    }

    /// OSS page: "SealAppendObject".
    func sealAppendObject(_ call: ObjectCall) async throws -> Response {
        let position = try AppendPosition(call.query.first("position")).rawValue
        // The object that the key shows, whatever version the query names.
        let object = try await existing(call.bucket, call.key, version: nil, method: call.call.request.method)
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
        let urlEncodes = try EncodingType.isURL(call.query)
        let request = try DeleteRequest(xml: try await call.call.document(upTo: DeleteRequest.maximumBytes))
        for object in request.objects {
            try await authorizer.check(.deleteNamed, call.bucket, key: object.key, version: object.versionID, for: call.call.authorized)
        }
        let effects = try await storage.deleteObjects(call.name, request.objects.map { ($0.key, $0.versionID) }, at: call.now)
        guard !request.isQuiet else { return Response(status: 200) }
        let deleted = zip(request.objects, effects).map { object, effect in
            DeletedObject(
                key: object.key, versionID: object.versionID?.rawValue, isDeleteMarker: effect.isDeleteMarker,
                deleteMarkerVersionID: effect.isDeleteMarker ? effect.version.rawValue : nil)
        }
        return .xml(DeleteResult(urlEncodes: urlEncodes, deleted: deleted).xml)
    }
}

extension Response {
    /// What every answer to an upload tells of the object that was made.
    mutating func setUpload(_ object: StoredObject, in bucket: StoredBucket) {
        setDigests(of: object)
        setVersion(object.version, in: bucket)
    }

    /// The digests of an object, as far as it has them.
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
