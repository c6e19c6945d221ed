import NIOCore
import OSSSigning
import OSSWire

/// The bytes of one upload on their way: buffered while they are few, then in a blob.
///
/// The blob is staged only when there are bytes for it and a permit was taken, so an idle connection holds no descriptor.
struct Upload {
    private enum Place {
        case memory
        case staged(BlobID, any StagedBlob)
        case placed(BlobID)
    }

    private let blobs: any BlobStore
    private let inFlight: UploadsInFlight
    private let limits: StorageLimits
    private let options: PutOptions
    private let neverInline: Bool
    private let operation: String
    private let moment: SigningTime
    /// Of the bytes in the blob: they are digested as they are written, so that both hold the same memory.
    private var digest = UploadDigest()
    /// The bytes that were received.
    private var size: Int64 = 0
    private var pending = ByteBuffer()
    private var place = Place.memory

    /// - Parameter neverInline: the bytes go into a blob, however few they are.
    init(
        blobs: any BlobStore, inFlight: UploadsInFlight, limits: StorageLimits, options: PutOptions, neverInline: Bool = false,
        operation: String = "put", at moment: SigningTime
    ) {
        self.blobs = blobs
        self.inFlight = inFlight
        self.limits = limits
        self.options = options
        self.neverInline = neverInline
        self.operation = operation
        self.moment = moment
    }

    /// Refuses an announced length that cannot be.
    func checkAnnouncement() throws {
        guard let length = options.expectedLength else { return }
        guard length >= 0 else { throw StorageError(.bodyTooLong, operation: operation) }
        if length > maximumBytes { throw StorageError(.tooLarge, operation: operation) }
    }

    /// Takes bytes, and waits while the blob store is busy: that is the back-pressure.
    mutating func receive(_ chunk: ByteBuffer) async throws {
        try count(chunk.readableBytes)
        if pending.readableBytes == 0, chunk.readableBytes >= limits.writeChunkBytes {
            return try await write(chunk)
        }
        // Copied, so that many tiny chunks do not keep many buffers alive.
        pending.writeImmutableBuffer(chunk)
        let bound = if case .memory = place { limits.inlineBytes + 1 } else { limits.writeChunkBytes }
        if pending.readableBytes >= bound { try await flush() }
    }

    /// Checks what was announced, and makes the bytes durable.
    mutating func finish() async throws -> (digest: ContentDigest.Value, content: ObjectContent) {
        let rest = pending
        await digest.update(rest)
        let value = await digest.finish()
        try check(value)
        if case .memory = place {
            if !neverInline { return (value, .inline(Array(rest.readableBytesView))) }
            if value.size == 0 { return (value, .segments([])) }
        }
        if rest.readableBytes > 0 { try await store(rest) }
        guard case .staged(let id, let blob) = place else { throw StorageError(.unavailable, operation: operation) }
        try await StorageError.wrapping("seal blob") { try await blob.seal() }
        try await StorageError.wrapping("place blob") { try await blob.place() }
        place = .placed(id)
        return (value, .segments([.init(blob: id, offset: 0, length: value.size)]))
    }

    /// Removes whatever the upload left. If a placed blob cannot be removed, a sweep will find it.
    mutating func discard() async {
        switch place {
        case .memory: break
        case .staged(_, let blob): await blob.discard()
        case .placed(let id): _ = try? await blobs.remove(id)
        }
        // Its bytes are let go of before the next upload has the permit.
        _ = await digest.finish()
        release()
    }

    /// Gives the permit back and leaves the blob where it is.
    mutating func release() {
        switch place {
        case .memory: break
        case .staged(let id, _), .placed(let id): inFlight.leave(id)
        }
        place = .memory
    }

    private var maximumBytes: Int64 { min(limits.maximumObjectBytes, options.maximumBytes ?? .max) }

    private mutating func count(_ bytes: Int) throws {
        let (size, overflow) = size.addingReportingOverflow(Int64(bytes))
        if overflow || size > options.expectedLength ?? .max { throw StorageError(.bodyTooLong, operation: operation) }
        if size > maximumBytes { throw StorageError(.tooLarge, operation: operation) }
        self.size = size
    }

    private func check(_ value: ContentDigest.Value) throws {
        if let length = options.expectedLength, value.size < length { throw StorageError(.bodyTooShort, operation: operation) }
        if let md5 = options.expectedMD5, md5 != value.md5 { throw StorageError(.digestMismatch, operation: operation) }
        if let crc64 = options.expectedCRC64, crc64 != value.crc64 { throw StorageError(.crcMismatch, operation: operation) }
    }

    private mutating func flush() async throws {
        guard pending.readableBytes > 0 else { return }
        try await write(pending)
        // Given back rather than kept for later: the next bytes may be long in coming.
        pending = ByteBuffer()
    }

    private mutating func write(_ bytes: ByteBuffer) async throws {
        try await store(bytes)
        await digest.update(bytes)
    }

    private mutating func store(_ bytes: ByteBuffer) async throws {
        let blob = try await stagedBlob()
        try await StorageError.wrapping("write blob") { try await blob.write(bytes) }
    }

    private mutating func stagedBlob() async throws -> any StagedBlob {
        if case .staged(_, let blob) = place { return blob }
        let id = BlobID.random()
        try inFlight.enter(id)
        do {
            let blob = try await StorageError.wrapping("stage blob") { try await blobs.stage(id, at: moment) }
            place = .staged(id, blob)
            return blob
        } catch {
            inFlight.leave(id)
            throw error
        }
    }
}
