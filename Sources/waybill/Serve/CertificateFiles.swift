import Logging
import OSSServer
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The files of `--tls-certificate` and `--tls-key`.
///
/// A key that others than its owner and group may read is used with a warning: secrets that are mounted into a container come so.
struct CertificateFiles {
    let certificate: String
    let key: String

    /// The most bytes that one of them may have.
    static let limit = 1 << 20

    /// Reads both for the first time.
    /// - Throws: `CommandFailure` that says which file is wrong.
    func load(logger: Logger, at now: SigningTime) throws -> ServerTLS {
        let (chain, privateKey) = try read()
        let tls: ServerTLS
        do { tls = try ServerTLS(certificateChain: chain, privateKey: privateKey) } catch { throw failure(error) }
        warn(tls, logger: logger, at: now)
        return tls
    }

    /// Reads both again. Whatever is wrong with them is logged, and the server goes on with what it had.
    func reload(into tls: ServerTLS, logger: Logger, at now: SigningTime) {
        do {
            let (chain, privateKey) = try read()
            do { try tls.replace(certificateChain: chain, privateKey: privateKey) } catch { throw failure(error) }
            logger.notice("took the certificate anew", metadata: ["expires": "\(tls.expiry.map(\.rfc3339) ?? "-")"])
            warn(tls, logger: logger, at: now)
        } catch {
            logger.error("the old certificate stays", metadata: ["error": "\((error as? CommandFailure)?.message ?? "\(error)")"])
        }
    }

    private func read() throws -> (chain: [UInt8], key: [UInt8]) {
        (try BoundedFile.read(certificate, limit: Self.limit), try BoundedFile.read(key, limit: Self.limit))
    }

    private func failure(_ error: ServerTLSError) -> CommandFailure {
        switch error {
        case .noCertificate: .local("cannot use \(certificate): \(error)")
        case .noPrivateKey: .local("cannot use \(key): \(error)")
        case .mismatch: .local("cannot use \(certificate) with \(key): \(error)")
        }
    }

    private func warn(_ tls: ServerTLS, logger: Logger, at now: SigningTime) {
        var status = stat()
        if stat(key, &status) == 0, status.st_mode & 0o004 != 0 {
            logger.warning("everybody on this machine can read the private key; chmod 600 it", metadata: ["file": "\(key)"])
        }
        if let expiry = tls.expiry, expiry <= now {
            logger.warning("the certificate has expired", metadata: ["expired": "\(expiry.rfc3339)"])
        }
    }
}
