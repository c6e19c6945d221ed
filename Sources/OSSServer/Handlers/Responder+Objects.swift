import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Operations on objects.
extension Responder {
    /// OSS page: "PutObject".
    func putObject(_ call: ObjectCall) async throws -> Response {
        guard call.body.framing != .none else { throw OSSError.missingContentLength }
        var headers = try UploadHeaders(call.fields, length: call.body.length)
        guard call.body.length ?? 0 <= configuration.limits.bodyBytes else { throw OSSError.entityTooLarge }
        headers.options.maximumBytes = configuration.limits.bodyBytes
        // Known before the body is asked for. The commit checks it again, where nobody can come in between.
        if headers.options.forbidOverwrite, call.bucket.settings.versioning == nil, try await storage.object(call.bucket.name, call.key) != nil {
            throw OSSError.fileAlreadyExists(call.key.text)
        }
        let description = ObjectDescription(headers: headers.stored)
        let object = try await storage.put(
            call.bucket.name, call.key, description, body: call.body, options: headers.options, at: call.now)
        var response = Response(status: 200)
        response.setDigests(of: object)
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// OSS page: "GetObject".
    func getObject(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        if let answer = try Precondition.evaluate(call.fields, object) { return answer }
        let range = try RangeRequest(call.fields).resolve(size: object.size)
        var response = Response(status: range == nil ? 200 : 206)
        try response.setDescription(of: object, in: call.bucket, overrides: ResponseOverrides(call.query))
        if let range { response.set("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)") }
        let stretch = range ?? 0..<object.size
        response.body = .stream(length: stretch.upperBound - stretch.lowerBound, try await storage.read(object, range: stretch))
        return response
    }

    /// OSS page: "HeadObject".
    func headObject(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        if let answer = try Precondition.evaluate(call.fields, object) { return answer }
        var response = Response(status: 200, body: .omitted(length: object.size))
        try response.setDescription(of: object, in: call.bucket, overrides: ResponseOverrides(call.query))
        return response
    }

    /// OSS page: "GetObjectMeta": the least that is to be known of an object.
    func getObjectMeta(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        var response = Response(status: 200, body: .omitted(length: object.size))
        response.set("ETag", object.etag.headerValue)
        response.set("Last-Modified", object.lastModified.httpDate)
        response.set("x-oss-hash-crc64ecma", String(object.crc64))
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// OSS page: "DeleteObject". A key that is not there is deleted as well as any other.
    func deleteObject(_ call: ObjectCall) async throws -> Response {
        let effect = try await storage.deleteObject(call.bucket.name, call.key, version: try call.call.version, at: call.now)
        var response = Response(status: 204)
        if effect.isDeleteMarker { response.set("x-oss-delete-marker", "true") }
        response.setVersion(effect.version, in: call.bucket)
        return response
    }

    /// The object, or the version of it, that a call is about.
    func existing(_ call: ObjectCall) async throws -> StoredObject {
        switch try await storage.entry(call.bucket.name, call.key, version: try call.call.version) {
        case .object(let object): return object
        case .deleteMarker, nil: throw OSSError.noSuchKey(call.key.text)
        }
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

    /// What GET and HEAD tell about an object. The CRC-64 is that of the whole object, for a range too.
    mutating func setDescription(of object: StoredObject, in bucket: StoredBucket, overrides: ResponseOverrides) throws {
        for field in object.headers.fields where overrides[field.name] == nil {
            set(Self.spelling[field.name] ?? field.name, String(decoding: field.value, as: UTF8.self))
        }
        for (name, value) in overrides.values { set(Self.spelling[name] ?? name, value) }
        set("Last-Modified", object.lastModified.httpDate)
        set("Accept-Ranges", "bytes")
        set("x-oss-object-type", object.type.rawValue)
        set("x-oss-storage-class", object.storageClass.rawValue)
        setDigests(of: object)
        setVersion(object.version, in: bucket)
    }

    private static let spelling = [
        "content-type": "Content-Type", "cache-control": "Cache-Control", "content-disposition": "Content-Disposition",
        "content-encoding": "Content-Encoding", "content-language": "Content-Language", "expires": "Expires",
    ]
}
