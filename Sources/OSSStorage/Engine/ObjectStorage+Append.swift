package import NIOCore
package import OSSSigning
import OSSWire

extension ObjectStorage {
    /// Appends to an object, or makes one when there is none.
    ///
    /// Few bytes stay in the row as long as they fit into it. Others are a segment each, so an append never reads or writes what is there.
    ///
    /// - Parameters:
    ///   - position: how long the object is now; 0 for a new one.
    ///   - description: counts for a new object only.
    /// - Throws: `StorageError` `.wrongPosition`, `.notAppendable`, `.sealed`, `.versioned`, `.tooLarge`, and what
    ///   ``put(_:_:_:body:options:at:)`` throws.
    package func append<Body: AsyncSequence>(
        _ bucket: BucketName, _ key: ObjectKey, position: Int64, _ description: ObjectDescription = ObjectDescription(), body: Body,
        options: PutOptions = PutOptions(), at moment: SigningTime
    ) async throws -> StoredObject where Body.Element == ByteBuffer {
        let base = try await object(bucket, key)
        try checkAppend(to: base, position: position)
        var options = options
        options.maximumBytes = min(options.maximumBytes ?? .max, max(limits.maximumObjectBytes - position, 0))
        // Bytes in the row are rewritten together with what is added, until they are too many; then they become the first segment.
        let inline: [UInt8]? = if case .inline(let bytes)? = base?.content { bytes } else { nil }
        let growsInline = base == nil || inline.map { fitsInRow($0.count, announced: options.expectedLength) } ?? false
        if let inline, !growsInline, !inline.isEmpty { try await moveOutOfRow(inline, of: base, at: moment) }
        return try await receive(body, options: options, neverInline: !growsInline, operation: "append", at: moment) { digest, content, moment in
            let (size, overflow) = position.addingReportingOverflow(digest.size)
            guard !overflow else { throw StorageError(.tooLarge, operation: "append") }
            let crc64 = CRC64.combine(base?.crc64 ?? 0, digest.crc64, secondLength: UInt64(digest.size))
            var tag = ContentDigest()
            tag.update(Array("\(crc64)-\(size)".utf8))
            let summary = ObjectSummary(
                bucket: bucket, key: key, size: size, etag: ETag(md5: tag.finish().md5), crc64: crc64, lastModified: moment, type: .appendable,
                storageClass: base?.storageClass ?? description.storageClass, attributes: description.attributes)
            let replaces = growsInline || base?.size == 0
            let all: ObjectContent = if case .inline(let bytes) = content { .inline((inline ?? []) + bytes) } else { content }
            let object = StoredObject(summary: summary, md5: nil, headers: description.headers, content: replaces ? all : content)
            let appended = AppendedObject(object: object, position: position, base: base?.crc64 ?? 0, replacesContent: replaces)
            return Reception(object) { .appendObject(appended, ObjectWrite(at: $0)) }
        } committed: { object, effect in
            object.summary.version = effect.version
        }
    }

    /// Whether bytes that are in a row can stay there when a body is added; not when its length is unknown.
    private func fitsInRow(_ count: Int, announced length: Int64?) -> Bool {
        guard let length, length <= Int64(limits.inlineBytes) else { return false }
        return length + Int64(count) <= Int64(limits.inlineBytes)
    }

    /// Known before the body is read. The commit checks it again, where nobody can come in between.
    private func checkAppend(to base: StoredObject?, position: Int64) throws {
        let size = base?.size ?? 0
        if let base, base.type != .appendable { throw StorageError(.notAppendable, operation: "append") }
        if base?.attributes.sealed != nil { throw StorageError(.sealed, operation: "append") }
        guard position == size else { throw StorageError(.wrongPosition, operation: "append") }
    }

    /// Puts the bytes of a row into a blob, as an append of nothing.
    private func moveOutOfRow(_ bytes: [UInt8], of base: StoredObject?, at moment: SigningTime) async throws {
        guard let base else { return }
        _ = try await receive(OneChunk(bytes), options: PutOptions(), neverInline: true, operation: "append", at: moment) { _, content, _ in
            let object = StoredObject(summary: base.summary, md5: nil, headers: base.headers, content: content)
            let moved = AppendedObject(object: object, position: base.size, base: base.crc64, replacesContent: true)
            return Reception(object) { .appendObject(moved, ObjectWrite(at: $0)) }
        } committed: { _, _ in
        }
    }
}

/// A body of one chunk.
struct OneChunk: AsyncSequence, Sendable {
    private let bytes: ByteBuffer

    init(_ bytes: [UInt8]) { self.bytes = ByteBuffer(bytes: bytes) }

    func makeAsyncIterator() -> Iterator { Iterator(bytes: bytes) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var bytes: ByteBuffer?

        mutating func next() async throws -> ByteBuffer? {
            defer { bytes = nil }
            return bytes
        }
    }
}
