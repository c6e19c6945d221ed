import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Multipart uploads.
extension Responder {
    /// OSS page: "InitiateMultipartUpload".
    func initiateMultipartUpload(_ call: ObjectCall) async throws -> Response {
        let urlEncodes = try EncodingType.isURL(call.query)
        let headers = try UploadHeaders(call.fields, length: nil, in: call.bucket, of: call.call.account, for: call.call.operation)
        try await checkOverwrite(of: call.key, in: call.bucket, forbidden: headers.options.forbidOverwrite)
        let upload = try await storage.initiate(call.bucket.name, call.key, headers.description, at: call.now)
        return .xml(
            InitiateMultipartUploadDocument(
                bucket: call.bucket.name.rawValue, key: call.key.bytes, uploadID: upload.id.rawValue, urlEncodes: urlEncodes
            ).xml)
    }

    /// OSS page: "UploadPart".
    func uploadPart(_ call: ObjectCall) async throws -> Response {
        let number = try PartNumber(call.query.first("partNumber") ?? "")
        let incoming = try call.incomingUpload(upTo: configuration.limits.bodyBytes)
        let upload = try await upload(call, .part)
        let part = try await naming(upload, .part) {
            try await storage.putPart(number.rawValue, of: upload, body: incoming.body, options: incoming.headers.options, at: call.now)
        }
        return Response(
            status: 200,
            headers: [
                ("ETag", part.etag.headerValue), ("Content-MD5", Base64.encode(part.md5)), ("x-oss-hash-crc64ecma", String(part.crc64)),
            ])
    }

    /// OSS page: "UploadPartCopy".
    func uploadPartCopy(_ call: ObjectCall) async throws -> Response {
        let number = try PartNumber(call.query.first("partNumber") ?? "")
        let range = try call.fields[.ossCopySourceRange].map { text throws(OSSError) in try CopyRange(text) }
        let upload = try await upload(call, .partCopy)
        return try await copying(call) { source in
            if let answer = try Precondition(copySource: call.fields).evaluate(ShownObject(object: source, link: nil)) { return answer }
            guard !source.needsRestoring(at: call.now) else { throw OSSError.invalidObjectState }
            let stretch = try range?.resolve(size: source.size)
            guard source.size <= configuration.limits.bodyBytes || stretch != nil else { throw OSSError.entityTooLarge }
            if let stretch, stretch.upperBound - stretch.lowerBound > configuration.limits.bodyBytes { throw OSSError.entityTooLarge }
            let part = try await naming(upload, .partCopy) {
                try await storage.copyPart(number.rawValue, of: upload, from: source, range: stretch, at: call.now)
            }
            var response = Response.xml(CopyResult(.part, lastModified: part.lastModified, etag: part.etag).xml)
            // oss2 reads it from here and not from the document.
            response.set("ETag", part.etag.headerValue)
            return response
        }
    }

    /// OSS page: "CompleteMultipartUpload".
    func completeMultipartUpload(_ call: ObjectCall) async throws -> Response {
        let urlEncodes = try EncodingType.isURL(call.query)
        let headers = try UploadHeaders(call.fields, length: nil, in: call.bucket, of: call.call.account, for: call.call.operation)
        let completion = ObjectStorage.Completion(
            forbidOverwrite: headers.options.forbidOverwrite, acl: headers.description.attributes.acl, tags: headers.description.attributes.tags)
        let upload = try await upload(call, .upload)
        let callback = try await requestedCallback(call)
        let parts = try Self.selection(call.fields, try await call.call.optionalDocument(upTo: XMLLimits().bytes))
        try await checkOverwrite(of: call.key, in: call.bucket, forbidden: headers.options.forbidOverwrite)
        let object = try await naming(upload, .upload) { try await storage.complete(upload, parts, completion, at: call.now) }
        var response = Response.xml(
            CompleteMultipartUploadDocument(
                location: listener.url(of: call.bucket.name, call.key), bucket: call.bucket.name.rawValue, key: call.key.bytes,
                etag: object.etag,
                urlEncodes: urlEncodes
            ).xml)
        response.setUpload(object, in: call.bucket)
        if let callback {
            await perform(callback, object, .completeMultipartUpload, by: call.call.authorized.subject.requester, call.call.arrival, in: &response)
        }
        return response
    }

    /// The parts that a completion names; `nil` for all that there are.
    private static func selection(_ fields: HTTPFields, _ body: [UInt8]) throws(OSSError) -> [PartSelection]? {
        if let all = fields[.ossCompleteAll] {
            guard all == "yes" else {
                throw .invalidArgument("The x-oss-complete-all must be yes.", name: "x-oss-complete-all", value: all)
            }
            guard body.isEmpty else { throw .completeAllWithBody }
            return nil
        }
        guard !body.isEmpty else { throw .completionWithoutParts }
        return try CompleteMultipartUploadBody(xml: body).parts.map { PartSelection(number: $0.number, etag: $0.etag) }
    }

    /// OSS page: "AbortMultipartUpload".
    func abortMultipartUpload(_ call: ObjectCall) async throws -> Response {
        let upload = try await upload(call, .upload)
        try await naming(upload, .upload) { try await storage.abort(upload, at: call.now) }
        return Response(status: 204)
    }

    /// OSS page: "ListParts".
    func listParts(_ call: ObjectCall) async throws -> Response {
        let urlEncodes = try EncodingType.isURL(call.query)
        let limit = try PageSize.parse(call.query, "max-parts", allowed: 1...1000) ?? 1000
        let marker = try PageSize.parse(call.query, "part-number-marker", allowed: 0...PartNumber.range.upperBound) ?? 0
        let upload = try await upload(call, .upload)
        let page = try await storage.parts(of: upload, after: marker, limit: limit)
        let parts = page.parts.map { part in
            ListedPart(number: part.number, lastModified: part.lastModified, etag: part.etag, size: part.size, crc64: part.crc64)
        }
        return .xml(
            ListPartsDocument(
                bucket: call.bucket.name.rawValue, key: call.key.bytes, uploadID: upload.id.rawValue,
                storageClass: upload.description.storageClass,
                partNumberMarker: marker, nextPartNumberMarker: page.parts.last?.number ?? marker, maxParts: limit, isTruncated: page.isTruncated,
                urlEncodes: urlEncodes, parts: parts
            ).xml)
    }

    /// The upload that a call names.
    /// - Throws: NoSuchUpload with the EC of the request.
    private func upload(_ call: ObjectCall, _ request: OSSError.UploadRequest) async throws -> MultipartUpload {
        guard let text = call.query.first("uploadId"), !text.isEmpty else { throw OSSError.missingArgument }
        guard let id = UploadID(text), let upload = try await storage.upload(id, of: call.bucket.name, call.key) else {
            throw OSSError.noSuchUpload(text, request)
        }
        return upload
    }

    /// Names the upload in the error when it has gone meanwhile.
    private func naming<Value>(_ upload: MultipartUpload, _ request: OSSError.UploadRequest, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let failure as StorageError where failure.code == .noSuchUpload {
            throw OSSError.noSuchUpload(upload.id.rawValue, request)
        }
    }
}
