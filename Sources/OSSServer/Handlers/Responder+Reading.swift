import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Reading objects.
extension Responder {
    /// OSS page: "GetObject".
    func getObject(_ call: ObjectCall) async throws -> Response {
        let shown = try await shown(call)
        guard !shown.object.needsRestoring(at: call.now) else { throw OSSError.invalidObjectState }
        let limit = try TrafficLimit(call.call.request)
        if let answer = try Precondition(call.fields).evaluate(shown) { return answer }
        let size = shown.object.size
        let range = try RangeRequest(call.fields).resolve(size: size)
        var response = Response(status: range == nil ? 200 : 206)
        try describe(shown, call, in: &response)
        if let range { response.set("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)") }
        let stretch = range ?? 0..<size
        let body = try await storage.read(shown.object, range: stretch)
        let watched = WatchedBody(base: body, log: StorageFailureLog(logger, call.call.request.resource))
        response.body = .stream(length: stretch.upperBound - stretch.lowerBound, PacedBody(base: watched, limit: limit))
        return response
    }

    /// OSS page: "HeadObject".
    func headObject(_ call: ObjectCall) async throws -> Response {
        let shown = try await shown(call)
        if let answer = try Precondition(call.fields).evaluate(shown) { return answer }
        var response = Response(status: 200, body: .omitted(length: shown.object.size))
        try describe(shown, call, in: &response)
        return response
    }

    /// OSS page: "GetObjectMeta": the least that is to be known of an object. It shows a symbolic link itself.
    /// Older clients ask with GET, and are told the object's length too, without a body; the connection then ends.
    func getObjectMeta(_ call: ObjectCall) async throws -> Response {
        let object = try await existing(call)
        var response = Response(status: 200, body: .omitted(length: object.size))
        response.set("ETag", object.etag.headerValue)
        response.set("Last-Modified", object.lastModified.httpDate)
        response.set("x-oss-hash-crc64ecma", String(object.crc64))
        response.setVersion(object.version, in: call.bucket)
        return response
    }

    /// The object, or the version of it, that a call is about.
    /// - Throws: NoSuchKey, NoSuchVersion, and for a delete marker what says so.
    func existing(_ call: ObjectCall) async throws -> StoredObject {
        try await existing(call.bucket, call.key, version: try call.call.version, method: call.call.request.method)
    }

    /// An object, or a version of it.
    func existing(_ bucket: StoredBucket, _ key: ObjectKey, version: VersionID?, method: HTTPRequest.Method) async throws -> StoredObject {
        switch (try await storage.entry(bucket.name, key, version: version), version) {
        case (.object(let object)?, _): return object
        case (.deleteMarker(let marker)?, nil): throw OSSError.noSuchKey(key.text, deleteMarker: marker.version)
        case (.deleteMarker(let marker)?, _?): throw OSSError.deleteMarkerNotReadable(method.rawValue, deleteMarker: marker.version)
        case (nil, let version?) where version != .null: throw OSSError.noSuchVersion(key.text, versionID: version.rawValue)
        case (nil, _): throw OSSError.noSuchKey(key.text)
        }
    }

    /// What reading shows: behind a symbolic link its target, which whoever reads must be allowed to read as well.
    private func shown(_ call: ObjectCall) async throws -> ShownObject {
        let object = try await existing(call)
        let version = try call.call.version
        try await authorizer.check(.getObject, call.bucket, key: call.key, version: version, found: object, for: call.call.authorized)
        guard object.type == .symlink else { return ShownObject(object: object, link: nil) }
        guard let bytes = object.attributes.symlinkTarget, let key = try? ObjectKey(bytes: bytes),
            let target = try await target(key, call)
        else { throw OSSError.symlinkTargetNotExist }
        guard target.type != .symlink else { throw OSSError.invalidTargetType }
        return ShownObject(object: target, link: object)
    }

    /// What a link leads to. Whoever may not read it does not learn whether it is there.
    private func target(_ key: ObjectKey, _ call: ObjectCall) async throws -> StoredObject? {
        let target = try await storage.object(call.bucket.name, key)
        try await authorizer.check(.getObject, call.bucket, key: key, version: nil, found: target, for: call.call.authorized)
        return target
    }

    private func describe(_ shown: ShownObject, _ call: ObjectCall, in response: inout Response) throws {
        let overrides = try ResponseOverrides(call.query)
        if call.call.authorized.subject.isAnonymous, !overrides.values.isEmpty { throw OSSError.responseHeadersNotForAnonymous }
        response.setDescription(of: shown, overrides: overrides, at: call.now)
        response.setVersion((shown.link ?? shown.object).version, in: call.bucket)
        if configuration.forcesDownloads(from: call.call.arrival.authority) { response.forceDownloadOfActiveContent() }
    }
}

/// An object as reading shows it.
struct ShownObject {
    /// Whose bytes they are.
    let object: StoredObject
    /// The symbolic link that led there.
    let link: StoredObject?

    var etag: ETag { object.etag }
    /// Of a link and its target the later one.
    var lastModified: SigningTime { max(object.lastModified, link?.lastModified ?? object.lastModified) }
}

extension StoredObject {
    /// Whether the object is in an archive and not restored.
    func needsRestoring(at now: SigningTime) -> Bool {
        guard storageClass.isArchived else { return false }
        guard let restoration = attributes.restoration else { return true }
        return now < restoration.ready || now >= restoration.expiry
    }

    /// How far its restoration is, if there is one.
    func restoreInfo(at now: SigningTime) -> RestoreInfo? { summary.restoreInfo(at: now) }
}

extension ObjectSummary {
    /// How far its restoration is, if there is one.
    func restoreInfo(at now: SigningTime) -> RestoreInfo? {
        guard storageClass.isArchived, let restoration = attributes.restoration, now < restoration.expiry else { return nil }
        return now < restoration.ready ? .ongoing : .restored(until: restoration.expiry)
    }
}

extension Response {
    /// What GET and HEAD tell about an object. The CRC-64 is that of the whole object, for a range too.
    fileprivate mutating func setDescription(of shown: ShownObject, overrides: ResponseOverrides, at now: SigningTime) {
        let object = shown.object
        // Of a symbolic link: length, digests and state are its target's, everything else is its own.
        let named = shown.link ?? object
        for field in named.headers.fields where overrides[field.name] == nil && field.name != "x-oss-symlink-target" {
            set(Self.spelling[field.name] ?? field.name, String(decoding: field.value, as: UTF8.self))
        }
        for (name, value) in overrides.values { set(Self.spelling[name] ?? name, value) }
        set("Last-Modified", shown.lastModified.httpDate)
        set("Accept-Ranges", "bytes")
        set("x-oss-object-type", named.type.rawValue)
        set("x-oss-storage-class", named.storageClass.rawValue)
        if !named.attributes.tags.isEmpty { set("x-oss-tagging-count", String(named.attributes.tags.count)) }
        if object.type == .appendable { set("x-oss-next-append-position", String(object.size)) }
        if let sealed = object.attributes.sealed { set("x-oss-sealed-time", sealed.httpDate) }
        if let info = object.restoreInfo(at: now) { set("x-oss-restore", info.headerValue) }
        setDigests(of: object)
    }

    private static let spelling = [
        "content-type": "Content-Type", "cache-control": "Cache-Control", "content-disposition": "Content-Disposition",
        "content-encoding": "Content-Encoding", "content-language": "Content-Language", "expires": "Expires",
    ]
}
