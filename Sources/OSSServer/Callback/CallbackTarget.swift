import NIOCore
import OSSSigning
import OSSWire

/// Turns the address of a callback into socket addresses that the guard has seen. What comes out of here is what is connected to: there is no
/// second look-up in between that could answer otherwise.
struct CallbackTargets: Sendable {
    let addressGuard: AddressGuard
    let resolver: any HostResolver

    /// Why an address is none to connect to.
    enum Refusal: Error, Hashable {
        /// No host of the public Internet, and not allowed by the operator.
        case privateAddress
        /// A public IPv6 address, which OSS does not call.
        case unsupportedFamily
        /// The name has no address.
        case unknownHost
    }

    /// At most this many addresses of a name are tried.
    private static let maximumAddresses = 3

    func resolve(_ url: CallbackURL, on loop: any EventLoop, before deadline: NIODeadline) -> EventLoopFuture<[SocketAddress]> {
        if Authority(host: url.host, port: nil).isIPAddress, !addressGuard.names(url.host) {
            return loop.makeCompletedFuture { [try literal(url)] }
        }
        return resolver.addresses(of: url.host, port: url.port, on: loop, before: deadline)
            .flatMapErrorThrowing { _ in throw Refusal.unknownHost }
            .flatMapThrowing { addresses in
                guard !addresses.isEmpty else { throw Refusal.unknownHost }
                let permitted = addresses.filter { IPAddress($0).map { addressGuard.permits($0, host: url.host) } ?? false }
                guard !permitted.isEmpty else { throw Refusal.privateAddress }
                return Array(permitted.prefix(Self.maximumAddresses))
            }
    }

    /// An odd spelling of an IPv4 address hides what it means, so it counts as a private one whatever it means.
    private func literal(_ url: CallbackURL) throws(Refusal) -> SocketAddress {
        let text = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        guard let socketAddress = try? SocketAddress(ipAddress: text, port: url.port), let address = IPAddress(socketAddress) else {
            throw .privateAddress
        }
        guard addressGuard.permits(address, host: url.host) else { throw .privateAddress }
        // Only an allowance opens IPv6: OSS itself has none.
        guard address.family == .v4 || addressGuard.allowances.contains(where: { $0.covers(address, host: url.host) }) else {
            throw .unsupportedFamily
        }
        return socketAddress
    }
}
