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
            while try await !Self.isReady() { try Task.checkCancellation() }
            return try await NIOThreadPool.singleton.runIfActive {
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

        /// Waits a little for input, so that an interrupt is heard while there is none.
        private static func isReady() async throws -> Bool {
            try await NIOThreadPool.singleton.runIfActive {
                var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
                // What fails here fails in the same way when it is read.
                return poll(&input, 1, 200) != 0
            }
        }
    }
}
