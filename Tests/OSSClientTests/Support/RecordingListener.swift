import NIOCore
import NIOPosix
import Synchronization

/// A server that keeps the head of each request as it was on the wire, sends one fixed answer, and closes the connection.
final class RecordingListener: Sendable {
    private let channel: any Channel
    private let recorded: Recorder

    /// The port of 127.0.0.1 that it listens on.
    var port: Int { channel.localAddress?.port ?? 0 }
    /// The request lines, in the order in which they came.
    var requestLines: [String] { recorded.lines.withLock { $0 } }

    private final class Recorder: Sendable {
        let lines = Mutex<[String]>([])
    }

    private init(channel: any Channel, recorded: Recorder) {
        self.channel = channel
        self.recorded = recorded
    }

    /// Runs `body` with a listener.
    /// - Parameter answer: the bytes that it sends for each request.
    static func run(
        answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", _ body: (RecordingListener) async throws -> Void
    ) async throws {
        let recorder = Recorder()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(HeadHandler(recorder, answer)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do { try await body(RecordingListener(channel: channel, recorded: recorder)) } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    private final class HeadHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let recorder: Recorder
        private var received = ByteBuffer()

        private let answer: String

        init(_ recorder: Recorder, _ answer: String) {
            self.recorder = recorder
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var chunk = unwrapInboundIn(data)
            received.writeBuffer(&chunk)
            let bytes = Array(received.readableBytesView)
            guard bytes.suffix(4) == Array("\r\n\r\n".utf8)[...], let end = bytes.firstIndex(of: 0x0D) else { return }
            let line = String(decoding: bytes[..<end], as: UTF8.self)
            recorder.lines.withLock { $0.append(line) }
            let channel = context.channel
            channel.writeAndFlush(ByteBuffer(string: answer)).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
