import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// How a connection came about.
package struct ConnectionReport: Sendable {
    /// The address that was connected to.
    package var address: String
    package var milliseconds: Int
    /// The handshake, where there is one.
    package var tls: TLS?

    /// A handshake that came to its end, or did not.
    package enum TLS: Sendable {
        case finished(CertificateReport, milliseconds: Int)
        /// The other side speaks no TLS, or none of ours.
        case failed(String)
    }

    package init(address: String, milliseconds: Int, tls: TLS? = nil) {
        self.address = address
        self.milliseconds = milliseconds
        self.tls = tls
    }
}

/// Connects, shakes hands, and hangs up. Nothing is sent besides.
struct ConnectionProbe: Sendable {
    let host: String
    let port: Int
    let isSecure: Bool
    let trust: TransportConfiguration.Trust
    let limit: Duration

    /// - Throws: ``ClientError`` when there is no connection.
    func run() async throws -> ConnectionReport {
        let (address, milliseconds) = try await connect()
        guard isSecure else { return ConnectionReport(address: address, milliseconds: milliseconds) }
        return ConnectionReport(address: address, milliseconds: milliseconds, tls: await shakeHands())
    }

    private func connect() async throws -> (address: String, milliseconds: Int) {
        let start = ContinuousClock.now
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(TimeAmount(limit))
                .connect(host: plainHost, port: port).get()
            let address = channel.remoteAddress?.ipAddress ?? plainHost
            try? await channel.close()
            return (address, (ContinuousClock.now - start).milliseconds)
        } catch {
            throw ClientError(transport: error)
        }
    }

    /// Once with eyes open, to see what is shown whatever it is, and once as a client that verifies.
    private func shakeHands() async -> ConnectionReport.TLS {
        let start = ContinuousClock.now
        let seen: (chain: [NIOSSLCertificate], version: TLSVersion?)
        do { seen = try await handshake(verifies: false) } catch {
            let error = ClientError(transport: error)
            // Nothing was verified, so it is not the certificate.
            return .failed(error.code == .timeout ? error.message : "the other side does not shake hands; it may speak plain HTTP")
        }
        let milliseconds = (ContinuousClock.now - start).milliseconds
        let isTrusted = (try? await handshake(verifies: true)) != nil
        return .finished(CertificateReport(chain: seen.chain, version: seen.version, isTrusted: isTrusted), milliseconds: milliseconds)
    }

    private func handshake(verifies: Bool) async throws -> (chain: [NIOSSLCertificate], version: TLSVersion?) {
        var configuration = try AsyncHTTPTransport.tls(trust)
        // The names are compared besides what the callback says.
        if !verifies, trust != .unverified { configuration.certificateVerification = .noHostnameVerification }
        let context = try NIOSSLContext(configuration: configuration)
        let name = plainHost.utf8.contains(UInt8(ascii: ":")) || isIPv4 ? nil : plainHost
        let chain = Box([NIOSSLCertificate]())
        let done = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: TLSVersion?.self)
        let bootstrap = ClientBootstrap(group: done.futureResult.eventLoop).connectTimeout(TimeAmount(limit)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                let handler =
                    verifies
                    ? try NIOSSLClientHandler(context: context, serverHostname: name)
                    : try NIOSSLClientHandler(context: context, serverHostname: name) { certificates, promise in
                        chain.value.withLock { $0 = certificates }
                        promise.succeed(.certificateVerified)
                    }
                try pipeline.addHandler(handler)
                try pipeline.addHandler(HandshakeWatcher(done))
            }
        }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: plainHost, port: port).get() } catch {
            done.fail(error)
            throw error
        }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
            done.fail(ClientError(.timeout, "the handshake took longer than \(limit)"))
            channel.close(promise: nil)
        }
        defer {
            timer.cancel()
            channel.close(promise: nil)
        }
        let version = try await done.futureResult.get()
        return (chain.value.withLock { $0 }, version)
    }

    /// Without the brackets of an IPv6 address.
    private var plainHost: String { host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host }
    private var isIPv4: Bool { (try? SocketAddress(ipAddress: plainHost, port: 0)) != nil }
}

/// Waits for the end of a handshake.
private final class HandshakeWatcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let done: EventLoopPromise<TLSVersion?>

    init(_ done: EventLoopPromise<TLSVersion?>) { self.done = done }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            done.succeed((try? context.pipeline.syncOperations.nioSSL_tlsVersion()) ?? nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ClientError(.tlsFailed, "the other side closed the connection in the middle of the TLS handshake"))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}

/// A value behind a lock.
private final class Box<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
}

extension Duration {
    /// Rounded down.
    var milliseconds: Int { Int(clamping: components.seconds &* 1000 &+ components.attoseconds / 1_000_000_000_000_000) }
}
