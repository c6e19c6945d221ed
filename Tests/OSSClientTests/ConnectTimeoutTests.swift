import HTTPTypes
import NIOCore
import NIOPosix
import OSSClient
import Testing

@Suite("Connections that are not made")
struct ConnectTimeoutTests {
    @Test("a request's own limit holds where the transport's is longer")
    func ownLimit() async throws {
        // Nobody accepts, and the queue is short: once it is full, the kernel answers no further handshake.
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1).serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(listener.localAddress)
        let fillers = (0..<8).map { _ in
            ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(.hours(1)).connect(to: address)
        }
        defer {
            listener.close(promise: nil)
            for filler in fillers { filler.whenSuccess { $0.close(promise: nil) } }
        }
        try await Task.sleep(for: .milliseconds(300))
        var configuration = TransportConfiguration()
        configuration.connectTimeout = .seconds(3600)
        configuration.idleTimeout = .seconds(3600)
        var request = TransportRequest(.get, url: "http://127.0.0.1:\(try #require(address.port))/")
        request.connectTimeout = .milliseconds(200)
        let transport = try AsyncHTTPTransport(configuration)
        let sent = request
        await #expect(throws: ClientError(.connectionFailed, "")) { try await transport.send(sent).status }
    }
}
