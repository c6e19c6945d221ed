import NIOCore
import NIOSSL

/// Lets clients hang up without saying so in TLS first, as many do.
///
/// TLS cannot tell such an end from one that somebody between has made. HTTP can: what is missing of a request is missed by its length or its last
/// chunk, and a request that is whole is served.
final class RaggedEndHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case NIOSSLError.uncleanShutdown = error { return }
        context.fireErrorCaught(error)
    }
}
