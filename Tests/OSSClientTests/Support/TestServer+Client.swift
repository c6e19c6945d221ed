import OSSClient
import OSSTesting

extension TestServer {
    /// A client of the server, with the server's key and clock.
    func client(
        _ transport: (any HTTPTransport)? = nil, credentials: (any CredentialsProvider)? = nil,
        configure: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> OSSClient {
        var configuration = ClientConfiguration(region: region, endpoint: endpoint)
        configuration.retry.baseDelay = .milliseconds(1)
        configure(&configuration)
        let clock = self.clock
        return OSSClient(
            configuration, credentials: credentials ?? .static(self.credentials),
            transport: try transport ?? AsyncHTTPTransport(configuration.transport), clock: ClientClock { clock.now })
    }

    /// An uploader without credentials that believes in the server's clock.
    func uploader(_ transport: (any HTTPTransport)? = nil) throws -> Uploader {
        let clock = self.clock
        var uploader = Uploader(transport: try transport ?? AsyncHTTPTransport(), clock: ClientClock { clock.now })
        uploader.retry.baseDelay = .milliseconds(1)
        return uploader
    }

    /// A downloader without credentials that believes in the server's clock.
    func downloader(_ transport: (any HTTPTransport)? = nil) throws -> Downloader {
        let clock = self.clock
        var downloader = Downloader(transport: try transport ?? AsyncHTTPTransport(), clock: ClientClock { clock.now })
        downloader.retry.baseDelay = .milliseconds(1)
        return downloader
    }
}
