import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What comes in on stdin, read away from the cooperative pool.
struct StandardInput: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    func makeAsyncIterator() -> Iterator { Iterator() }

    struct Iterator: AsyncIteratorProtocol {
        mutating func next() async throws -> ByteBuffer? {
            try await NIOThreadPool.singleton.runIfActive {
                var buffer = ByteBufferAllocator().buffer(capacity: 256 * 1024)
                let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 256 * 1024) { space in
                    while true {
                        let count = read(0, space.baseAddress, space.count)
                        if count >= 0 { return count }
                        guard errno == EINTR else { throw CommandFailure.local("stdin: \(String(cString: strerror(errno)))") }
                    }
                }
                return count == 0 ? nil : buffer
            }
        }
    }
}
