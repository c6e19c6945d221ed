import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks the system for the addresses of a host.
enum HostLookup {
    /// At most eight addresses, in the order in which the system would use them.
    /// - Throws: ``ClientError``: there are none, or none came in time. The look-up itself cannot be stopped, so it is not waited for.
    static func addresses(of host: String, within limit: Duration) async throws -> [String] {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: [String].self)
        let timer = loop.scheduleTask(in: TimeAmount(limit)) { promise.fail(ClientError(.timeout, "no answer within \(limit)")) }
        NIOThreadPool.singleton.submit { _ in promise.completeWith(Result { try lookUp(host) }) }
        defer { timer.cancel() }
        return try await promise.futureResult.get()
    }

    private static func lookUp(_ host: String) throws -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { throw ClientError(.connectionFailed, String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = list
        while let info = entry, addresses.count < 8 {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let found = getnameinfo(info.pointee.ai_addr, info.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if found == 0 { addresses.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)) }
            entry = info.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw ClientError(.connectionFailed, "it has no address") }
        return addresses
    }
}
