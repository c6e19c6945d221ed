import NIOCore
package import OSSWire

/// What a row says about bytes, and where they are: all that it takes to check them.
package struct CheckedContent: Sendable, Hashable {
    package let content: ObjectContent
    package let size: Int64
    package let crc64: UInt64
    /// The MD5 of bytes that came in one piece.
    package let md5: [UInt8]?
    /// The entity tag, where it follows from the MD5.
    package let etag: ETag?

    package init(content: ObjectContent, size: Int64, crc64: UInt64, md5: [UInt8]?, etag: ETag?) {
        self.content = content
        self.size = size
        self.crc64 = crc64
        self.md5 = md5
        self.etag = etag
    }

    /// Reads all the bytes and compares them with what the row says.
    ///
    /// - Parameter progress: is told how many bytes were read since it was last called.
    /// - Returns: what is wrong, or `nil`.
    /// - Throws: `CancellationError`.
    package func damage(in blobs: any BlobStore, progress: (Int64) -> Void = { _ in }) async throws -> StorageDamage? {
        var digest = ContentDigest()
        switch content {
        case .inline(let bytes):
            digest.update(bytes)
            progress(Int64(bytes.count))
            guard digest.size == size else {
                return StorageDamage(.wrongLength, "the row has \(digest.size) bytes and says \(size)")
            }
        case .segments(let segments):
            do {
                if let damage = try await read(segments, from: blobs, into: &digest, progress) { return damage }
            } catch let failure as StorageError {
                return StorageDamage(.unreadableBlob, "\(failure)")
            }
        }
        return damage(digest.finish())
    }

    private func damage(_ digest: ContentDigest.Value) -> StorageDamage? {
        guard digest.crc64 == crc64 else {
            return StorageDamage(.wrongBytes, "the CRC-64 of the bytes is \(digest.crc64), and \(crc64) was stored")
        }
        if let md5, md5 != digest.md5 { return StorageDamage(.wrongDigest, "the MD5 in the row is not that of the bytes") }
        if let etag, md5 != nil, etag != ETag(md5: digest.md5) { return StorageDamage(.wrongDigest, "the ETag in the row is not that of the bytes") }
        return nil
    }

    private func read(
        _ segments: [ObjectContent.Segment], from blobs: any BlobStore, into digest: inout ContentDigest, _ progress: (Int64) -> Void
    ) async throws -> StorageDamage? {
        let stretches: [BlobStretch]
        do { stretches = try BlobStretch.stretches(of: segments, in: 0..<max(size, 0)) } catch {
            return StorageDamage(.wrongLength, "the stretches of blobs in the row do not make \(size) bytes")
        }
        guard segments.reduce(into: Int64(0), { $0 = $0.addingReportingOverflow($1.length).partialValue }) == size else {
            return StorageDamage(.wrongLength, "the stretches of blobs in the row make more than \(size) bytes")
        }
        for stretch in stretches {
            try Task.checkCancellation()
            let reader: any BlobReader
            do { reader = try await blobs.open(stretch.blob) } catch let failure as StorageError where failure.code == .corrupt {
                return StorageDamage(.missingBlob, "the blob \(stretch.blob) is missing")
            }
            guard stretch.offset + stretch.length <= reader.size else {
                let end = stretch.offset + stretch.length
                return StorageDamage(.wrongLength, "the blob \(stretch.blob) has \(reader.size) bytes, and the row needs \(end)")
            }
            // Bytes that came in one piece are the whole of their blob.
            if md5 != nil, stretches.count == 1, reader.size != stretch.length {
                return StorageDamage(.wrongLength, "the blob \(stretch.blob) has \(reader.size) bytes, and the row says \(stretch.length)")
            }
            try await read(stretch, from: reader, into: &digest, progress)
        }
        return nil
    }

    private func read(
        _ stretch: BlobStretch, from reader: any BlobReader, into digest: inout ContentDigest, _ progress: (Int64) -> Void
    ) async throws {
        var position: Int64 = 0
        while position < stretch.length {
            let count = Int(min(stretch.length - position, Self.chunkBytes))
            let next = Int(min(stretch.length - position - Int64(count), Self.chunkBytes))
            let offset = stretch.offset + position
            let chunk = try await StorageError.wrapping("read blob") { try await reader.read(at: offset, count: count, next: next) }
            guard chunk.readableBytes == count else { throw StorageError(.corrupt, operation: "read blob") }
            chunk.withUnsafeReadableBytes { digest.update($0) }
            progress(Int64(count))
            position += Int64(count)
        }
    }

    private static let chunkBytes: Int64 = 1024 * 1024
}

/// What is wrong with the bytes of a row.
package struct StorageDamage: Error, Sendable, Hashable {
    package let kind: StorageFinding.Kind
    package let detail: String

    package init(_ kind: StorageFinding.Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
