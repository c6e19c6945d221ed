import OSSClient
import OSSTesting

extension TestServer {
    /// A client of the server, with the server's key and clock.
    func client(configure: (inout ClientConfiguration) -> Void = { _ in }) throws -> OSSClient {
        var configuration = ClientConfiguration(region: region, endpoint: endpoint)
        configure(&configuration)
        let clock = self.clock
        return OSSClient(
            configuration, credentials: .static(credentials), transport: try AsyncHTTPTransport(configuration.transport),
            clock: ClientClock { clock.now })
    }
}
