import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Operations on objects.
extension Responder {
    /// OSS page: "PutObject".
    func putObject(_ bucket: BucketName, _ key: ObjectKey, _ request: AuthorizedRequest, body: RequestBody, at now: SigningTime) async throws
        -> Response
    {
        guard body.framing != .none else { throw OSSError.missingContentLength }
        var headers = try UploadHeaders(request.request.fields, length: body.length)
        guard body.length ?? 0 <= configuration.limits.bodyBytes else { throw OSSError.entityTooLarge }
        headers.options.maximumBytes = configuration.limits.bodyBytes
        // Known before the body is asked for. The commit checks it again, where nobody can come in between.
        if headers.options.forbidOverwrite, try await storage.object(bucket, key) != nil { throw OSSError.fileAlreadyExists(key.text) }
        let object = try await storage.put(bucket, key, headers: headers.stored, body: body, options: headers.options, at: now)
        var response = Response(status: 200)
        response.setDigests(of: object)
        return response
    }

    /// OSS page: "GetObject".
    func getObject(_ bucket: BucketName, _ key: ObjectKey, _ request: AuthorizedRequest) async throws -> Response {
        let object = try await existing(bucket, key)
        if let answer = try Precondition.evaluate(request.request.fields, object) { return answer }
        let range = try RangeRequest(request.request.fields).resolve(size: object.size)
        var response = Response(status: range == nil ? 200 : 206)
        try response.setDescription(of: object, overrides: ResponseOverrides(request.request.query))
        if let range { response.set("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)") }
        let stretch = range ?? 0..<object.size
        response.body = .stream(length: stretch.upperBound - stretch.lowerBound, try await storage.read(object, range: stretch))
        return response
    }

    /// OSS page: "HeadObject".
    func headObject(_ bucket: BucketName, _ key: ObjectKey, _ request: AuthorizedRequest) async throws -> Response {
        let object = try await existing(bucket, key)
        if let answer = try Precondition.evaluate(request.request.fields, object) { return answer }
        var response = Response(status: 200, body: .omitted(length: object.size))
        try response.setDescription(of: object, overrides: ResponseOverrides(request.request.query))
        return response
    }

    /// OSS page: "GetObjectMeta": the least that is to be known of an object.
    func getObjectMeta(_ bucket: BucketName, _ key: ObjectKey, _ request: AuthorizedRequest) async throws -> Response {
        let object = try await existing(bucket, key)
        var response = Response(status: 200, body: .omitted(length: object.size))
        response.set("ETag", object.etag.headerValue)
        response.set("Last-Modified", object.lastModified.httpDate)
        response.set("x-oss-hash-crc64ecma", String(object.crc64))
        return response
    }

    /// OSS page: "DeleteObject". A key that is not there is deleted as well as any other.
    func deleteObject(_ bucket: BucketName, _ key: ObjectKey, _ request: AuthorizedRequest, at now: SigningTime) async throws -> Response {
        _ = try await storage.deleteObject(bucket, key, at: now)
        return Response(status: 204)
    }

    private func existing(_ bucket: BucketName, _ key: ObjectKey) async throws -> StoredObject {
        guard let object = try await storage.object(bucket, key) else { throw OSSError.noSuchKey(key.text) }
        return object
    }
}

extension Response {
    /// What an upload answers with.
    mutating func setDigests(of object: StoredObject) {
        set("ETag", object.etag.headerValue)
        if let md5 = object.md5 { set("Content-MD5", Base64.encode(md5)) }
        set("x-oss-hash-crc64ecma", String(object.crc64))
    }

    /// What GET and HEAD tell about an object. The CRC-64 is that of the whole object, for a range too.
    mutating func setDescription(of object: StoredObject, overrides: ResponseOverrides) throws {
        for field in object.headers.fields where overrides[field.name] == nil {
            set(Self.spelling[field.name] ?? field.name, String(decoding: field.value, as: UTF8.self))
        }
        for (name, value) in overrides.values { set(Self.spelling[name] ?? name, value) }
        set("Last-Modified", object.lastModified.httpDate)
        set("Accept-Ranges", "bytes")
        set("x-oss-object-type", object.type.rawValue)
        set("x-oss-storage-class", object.storageClass.rawValue)
        setDigests(of: object)
    }

    private static let spelling = [
        "content-type": "Content-Type", "cache-control": "Cache-Control", "content-disposition": "Content-Disposition",
        "content-encoding": "Content-Encoding", "content-language": "Content-Language", "expires": "Expires",
    ]
}
