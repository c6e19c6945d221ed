import OSSSigning
import OSSWire

/// The rules of objects that come piece by piece: appended ones and multipart uploads.
extension CatalogueRows {
    mutating func append(_ appended: AppendedObject, _ write: ObjectWrite) throws -> ChangeEffect {
        let object = appended.object
        let versioning = try existing(object.bucket).settings.versioning
        guard versioning != .enabled else { throw Refusal(.versioned) }
        guard let current = try current(object.bucket, object.key) else {
            guard appended.position == 0 else { throw Refusal(.wrongPosition) }
            return try place(object, content: try insertContent(object.content), over: nil, versioning, write)
        }
        guard current.summary.type == .appendable else { throw Refusal(.notAppendable) }
        guard current.summary.attributes.sealed == nil else { throw Refusal(.sealed) }
        guard current.summary.size == appended.position, current.summary.crc64 == appended.base else { throw Refusal(.wrongPosition) }
        // Deleted and made anew with the same bytes meanwhile, the object can be in its row, where segments have no place.
        guard try appended.replacesContent || hasSegments(current.content) else { throw Refusal(.wrongPosition) }
        var summary = object.summary
        summary.version = current.summary.version
        summary.attributes = current.summary.attributes
        let content: ContentID
        if appended.replacesContent {
            content = try insertContent(object.content)
        } else {
            content = current.content
            if case .segments(let segments) = object.content { try extendContent(content, segments) }
        }
        try putCurrent(ObjectRow(summary: summary, md5: nil, headers: current.headers, sequence: current.sequence, content: content))
        if appended.replacesContent { try removeContent(current.content, at: write.moment) }
        return ChangeEffect(existed: true, version: summary.version)
    }

    mutating func create(_ upload: MultipartUpload) throws -> ChangeEffect {
        _ = try existing(upload.bucket)
        try insertUpload(upload)
        return ChangeEffect(existed: false)
    }

    mutating func put(_ part: StoredPart, _ id: UploadID, _ write: ObjectWrite) throws -> ChangeEffect {
        guard try upload(id) != nil else { throw Refusal(.noSuchUpload) }
        if write.sharesContent { try checkShared(part.content) }
        let replaced = try partContent(id, part.number)
        try putPart(part, id, content: try insertContent(part.content))
        if let replaced { try removeContent(replaced, at: write.moment) }
        return ChangeEffect(existed: replaced != nil)
    }

    /// The object's segments are those of the parts: nothing is copied. A part that was put anew since the caller looked has taken its blob's
    /// place, which is seen here.
    mutating func complete(_ id: UploadID, _ object: StoredObject, _ write: ObjectWrite) throws -> ChangeEffect {
        guard try upload(id) != nil else { throw Refusal(.noSuchUpload) }
        let versioning = try existing(object.bucket).settings.versioning
        let current = try current(object.bucket, object.key)
        if write.forbidOverwrite, versioning == nil, current != nil { throw Refusal(.alreadyExists) }
        try checkShared(object.content)
        let content = try insertContent(object.content)
        try removeUploadWithParts(id, at: write.moment)
        return try place(object, content: content, over: current, versioning, write)
    }

    mutating func abort(_ id: UploadID, at moment: SigningTime) throws -> ChangeEffect {
        guard try upload(id) != nil else { throw Refusal(.noSuchUpload) }
        try removeUploadWithParts(id, at: moment)
        return ChangeEffect(existed: true)
    }

    private mutating func removeUploadWithParts(_ id: UploadID, at moment: SigningTime) throws {
        for content in try partContents(id) { try removeContent(content, at: moment) }
        try removeParts(id)
        try removeUpload(id)
    }
}
