import NIOCore
import NIOSSL
public import OSSSigning
import Synchronization

/// The certificate and key that a server shows, which can be replaced while it runs.
///
/// ```swift
/// configuration.tls = try ServerTLS(certificateChain: chain, privateKey: key)
/// ...
/// try configuration.tls?.replace(certificateChain: newChain, privateKey: newKey)
/// ```
///
/// TLS 1.2 and 1.3, and HTTP/1.1 above them. A connection keeps the certificate that it began with, so nobody is cut off by a new one.
public final class ServerTLS: Sendable {
    private struct Identity: Sendable {
        let context: NIOSSLContext
        let expiry: SigningTime?
    }

    private let identity: Mutex<Identity>

    /// - Parameters:
    ///   - certificateChain: certificates in PEM, the server's own first.
    ///   - privateKey: its key in PEM, without a passphrase.
    /// - Throws: what is wrong with them.
    public init(certificateChain: [UInt8], privateKey: [UInt8]) throws(ServerTLSError) {
        identity = Mutex(try Self.identity(certificateChain, privateKey))
    }

    /// Shows another certificate to connections that begin from now on. When it cannot be used, everything stays as it was.
    /// - Throws: what is wrong with it.
    public func replace(certificateChain: [UInt8], privateKey: [UInt8]) throws(ServerTLSError) {
        let new = try Self.identity(certificateChain, privateKey)
        identity.withLock { $0 = new }
    }

    /// When the certificate expires; `nil` beyond the year 9999.
    public var expiry: SigningTime? { identity.withLock { $0.expiry } }

    /// What encrypts one connection.
    func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: identity.withLock { $0.context }) }

    private static func identity(_ chain: [UInt8], _ key: [UInt8]) throws(ServerTLSError) -> Identity {
        let certificates: [NIOSSLCertificate]
        do { certificates = try NIOSSLCertificate.fromPEMBytes(chain) } catch { throw .noCertificate }
        guard let leaf = certificates.first else { throw .noCertificate }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(bytes: key, format: .pem) } catch { throw .noPrivateKey }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .seconds(1)
        let context: NIOSSLContext
        do { context = try NIOSSLContext(configuration: configuration) } catch { throw .mismatch }
        return Identity(context: context, expiry: SigningTime(secondsSinceEpoch: Int64(leaf.notValidAfter)))
    }
}

/// Why a certificate and a key cannot be used. It repeats nothing of the key.
public enum ServerTLSError: Error, Hashable, CustomStringConvertible {
    case noCertificate
    case noPrivateKey
    case mismatch

    public var description: String {
        switch self {
        case .noCertificate: "there is no certificate in PEM in it"
        case .noPrivateKey: "there is no private key in PEM without a passphrase in it"
        case .mismatch: "the key is not that of the first certificate"
        }
    }
}
