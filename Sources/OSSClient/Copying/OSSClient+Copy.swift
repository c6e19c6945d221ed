import HTTPTypes
public import OSSWire

/// How a copy inside of OSS is done.
public struct CopyOptions: Sendable {
    /// Objects above this size are copied in parts; CopyObject takes 1 GB between any two classes.
    public var multipartThreshold: Int64 = 1 << 30
    /// Bytes in a part, 100 KB to 5 GB; chosen by the size of the object when `nil`.
    public var partSize: Int64?
    /// How many parts are copied at the same time, 1 to 64.
    public var parallelism = 4 { didSet { parallelism = min(max(parallelism, 1), 64) } }

    /// The defaults.
    public init() {}
}

/// What was copied.
public struct CopyReceipt: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// The CRC-64 of the copy, where OSS told it.
    public var crc64: UInt64?
    /// The entity tag of the copy.
    public var etag: ETag?
    /// The version that was made, with versioning.
    public var versionID: String?
}

extension OSSClient {
    /// Copies an object of any size inside of OSS: with CopyObject, or in parts that are put together.
    ///
    /// A copy in parts has the content headers, metadata and tags that CopyObject would give it. Its CRC-64 is compared with the source's, and
    /// the source must not change meanwhile.
    ///
    /// - Throws: ``ServiceError``, `NoSuchKey` for one; ``ClientError`` with the codes `objectChanged` and `checksumMismatch`.
    ///
    /// OSS pages: "CopyObject", "UploadPartCopy".
    public func copy(_ request: CopyObjectRequest, options: CopyOptions = CopyOptions()) async throws -> CopyReceipt {
        let source = HeadObjectRequest(bucket: request.sourceBucket ?? request.bucket, key: request.sourceKey, versionID: request.sourceVersionID)
        let head = try await headObject(source)
        guard let size = head.contentLength else { throw ClientError(.invalidResponse, "the answer does not say how long the object is") }
        guard size > options.multipartThreshold else {
            let result = try await copyObject(request)
            return CopyReceipt(size: size, crc64: result.crc64, etag: result.etag, versionID: result.versionID)
        }
        return try await PartwiseCopy(client: self, request: request, source: source, head: head, size: size, options: options).run()
    }
}

/// A copy that is put together out of parts.
private struct PartwiseCopy: Sendable {
    let client: OSSClient
    let request: CopyObjectRequest
    let source: HeadObjectRequest
    let head: ObjectProperties
    let size: Int64
    let options: CopyOptions

    func run() async throws -> CopyReceipt {
        // Parts cost nothing to send: fewer and larger ones than for an upload.
        let plan = try PartPlan(size: size, partSize: options.partSize ?? max(64 << 20, PartPlan(size: size).partSize))
        var initiate = InitiateMultipartUploadRequest(bucket: request.bucket, key: request.key, object: try await object())
        initiate.extras = request.extras
        let uploadID = try await client.initiateMultipartUpload(initiate).uploadID
        do {
            let parts = try await copyParts(plan, uploadID: uploadID)
            var complete = CompleteMultipartUploadRequest(bucket: request.bucket, key: request.key, uploadID: uploadID, parts: parts)
            complete.forbidOverwrite = request.object.forbidOverwrite
            let result = try await client.completeMultipartUpload(complete)
            if let copied = result.crc64, let original = head.crc64, copied != original {
                throw ClientError(.checksumMismatch, "the copy is not the source: its CRC-64 is \(copied), the source's \(original)")
            }
            return CopyReceipt(size: size, crc64: result.crc64, etag: result.etag, versionID: result.versionID)
        } catch {
            // A new task, because a cancelled one sends nothing any more.
            let abort = AbortMultipartUploadRequest(bucket: request.bucket, key: request.key, uploadID: uploadID)
            await Task { _ = try? await client.abortMultipartUpload(abort) }.value
            if let error = error as? ServiceError, error.status == 412, head.etag != nil { throw ObjectFacts.changed }
            throw error
        }
    }

    private func copyParts(_ plan: PartPlan, uploadID: String) async throws -> [UploadedPart] {
        try await withThrowingTaskGroup(of: UploadedPart.self) { group in
            var parts: [UploadedPart] = []
            var running = 0
            for number in 1...plan.count {
                if running >= options.parallelism, let part = try await group.next() {
                    parts.append(part)
                    running -= 1
                }
                let range = plan.range(of: number)
                group.addTask { try await copyPart(number, range.lowerBound...range.upperBound - 1, uploadID: uploadID) }
                running += 1
            }
            for try await part in group { parts.append(part) }
            return parts.sorted { $0.number < $1.number }
        }
    }

    private func copyPart(_ number: Int, _ range: ClosedRange<Int64>, uploadID: String) async throws -> UploadedPart {
        var part = UploadPartCopyRequest(
            bucket: request.bucket, key: request.key, uploadID: uploadID, partNumber: number, sourceBucket: source.bucket, sourceKey: source.key,
            sourceRange: range)
        part.sourceVersionID = source.versionID
        part.conditions = request.conditions
        part.conditions.ifMatch = head.headers[.eTag] ?? request.conditions.ifMatch
        return UploadedPart(number: number, etag: try await client.uploadPartCopy(part).etag)
    }

    /// What the copy is stored with: the source's, unless the request replaces it.
    private func object() async throws -> ObjectHeaders {
        var object = request.object
        if request.metadataDirective != .replace {
            (object.contentType, object.cacheControl, object.expires) = (head.contentType, head.cacheControl, head.expires)
            object.contentDisposition = head.contentDisposition
            (object.contentEncoding, object.contentLanguage) = (head.contentEncoding, head.contentLanguage)
            object.metadata = head.metadata
        }
        if request.taggingDirective != .replace, head.taggingCount ?? 0 > 0 {
            let tags = GetObjectTaggingRequest(bucket: source.bucket, key: source.key, versionID: source.versionID)
            object.tagging = try await client.getObjectTagging(tags).tags
        }
        return object
    }
}
