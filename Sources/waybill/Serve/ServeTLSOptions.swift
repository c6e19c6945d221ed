import ArgumentParser

/// The certificate of `waybill serve`.
struct ServeTLSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Serve HTTPS with the certificates in this PEM file, the server's own first. SIGHUP reads it again.", valueName: "file"),
        completion: .file())
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp("The private key of --tls-certificate, in PEM without a passphrase. SIGHUP reads it again.", valueName: "file"),
        completion: .file())
    var tlsKey: String?

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else { throw ValidationError("--tls-certificate and --tls-key go together") }
    }

    /// The files, when there is to be TLS.
    var files: CertificateFiles? {
        if let tlsCertificate, let tlsKey { CertificateFiles(certificate: tlsCertificate, key: tlsKey) } else { nil }
    }
}
