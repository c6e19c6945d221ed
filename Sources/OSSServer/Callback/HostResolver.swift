import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds the addresses of a host.
protocol HostResolver: Sendable {
    /// The IPv4 addresses of a host, in the order of preference. Fails or is empty when there are none.
    func addresses(of host: String, port: Int, on loop: any EventLoop, before deadline: NIODeadline) -> EventLoopFuture<[SocketAddress]>
}

/// The resolver of the system. OSS calls back over IPv4 only, so IPv6 is not asked for.
struct SystemResolver: HostResolver {
    struct HostNotFound: Error {}

    /// A look-up cannot be stopped, and one that hangs must not hold up files and other names. The threads live as long as the process.
    private static let threads = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    func addresses(of host: String, port: Int, on loop: any EventLoop, before deadline: NIODeadline) -> EventLoopFuture<[SocketAddress]> {
        let promise = loop.makePromise(of: [SocketAddress].self)
        Self.threads.submit { state in
            // Nobody waits any more for a look-up that stood in the queue past its time.
            guard state == .active, NIODeadline.now() < deadline else { return promise.fail(HostNotFound()) }
            promise.completeWith(Result { try Self.lookUp(host, port: port) })
        }
        return promise.futureResult
    }

    private static func lookUp(_ host: String, port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { throw HostNotFound() }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let info = entry {
            if info.pointee.ai_family == AF_INET, let address = info.pointee.ai_addr {
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { addresses.append(SocketAddress($0.pointee, host: host)) }
            }
            entry = info.pointee.ai_next
        }
        return addresses
    }
}
