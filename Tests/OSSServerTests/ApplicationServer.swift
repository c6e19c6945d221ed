import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The application server of a test: says the same bytes to everybody, and keeps what it was told.
final class ApplicationServer: Sendable {
    private let channel: Mutex<(any Channel)?> = Mutex(nil)
    private let texts = Mutex<[String]>([])
    private let connections = Mutex<[any Channel]>([])

    /// The requests so far, byte for byte.
    var requests: [String] { texts.withLock { $0 } }
    var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }

    /// Runs a server on a free port of 127.0.0.1 for as long as `body` runs.
    /// - Parameter answer: what it says to a complete request before it closes the connection; `nil` leaves the client waiting.
    static func run<R: Sendable>(
        answer: String?, tls: NIOSSLContext? = nil, _ body: (ApplicationServer) async throws -> R
    ) async throws -> R {
        let server = ApplicationServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Conversation(server, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Ends all connections, also of those who wait for an answer.
    func hangUp() {
        for connection in connections.withLock({ $0 }) { connection.close(promise: nil) }
    }

    static func reply(_ body: String, status: String = "200 OK", type: String = "application/json", fields: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    private final class Conversation: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let server: ApplicationServer
        private let answer: String?
        private var text = ""

        init(_ server: ApplicationServer, answer: String?) {
            self.server = server
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            server.connections.withLock { $0.append(context.channel) }
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let end = text.firstRange(of: "\r\n\r\n"), let field = text.firstRange(of: "Content-Length: "),
                let length = Int(text[field.upperBound...].prefix { $0.isNumber }), text[end.upperBound...].utf8.count >= length
            else { return }
            server.texts.withLock { $0.append(text) }
            text = ""
            guard let answer else { return }
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer))).whenComplete { _ in channel.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
