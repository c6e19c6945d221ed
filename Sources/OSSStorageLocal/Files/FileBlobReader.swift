import NIOCore
import OSSStorage

/// An open blob. It stays readable when its name is removed, until the reader is dropped.
final class FileBlobReader: BlobReader {
    private let descriptor: Int32
    private let pool: BlockingPool

    let size: Int64

    init(descriptor: Int32, size: Int64, pool: BlockingPool) {
        self.descriptor = descriptor
        self.size = size
        self.pool = pool
    }

    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        do {
            return try await pool.run { [self] in
                var buffer = ByteBuffer()
                try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
                    let wanted = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(count))
                    return try FileCalls.read(into: wanted, from: descriptor, at: offset)
                }
                return buffer
            }
        } catch let failure as POSIXFailure {
            throw failure.storageError("read blob")
        }
    }

    deinit {
        // Closing the last descriptor of a removed file frees its blocks, which can take a while.
        pool.runLater { [descriptor] in FileCalls.close(descriptor) }
    }
}
