package import NIOCore
package import OSSSigning
package import OSSWire

extension ObjectStorage {
    /// Begins a multipart upload.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func initiate(
        _ bucket: BucketName, _ key: ObjectKey, _ description: ObjectDescription = ObjectDescription(), at moment: SigningTime
    ) async throws -> MultipartUpload {
        try checkWritable("initiate")
        let upload = MultipartUpload(id: uploadIDs.next(at: moment), bucket: bucket, key: key, initiated: moment, description: description)
        _ = try await change(.createUpload(upload), operation: "initiate")
        return upload
    }

    /// An unfinished upload of this key, or `nil`.
    package func upload(_ id: UploadID, of bucket: BucketName, _ key: ObjectKey) async throws -> MultipartUpload? {
        let upload = try await StorageError.wrapping("look up upload") { try await catalogue.upload(id) }
        return upload.flatMap { $0.bucket == bucket && $0.key == key ? $0 : nil }
    }

    /// Stores a part; one that has the number already is replaced. When this returns the part is durable.
    /// - Throws: `StorageError` `.noSuchUpload`, and what ``put(_:_:_:body:options:at:)`` throws.
    package func putPart<Body: AsyncSequence>(
        _ number: Int, of upload: MultipartUpload, body: Body, options: PutOptions = PutOptions(), at moment: SigningTime
    ) async throws -> StoredPart where Body.Element == ByteBuffer {
        // Never in a row: parts are segments of their object later.
        try await receive(body, options: options, neverInline: true, operation: "put part", at: moment) { digest, content, moment in
            let part = StoredPart(
                number: number, size: digest.size, md5: digest.md5, crc64: digest.crc64, lastModified: moment, content: content)
            return Reception(part) { .putPart(part, upload: upload.id, ObjectWrite(at: $0)) }
        } committed: { _, _ in
        }
    }

    /// Makes a part of a stretch of an object. The bytes are read, for their digests, and not written: the part refers to the object's blobs.
    ///
    /// Bytes that lie in more than ``StorageLimits/maximumSharedSegments`` pieces are written anew, as one. Else copies of copies would
    /// multiply the pieces: with every generation a few requests would make thousands of times as many rows.
    /// - Throws: `StorageError` `.noSuchUpload`, `.invalidRange`, `.tooLarge`, `.corrupt`, and `.changed` when the source was replaced or deleted meanwhile.
    package func copyPart(
        _ number: Int, of upload: MultipartUpload, from source: StoredObject, range: Range<Int64>? = nil, at moment: SigningTime
    ) async throws -> StoredPart {
        let range = range ?? 0..<source.size
        let body = try await read(source, range: range)
        guard body.size <= limits.maximumObjectBytes else { throw StorageError(.tooLarge, operation: "copy part") }
        guard case .segments(let segments) = source.content, case let stretches = try BlobStretch.stretches(of: segments, in: range),
            stretches.count <= limits.maximumSharedSegments
        else {
            return try await putPart(number, of: upload, body: body, at: moment)
        }
        try checkWritable("copy part")
        let beginning = ContinuousClock.now
        var digest = ContentDigest()
        for try await chunk in body { chunk.withUnsafeReadableBytes { digest.update($0) } }
        let value = digest.finish()
        let part = StoredPart(
            number: number, size: value.size, md5: value.md5, crc64: value.crc64, lastModified: moment,
            content: .segments(stretches.map { .init(blob: $0.blob, offset: $0.offset, length: $0.length) }))
        let write = ObjectWrite(sharesContent: true, at: moment.afterTime(since: beginning))
        _ = try await change(.putPart(part, upload: upload.id, write), operation: "copy part")
        return part
    }

    /// What a completion takes besides its parts.
    package struct Completion: Sendable {
        package var forbidOverwrite = false
        /// The ACL of the object; the default keeps what the beginning said.
        package var acl = ObjectACL.default
        /// The tags of the object; none keep what the beginning said.
        package var tags: [ResourceTag] = []

        package init(forbidOverwrite: Bool = false, acl: ObjectACL = .default, tags: [ResourceTag] = []) {
            self.forbidOverwrite = forbidOverwrite
            self.acl = acl
            self.tags = tags
        }
    }

    /// Makes an object of an upload's parts. No byte is read or written: the object's segments are those of the parts, and its CRC-64 is
    /// combined from theirs.
    ///
    /// - Parameter selection: the parts in ascending order; `nil` takes all that there are.
    /// - Throws: `StorageError` `.noSuchUpload`, `.noSuchPart`, `.partTooSmall`, `.tooLarge`, `.alreadyExists`.
    package func complete(
        _ upload: MultipartUpload, _ selection: [PartSelection]?, _ completion: Completion = Completion(), at moment: SigningTime
    ) async throws -> StoredObject {
        try checkWritable("complete")
        // A part that is put anew while this looks makes the commit fail: look again, a few times.
        for _ in 0..<StorageLimits.sharingAttempts {
            var object = try assemble(upload, from: try await selected(selection, of: upload), completion, at: moment)
            let write = ObjectWrite(forbidOverwrite: completion.forbidOverwrite, sharesContent: true, at: moment)
            do {
                object.summary.version = try await change(.completeUpload(upload.id, object, write), operation: "complete").version
                return object
            } catch let error as StorageError where error.code == .changed {
                continue
            }
        }
        throw StorageError(.changed, operation: "complete")
    }

    /// Ends an upload and removes its parts.
    /// - Throws: `StorageError` `.noSuchUpload`.
    package func abort(_ upload: MultipartUpload, at moment: SigningTime) async throws {
        _ = try await change(.abortUpload(upload.id, at: moment), operation: "abort")
    }

    /// A page of an upload's parts, in the order of their numbers.
    package func parts(of upload: MultipartUpload, after number: Int = 0, limit: Int = 1000) async throws -> PartPage {
        try await StorageError.wrapping("list parts") { try await catalogue.parts(of: upload.id, after: number, limit: limit) }
    }

    /// A page of a bucket's unfinished uploads.
    /// - Parameter id: the page begins behind this upload of `query.after`.
    /// - Throws: `StorageError` `.noSuchBucket`.
    package func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String? = nil) async throws -> Page<MultipartUpload> {
        try await page(of: bucket) { try await catalogue.listUploads(bucket, query, after: id) }
    }

    private func selected(_ selection: [PartSelection]?, of upload: MultipartUpload) async throws -> [StoredPart] {
        let stored = try await StorageError.wrapping("list parts") {
            try await catalogue.parts(of: upload.id, after: 0, limit: limits.maximumParts).parts
        }
        guard !stored.isEmpty else {
            // An upload that has ended has no parts, and it is the upload that is missing.
            let upload = try await StorageError.wrapping("look up upload") { try await catalogue.upload(upload.id) }
            throw StorageError(upload == nil ? .noSuchUpload : .noSuchPart, operation: "complete")
        }
        guard let selection else { return stored }
        guard !selection.isEmpty else { throw StorageError(.noSuchPart, operation: "complete") }
        let parts = Dictionary(stored.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        return try selection.map { selected in
            guard let part = parts[selected.number], part.etag == selected.etag else { throw StorageError(.noSuchPart, operation: "complete") }
            return part
        }
    }

    private func assemble(_ upload: MultipartUpload, from parts: [StoredPart], _ completion: Completion, at moment: SigningTime) throws
        -> StoredObject
    {
        guard parts.dropLast().allSatisfy({ $0.size >= limits.minimumPartBytes }) else { throw StorageError(.partTooSmall, operation: "complete") }
        var size: Int64 = 0
        var crc64: UInt64 = 0
        var tags = ContentDigest()
        var segments: [ObjectContent.Segment] = []
        for part in parts {
            // At most 10000 parts of 5 GiB each: no overflow.
            size += part.size
            crc64 = CRC64.combine(crc64, part.crc64, secondLength: UInt64(part.size))
            tags.update(part.md5)
            guard case .segments(let stretches) = part.content else { throw StorageError(.corrupt, operation: "complete") }
            segments += stretches
        }
        guard size <= limits.maximumMultipartBytes else { throw StorageError(.tooLarge, operation: "complete") }
        var attributes = upload.description.attributes
        if completion.acl != .default { attributes.acl = completion.acl }
        if !completion.tags.isEmpty { attributes.tags = completion.tags }
        let summary = ObjectSummary(
            bucket: upload.bucket, key: upload.key, size: size, etag: ETag("\(ETag(md5: tags.finish().md5))-\(parts.count)"), crc64: crc64,
            lastModified: moment, type: .multipart, storageClass: upload.description.storageClass, attributes: attributes)
        return StoredObject(summary: summary, md5: nil, headers: upload.description.headers, content: .segments(segments))
    }
}
