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

    private enum Phase { case waitingForHead, receivingBody, answering }

    private let limits: ServerLimits
    private var phase = Phase.waitingForHead
    private var answered = false
    private var isQuiescing = false
    private var wantsToRead = false
    private var bytesInWindow = 0
    private var timer: Scheduled<Void>?
    private var stalledWrite: Scheduled<Void>?

    init(limits: ServerLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { closeUnlessHead(within: limits.headTimeout, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        closeUnlessHead(within: limits.headTimeout, context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopTimers() }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimers()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        wantsToRead = true
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        wantsToRead = false
        context.fireChannelReadComplete()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            phase = .receivingBody
            answered = false
            watchBody(context, after: limits.bodyGrace)
        case .body(let bytes): bytesInWindow += bytes.readableBytes
        case .end: bodyEnded(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answered = true
            context.write(data, promise: promise)
            if phase == .answering { requestEnded(context) }
        } else {
            context.write(data, promise: promise)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalledWrite?.cancel()
        stalledWrite = context.channel.isWritable ? nil : closing(context, after: limits.idleTimeout)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            if phase == .waitingForHead { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// The answer may be out before the body's end is in.
    private func bodyEnded(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        phase = .answering
        if answered { requestEnded(context) }
    }

    private func requestEnded(_ context: ChannelHandlerContext) {
        phase = .waitingForHead
        if isQuiescing {
            context.flush()
            context.close(promise: nil)
        } else {
            closeUnlessHead(within: limits.idleTimeout, context)
        }
    }

    private func closeUnlessHead(within time: Duration, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = closing(context, after: time)
    }

    private func watchBody(_ context: ChannelHandlerContext, after time: Duration) {
        timer?.cancel()
        bytesInWindow = 0
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            guard self.phase == .receivingBody else { return }
            let demanded = self.limits.minimumBodyRate * Int(time.components.seconds)
            if self.wantsToRead, self.bytesInWindow < demanded {
                context.fireErrorCaught(BodyTooSlow())
            } else {
                self.watchBody(context, after: .seconds(10))
            }
        }
    }

    private func closing(_ context: ChannelHandlerContext, after time: Duration) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { context.close(promise: nil) }
    }

    private func stopTimers() {
        timer?.cancel()
        stalledWrite?.cancel()
        timer = nil
        stalledWrite = nil
    }
}
