import NIOCore
import NIOPosix

/// A TCP connection on which a test says exactly what it wants.
struct RawConnection {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects, runs `body` with everything that comes in, and closes.
    static func open<R: Sendable>(port: Int, _ body: (inout RawConnection.Stream) async throws -> R) async throws -> R {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var stream = Stream(iterator: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&stream)
        }
    }

    /// Both directions of a connection.
    struct Stream {
        var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        let channel: any Channel

        func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

        /// What arrives until the server closes the connection, or `nil` when it does not within `seconds`.
        mutating func readToEnd(within seconds: Int64 = 60) async throws -> String? {
            let timer = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { [channel] in channel.close(promise: nil) }
            let started = ContinuousClock.now
            var text = ""
            do {
                while let bytes = try await iterator.next() { text += String(buffer: bytes) }
            } catch {
                // A reset ends the connection as well.
            }
            timer.cancel()
            return ContinuousClock.now - started < .seconds(seconds) ? text : nil
        }

        /// What arrives until it ends with `ending`.
        mutating func read(until ending: String) async throws -> String {
            var text = ""
            while !text.hasSuffix(ending), let bytes = try await iterator.next() { text += String(buffer: bytes) }
            return text
        }
    }
}
