import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OSSWire

/// Makes the only connections that the server opens: one request each, to an address that the guard has seen.
///
/// It connects to a socket address, never to a name, so the address that was checked is the address that is connected to, whatever the name
/// resolves to a moment later. TLS still verifies the certificate against the name. There are no redirects, no proxy from the environment, no
/// connections kept, and no second attempt.
struct GuardedSender: Sendable {
    let targets: CallbackTargets
    let limits: CallbackLimits
    let eventLoopGroup: any EventLoopGroup
    let tls: CallbackTLS

    /// The system's resolver and certificate authorities, unless told otherwise.
    init(
        allowances: [CallbackAllowance], resolver: any HostResolver = SystemResolver(), limits: CallbackLimits = CallbackLimits(),
        eventLoopGroup: any EventLoopGroup, tls: TLSConfiguration = .makeClientConfiguration()
    ) {
        targets = CallbackTargets(addressGuard: AddressGuard(allowances: allowances), resolver: resolver)
        self.limits = limits
        self.eventLoopGroup = eventLoopGroup
        self.tls = CallbackTLS(tls)
    }

    /// Resolves an address and has the guard look at it, without connecting.
    func check(_ url: CallbackURL, before deadline: NIODeadline) async throws(CallbackTargets.Refusal) {
        _ = try await addresses(of: url, before: deadline)
    }

    /// Sends a request and returns the answer of a server that said 200.
    /// - Parameter deadline: when the whole callback must be over; ``CallbackLimits/urlTimeout`` may end this request earlier.
    func send(_ request: CallbackRequest, before deadline: NIODeadline) async throws(CallbackFailure) -> CallbackReply {
        let started = NIODeadline.now()
        let deadline = min(deadline, started + limits.urlTimeout)
        let addresses: [SocketAddress]
        do { addresses = try await self.addresses(of: request.url, before: deadline) } catch { throw .noConnection }
        for address in addresses {
            let reply = eventLoopGroup.next().makePromise(of: CallbackReply.self)
            guard let channel = await connect(to: address, request, reply: reply, before: deadline) else { continue }
            let timer = channel.eventLoop.scheduleTask(deadline: deadline) {
                reply.fail(CallbackFailure.timeout(address: Self.text(address), milliseconds: (deadline - started).nanoseconds / 1_000_000))
                channel.close(promise: nil)
            }
            defer { timer.cancel() }
            do { return try await reply.futureResult.get() } catch { throw error as? CallbackFailure ?? .noConnection }
        }
        throw .noConnection
    }

    private func addresses(of url: CallbackURL, before deadline: NIODeadline) async throws(CallbackTargets.Refusal) -> [SocketAddress] {
        let loop = eventLoopGroup.next()
        // A look-up cannot be stopped, so its end is not waited for.
        let promise = loop.makePromise(of: [SocketAddress].self)
        let timer = loop.scheduleTask(deadline: deadline) { promise.fail(CallbackTargets.Refusal.unknownHost) }
        defer { timer.cancel() }
        targets.resolve(url, on: loop, before: deadline).cascade(to: promise)
        do { return try await promise.futureResult.get() } catch { throw error as? CallbackTargets.Refusal ?? .unknownHost }
    }

    /// `nil` when there is no connection; `reply` has failed then.
    private func connect(
        to address: SocketAddress, _ request: CallbackRequest, reply: EventLoopPromise<CallbackReply>, before deadline: NIODeadline
    ) async -> (any Channel)? {
        let remaining = deadline - .now()
        guard remaining > .zero else {
            reply.fail(CallbackFailure.noConnection)
            return nil
        }
        let bootstrap = ClientBootstrap(group: reply.futureResult.eventLoop)
            .connectTimeout(remaining)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if request.url.isSecure { try pipeline.addHandler(tls.handler(for: request.url)) }
                    try pipeline.addHTTPClientHandlers(enableOutboundHeaderValidation: true)
                    try pipeline.addHandler(CallbackExchange(request, replyBytes: limits.replyBytes, reply: reply))
                }
            }
        do { return try await bootstrap.connect(to: address).get() } catch {
            reply.fail(CallbackFailure.noConnection)
            return nil
        }
    }

    private static func text(_ address: SocketAddress) -> String { "\(address.ipAddress ?? ""):\(address.port ?? 0)" }
}
