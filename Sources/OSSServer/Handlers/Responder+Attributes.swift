import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// What belongs to an object and can be changed without storing it anew.
extension Responder {
    /// OSS page: "PutObjectACL".
    func putObjectACL(_ call: ObjectCall) async throws -> Response {
        guard call.fields.contains(.ossObjectACL) else { throw OSSError.missingArgument }
        return try await set(.acl(try UploadHeaders.acl(call.fields, in: call.bucket, of: call.call.account)), call)
    }

    /// OSS page: "GetObjectACL".
    func getObjectACL(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        var response = Response.xml(AccessControlPolicy(owner: call.call.owner, grant: object.attributes.acl).xml)
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// OSS page: "PutObjectTagging". It does not change Last-Modified.
    func putObjectTagging(_ call: ObjectCall) async throws -> Response {
        let tags = try ObjectTags(xml: try await call.call.document(upTo: ObjectTags.maximumBytes)).tags
        // By policies, the tags that it gives may be what decides.
        for permission in call.call.operation.permissions ?? [] {
            try await authorizer.check(
                permission, call.bucket, key: call.key, version: try call.call.version, for: call.call.authorized.setting(tags))
        }
        return try await set(.tags(tags), call)
    }

    /// OSS page: "GetObjectTagging". An object without tags has an empty set of them.
    func getObjectTagging(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        let tags = try ObjectTags(object.attributes.tags)
        var response = Response.xml(tags.xml)
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// OSS page: "DeleteObjectTagging".
    func deleteObjectTagging(_ call: ObjectCall) async throws -> Response { try await set(.tags([]), call, status: 204) }

    private func set(_ attribute: ObjectAttribute, _ call: ObjectCall, status: Int = 200) async throws -> Response {
        // Looked up first for the error that fits: a delete marker answers otherwise than a key that was never there.
        _ = try await existing(call)
        let effect = try await storage.set(attribute, of: call.bucket.name, call.key, version: try call.call.version)
        var response = Response(status: status)
        response.setVersion(effect.version, in: call.bucket)
        return response
    }

    /// OSS page: "PutSymlink". Whether the target exists is not looked at.
    func putSymlink(_ call: ObjectCall) async throws -> Response {
        guard let text = call.fields.signedValue(.ossSymlinkTarget) else { throw OSSError.missingArgument }
        guard let decoded = try? PercentEncoding.decode(text), !decoded.isEmpty else {
            throw OSSError.invalidArgument(
                "The symlink target is invalid.", name: "x-oss-symlink-target", value: String(decoding: text, as: UTF8.self))
        }
        let target = try ObjectKey(received: decoded)
        let headers = try UploadHeaders(call.fields, length: nil, in: call.bucket, of: call.call.account, for: call.call.operation)
        var description = headers.description
        // Sent back as it came: clients that escape it unescape it, and others do not.
        description.headers.append("x-oss-symlink-target", text)
        try await checkOverwrite(of: call.key, in: call.bucket, forbidden: headers.options.forbidOverwrite)
        let link = try await storage.putSymlink(
            call.bucket.name, call.key, target: target, description, forbidOverwrite: headers.options.forbidOverwrite, at: call.now)
        var response = Response(status: 200, headers: [("ETag", link.etag.headerValue)])
        response.setVersion(link.version, in: call.bucket)
        return response
    }

    /// OSS page: "GetSymlink".
    func getSymlink(_ call: ObjectCall) async throws -> Response {
        let link = try await existing(call)
        guard link.type == .symlink else { throw OSSError.notSymlink }
        var response = Response(status: 200, headers: [("ETag", link.etag.headerValue), ("Last-Modified", link.lastModified.httpDate)])
        for field in link.headers.fields where field.name != "content-type" {
            response.set(field.name, String(decoding: field.value, as: UTF8.self))
        }
        response.setVersion(link.version, in: call.bucket)
        return response
    }

    /// OSS page: "RestoreObject". Restoring takes a while; asked again meanwhile, it says so, and asked again afterwards, it prolongs.
    func restoreObject(_ call: ObjectCall) async throws -> Response {
        let request = try RestoreRequest(xml: try await call.call.optionalDocument(upTo: RestoreRequest.maximumBytes))
        let object = try await existing(call)
        guard object.storageClass.isArchived else {
            throw OSSError.operationNotSupported("The operation is not supported for this resource")
        }
        if object.storageClass == .archive, request.tier != nil { throw OSSError.malformedXML(.invalid("JobParameters"), ec: "0016-00000608") }
        let info = object.restoreInfo(at: call.now)
        if info == .ongoing { throw OSSError.restoreAlreadyInProgress }
        let ready = info == nil ? call.now.advanced(bySeconds: configuration.restoreDelay.components.seconds) : object.attributes.restoration?.ready
        guard let ready, let expiry = max(ready, call.now).advanced(bySeconds: Int64(request.days) * SigningTime.secondsPerDay) else {
            throw OSSError.internalError
        }
        _ = try await storage.set(
            .restoration(.init(ready: ready, expiry: expiry)), of: call.bucket.name, call.key, version: try call.call.version)
        var response = Response(status: info == nil ? 202 : 200)
        if object.storageClass != .archive { response.set("x-oss-object-restore-priority", (request.tier ?? .standard).rawValue) }
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// OSS page: "CleanRestoredObject": ends a restoration before its time.
    func cleanRestoredObject(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        guard object.storageClass.isArchived else {
            throw OSSError.operationNotSupported("The operation is not supported for this resource")
        }
        switch object.restoreInfo(at: call.now) {
        case nil: throw OSSError.archiveRestoreFileStale
        case .ongoing: throw OSSError.archiveRestoreNotFinished
        case .restored:
            _ = try await storage.set(.restoration(nil), of: call.bucket.name, call.key, version: try call.call.version)
            return Response(status: 204)
        }
    }
}
