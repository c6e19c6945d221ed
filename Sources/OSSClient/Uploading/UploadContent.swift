import NIOCore
import OSSWire
import Synchronization

/// What is uploaded, where any range of it can be read as often as it takes.
enum UploadContent: Sendable {
    case file(LocalFile)
    case bytes(ByteBuffer)

    var size: Int64 {
        switch self {
        case .file(let file): file.size
        case .bytes(let buffer): Int64(buffer.readableBytes)
        }
    }

    /// The bytes of a range, from its first one on with every iteration.
    func chunks(_ range: Range<Int64>) -> ByteChunks {
        switch self {
        case .file(let file): return file.chunks(range)
        case .bytes(let buffer):
            let slice = buffer.getSlice(at: buffer.readerIndex + Int(range.lowerBound), length: range.count) ?? ByteBuffer()
            return ByteChunks {
                var rest = slice
                return { rest.readableBytes == 0 ? nil : rest.readSlice(length: min(rest.readableBytes, LocalFile.chunkSize)) }
            }
        }
    }

    /// - Throws: ``ClientError`` with the code `fileChanged`.
    func checkUnchanged() throws {
        if case .file(let file) = self { try file.checkUnchanged() }
    }

    /// The CRC-64 and MD5 of a range, for comparing it with what arrived.
    func digest(_ range: Range<Int64>) async throws -> ContentDigest.Value {
        var digest = ContentDigest()
        for try await chunk in chunks(range) { chunk.withUnsafeReadableBytes { digest.update($0) } }
        return digest.finish()
    }

    /// The CRC-64 of a range.
    func crc64(_ range: Range<Int64>) async throws -> UInt64 {
        var crc = CRC64()
        for try await chunk in chunks(range) { chunk.withUnsafeReadableBytes { crc.update($0) } }
        return crc.value
    }
}

/// The checksum of what an attempt has sent. A new attempt begins anew.
final class SendingDigest: Sendable {
    private let sent = Mutex((crc: CRC64(), size: Int64(0)))

    func begin() { sent.withLock { $0 = (CRC64(), 0) } }

    func update(_ chunk: ByteBuffer) {
        sent.withLock { sent in
            chunk.withUnsafeReadableBytes { sent.crc.update($0) }
            sent.size += Int64(chunk.readableBytes)
        }
    }

    var value: UInt64 { sent.withLock { $0.crc.value } }

    /// Bytes.
    var size: Int64 { sent.withLock { $0.size } }

    /// Compares with what OSS says it received, where it says so.
    /// - Throws: ``ClientError`` with the code `checksumMismatch`.
    static func compare(sent: UInt64, received response: OperationResponse) throws {
        guard let received = response.crc64, received != sent else { return }
        throw ClientError(.checksumMismatch, "what OSS received is not what was sent: its CRC-64 is \(received), ours \(sent)")
    }
}
