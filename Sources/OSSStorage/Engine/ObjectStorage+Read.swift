import OSSWire

extension ObjectStorage {
    /// Reads an object, or a stretch of it.
    ///
    /// The first blob is open when this returns, so the bytes of an object that is replaced or deleted meanwhile can be read to the end.
    ///
    /// - Parameter range: positions within the object, not empty unless the object is; `nil` for all of it.
    /// - Throws: `StorageError` `.invalidRange`, `.corrupt`, `.unavailable`.
    package func read(_ object: StoredObject, range: Range<Int64>? = nil) async throws -> ObjectBody {
        let range = range ?? 0..<max(object.size, 0)
        guard range.lowerBound >= 0, range.upperBound <= object.size else { throw StorageError(.invalidRange, operation: "read") }
        switch object.content {
        case .inline(let bytes):
            // Checked before the first byte is sent, which is cheap for so few.
            guard Int64(bytes.count) == object.size, CRC64.checksum(bytes) == object.crc64 else {
                throw StorageError(.corrupt, operation: "read")
            }
            return ObjectBody(bytes: bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .segments(let segments):
            let isWhole = range.lowerBound == 0 && range.upperBound == object.size
            let stretches = try BlobStretch.stretches(of: segments, in: range)
            var body = ObjectBody(
                stretches: stretches, blobs: blobs, pace: ReadingPace(first: limits.readChunkBytes, reader: readers.enter()),
                expectedCRC64: isWhole ? object.crc64 : nil,
                pin: stretches.count > 1 ? pins.pin(stretches.map(\.blob)) : nil)
            try await body.openFirst()
            try await body.begin()
            return body
        }
    }
}
