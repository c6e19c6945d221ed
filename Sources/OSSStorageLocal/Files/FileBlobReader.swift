import NIOCore
import OSSStorage

/// An open blob. It stays readable when its name is removed, until the reader is dropped.
final class FileBlobReader: BlobReader {
    private let file: OpenFile
    private let ahead: ReadAhead

    let size: Int64

    init(descriptor: Int32, size: Int64, pool: BlockingPool) {
        let file = OpenFile(descriptor: descriptor, pool: pool)
        self.file = file
        self.size = size
        ahead = ReadAhead(pool: pool, read: file.read)
    }

    func read(at offset: Int64, count: Int, next: Int) async throws -> ByteBuffer {
        do {
            return try await ahead.bytes(of: ReadAhead.Stretch(offset: offset, count: count), next: next)
        } catch let failure as POSIXFailure {
            throw failure.storageError("read blob")
        }
    }
}

/// A descriptor that is closed when nobody reads from it any more.
private final class OpenFile: Sendable {
    private let descriptor: Int32
    private let pool: BlockingPool

    init(descriptor: Int32, pool: BlockingPool) {
        self.descriptor = descriptor
        self.pool = pool
    }

    @Sendable func read(_ stretch: ReadAhead.Stretch) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: stretch.count) { memory in
            let wanted = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(stretch.count))
            return try FileCalls.read(into: wanted, from: descriptor, at: stretch.offset)
        }
        return buffer
    }

    deinit {
        // Closing the last descriptor of a removed file frees its blocks, which can take a while.
        pool.runLater { [descriptor] in FileCalls.close(descriptor) }
    }
}
