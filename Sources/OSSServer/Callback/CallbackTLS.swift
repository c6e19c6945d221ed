import NIOSSL
import OSSSigning
import OSSWire
import Synchronization

/// TLS of callbacks: the certificate authorities are read once, when the first callback needs them.
final class CallbackTLS: Sendable {
    private let configuration: TLSConfiguration
    private let context = Mutex<NIOSSLContext?>(nil)

    init(_ configuration: TLSConfiguration) {
        var configuration = configuration
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        self.configuration = configuration
    }

    /// Verifies the certificate against the address's host.
    ///
    /// The name is always sent (SNI), whether callbackSNI asks for it or not: the library verifies the name that it sends and no other, and a
    /// name that is verified is worth more than the silence of an old OSS. An IP address is verified against the addresses of the certificate.
    func handler(for url: CallbackURL) throws -> NIOSSLClientHandler {
        let isAddress = Authority(host: url.host, port: nil).isIPAddress
        return try NIOSSLClientHandler(context: sharedContext(), serverHostname: isAddress ? nil : url.host)
    }

    private func sharedContext() throws -> NIOSSLContext {
        try context.withLock { context in
            if let context { return context }
            let made = try NIOSSLContext(configuration: configuration)
            context = made
            return made
        }
    }
}
