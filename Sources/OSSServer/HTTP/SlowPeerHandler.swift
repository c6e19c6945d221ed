import NIOCore
import NIOHTTP1

/// Closes connections whose peer is too slow: with its head, between requests, with a body, or in reading an answer. Also lets an idle
/// connection go when the server is asked to stop.
///
/// A body is only judged while this side wants to read: a client is not blamed for our own disk.
final class SlowPeerHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Thrown into the stream of parts when a body is too slow.
    struct BodyTooSlow: Error {}
    /// Thrown into the stream of parts when a body is still coming in and the server has stopped waiting.
    struct ServerStops: Error {}

    /// Asks to be told when every answer that was written so far has left this process. A channel that is closed earlier drops the rest.
    struct AwaitAnswers: Sendable {
        let promise: EventLoopPromise<Void>
    }

    private let limits: ServerLimits
    /// Requests whose head has come in and whose answer has not gone out. Clients may send the next before they have read the last.
    private var unanswered = 0
    private var endsBeingWritten = 0
    private var waitingForAnswers: [EventLoopPromise<Void>] = []
    private var isReceivingBody = false
    private var isQuiescing = false
    private var wantsToRead = false
    private var bytesInWindow = 0
    private var idleTimer: Scheduled<Void>?
    private var bodyTimer: Scheduled<Void>?
    private var stalledWrite: Scheduled<Void>?
    private var graceTimer: Scheduled<Void>?
    /// How much more of a body that nobody wants is read: only so that its sender gets to read the answer.
    private var bytesToDiscard = 0

    init(limits: ServerLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { closeUnlessHead(within: limits.headTimeout, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        closeUnlessHead(within: limits.headTimeout, context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        wantsToRead = true
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        wantsToRead = false
        context.fireChannelReadComplete()
        if bytesToDiscard > 0 { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            isReceivingBody = true
            idleTimer?.cancel()
            watchBody(context, after: limits.bodyGrace)
        case .body(let bytes):
            bytesInWindow += bytes.readableBytes
            bytesToDiscard = max(0, bytesToDiscard - bytes.readableBytes)
        case .end:
            isReceivingBody = false
            bodyTimer?.cancel()
            settle(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        let written = promise ?? context.eventLoop.makePromise()
        endsBeingWritten += 1
        written.futureResult.assumeIsolated().whenComplete { _ in self.answerHasLeft(context) }
        context.write(data, promise: written)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let request = event as? AwaitAnswers else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        promise?.succeed()
        if endsBeingWritten == 0 { request.promise.succeed() } else { waitingForAnswers.append(request.promise) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalledWrite?.cancel()
        stalledWrite = context.channel.isWritable ? nil : closing(context, after: limits.idleTimeout)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            settle(context)
            graceTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.shutdownGrace)) { self.endGrace(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func answerHasLeft(_ context: ChannelHandlerContext) {
        unanswered = max(0, unanswered - 1)
        endsBeingWritten -= 1
        if endsBeingWritten == 0 { succeedWaiting() }
        settle(context)
    }

    /// Between requests: nothing is coming in, and nothing is owed.
    private func settle(_ context: ChannelHandlerContext) {
        guard unanswered == 0, endsBeingWritten == 0, !isReceivingBody else { return }
        if isQuiescing { context.close(promise: nil) } else { closeUnlessHead(within: limits.idleTimeout, context) }
    }

    private func closeUnlessHead(within time: Duration, _ context: ChannelHandlerContext) {
        idleTimer?.cancel()
        idleTimer = closing(context, after: time)
    }

    private func watchBody(_ context: ChannelHandlerContext, after time: Duration) {
        bodyTimer?.cancel()
        bytesInWindow = 0
        bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            guard self.isReceivingBody else { return }
            let demanded = self.limits.minimumBodyRate * Int(time.components.seconds)
            if self.wantsToRead, self.bytesInWindow < demanded {
                self.giveUpBody(BodyTooSlow(), context)
            } else {
                self.watchBody(context, after: .seconds(10))
            }
        }
    }

    /// The server stops now. Who is still sending is told so; who is still being answered is cut off a little later.
    private func endGrace(_ context: ChannelHandlerContext) {
        if isReceivingBody { giveUpBody(ServerStops(), context) }
        graceTimer = closing(context, after: Self.lastAnswers)
    }

    /// How long after the grace answers that are on their way may take.
    static let lastAnswers = Duration.seconds(3)

    private func giveUpBody(_ error: any Error, _ context: ChannelHandlerContext) {
        bytesToDiscard = limits.drainBytes
        context.fireErrorCaught(error)
        context.read()
    }

    private func closing(_ context: ChannelHandlerContext, after time: Duration) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { context.close(promise: nil) }
    }

    /// The connection is over: nobody needs to be waited for.
    private func end() {
        for timer in [idleTimer, bodyTimer, stalledWrite, graceTimer] { timer?.cancel() }
        succeedWaiting()
    }

    private func succeedWaiting() {
        let waiting = waitingForAnswers
        waitingForAnswers = []
        for promise in waiting { promise.succeed() }
    }
}
