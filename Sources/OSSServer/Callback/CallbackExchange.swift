import NIOCore
import NIOHTTP1
import OSSSigning

/// What the application server said with status 200.
struct CallbackReply: Sendable {
    /// As it was sent; empty when there was none.
    let contentType: String
    let body: [UInt8]
}

/// One request and its answer on a connection. Lives on the connection's event loop.
final class CallbackExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: CallbackRequest
    private let replyBytes: Int
    private let reply: EventLoopPromise<CallbackReply>
    private var contentType = ""
    private var expected = 0
    private var body: [UInt8] = []

    /// - Parameter reply: fulfilled with the answer, or failed with a ``CallbackFailure``, at the latest when the connection is gone.
    init(_ request: CallbackRequest, replyBytes: Int, reply: EventLoopPromise<CallbackReply>) {
        self.request = request
        self.replyBytes = replyBytes
        self.reply = reply
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard head.status == .ok else { return fail(.status(Int(head.status.code)), context) }
            // OSS wants to know the length before it reads.
            guard let length = head.headers.first(name: "content-length").flatMap({ ASCII.number($0.utf8) }), length <= replyBytes else {
                return fail(.notJSON, context)
            }
            expected = length
            contentType = head.headers.first(name: "content-type") ?? ""
        case .body(let part):
            body += part.readableBytesView
            if body.count > replyBytes { fail(.notJSON, context) }
        case .end:
            guard body.count == expected else { return fail(.noConnection, context) }
            reply.succeed(CallbackReply(contentType: contentType, body: body))
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(.noConnection, context) }

    func channelInactive(context: ChannelHandlerContext) {
        reply.fail(CallbackFailure.noConnection)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { reply.fail(CallbackFailure.noConnection) }

    /// The first word about the answer is the last: a promise keeps what it was fulfilled with first.
    private func fail(_ failure: CallbackFailure, _ context: ChannelHandlerContext) {
        reply.fail(failure)
        context.close(promise: nil)
    }
}
