import OSSSigning

extension Checkup {
    /// Whether the service can be reached: proxy, names, connection, certificate.
    func reach(_ report: (CheckResult) -> Void) async -> Bool {
        if let proxy = means.proxy {
            report(
                CheckResult(
                    .proxy, .ok, "requests go through \(proxy), which finds names and connects; not looked at from here",
                    facts: ["proxy": "\(proxy)"]))
            return true
        }
        guard let host = try? subject.host, await lookUp(host.name, report) else { return false }
        return await connect(host, report)
    }

    private func lookUp(_ host: String, _ report: (CheckResult) -> Void) async -> Bool {
        do {
            let start = ContinuousClock.now
            let addresses = try await means.addresses(host)
            let milliseconds = (ContinuousClock.now - start).milliseconds
            report(
                CheckResult(
                    .dns, .ok, "\(host) is \(addresses.joined(separator: ", ")) (\(milliseconds) ms)",
                    facts: ["host": host, "addresses": addresses.joined(separator: " "), "milliseconds": String(milliseconds)]))
            return true
        } catch {
            let reason = (error as? ClientError)?.message ?? "\(type(of: error))"
            report(
                CheckResult(
                    .dns, .failure(.local), "\(host) has no address: \(reason)",
                    advice: host.contains("-internal.")
                        ? "internal endpoints have a name inside of their region only" : "check the endpoint for slips",
                    facts: ["host": host]))
            return false
        }
    }

    private func connect(_ host: CheckupSubject.Host, _ report: (CheckResult) -> Void) async -> Bool {
        do {
            let connection = try await means.connect(host.name, host.port, host.isSecure)
            report(
                CheckResult(
                    .tcp, .ok, "connected to \(connection.address) port \(host.port) in \(connection.milliseconds) ms",
                    facts: ["address": connection.address, "port": String(host.port), "milliseconds": String(connection.milliseconds)]))
            let tls = CheckResult(tls: connection.tls, host: host.name, ignored: means.isCertificateIgnored, at: means.now())
            report(tls)
            return tls.outcome != .failure(.local)
        } catch {
            let reason = (error as? ClientError)?.message ?? "\(type(of: error))"
            report(
                CheckResult(
                    .tcp, .failure(.local), "no connection to \(host.name) port \(host.port): \(reason)",
                    advice: "check the port, firewalls, and whether a --proxy is needed", facts: ["port": String(host.port)]))
            return false
        }
    }
}

extension CheckupSubject {
    /// What is connected to.
    struct Host {
        let name: String
        let port: Int
        let isSecure: Bool
    }

    /// The host of the requests: a bucket's own in virtual-hosted style.
    var host: Host {
        get throws {
            let address = try RequestTarget(requestURL(.bucketOrBuckets)).authority.flatMap { Authority($0) }
            guard let address else { throw EndpointError.malformedHost }
            return Host(name: address.host, port: address.port ?? endpoint.scheme.defaultPort, isSecure: endpoint.scheme == .https)
        }
    }
}

extension CheckResult {
    /// The certificate; plain HTTP is worth a word where others can listen.
    init(tls: ConnectionReport.TLS?, host: String, ignored: Bool, at now: SigningTime) {
        switch tls {
        case nil:
            let isLocal = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
            self.init(
                .tls, isLocal ? .ok : .warning, "plain HTTP\(isLocal ? ", and only this machine listens" : ": everybody on the way can read along")",
                advice: isLocal ? nil : "write https:// before the endpoint")
        case .failed(let reason):
            self.init(.tls, .failure(.local), "no TLS: \(reason)", advice: "for a server without TLS, write http:// before the endpoint")
        case .finished(let report, let milliseconds):
            self.init(report, milliseconds: milliseconds, host: host, ignored: ignored, at: now)
        }
    }

    private init(_ report: CertificateReport, milliseconds: Int, host: String, ignored: Bool, at now: SigningTime) {
        var facts = [
            "version": report.version, "names": report.names.joined(separator: " "), "chain_length": String(report.chainLength),
            "trusted": String(report.isTrusted), "milliseconds": String(milliseconds),
        ]
        facts["valid_from"] = report.validFrom?.rfc3339
        facts["valid_until"] = report.validUntil?.rfc3339
        let names = report.names.isEmpty ? "no name" : report.names.prefix(4).joined(separator: ", ")
        let days = report.validUntil.map { now.seconds(until: $0) / 86_400 }
        let until = report.validUntil.map { "until \($0)" } ?? "without an end"
        let text = "\(report.version), certificate for \(names), \(until), chain of \(report.chainLength) (\(milliseconds) ms)"
        guard report.isTrusted else {
            let reason = Self.distrust(report, host: host, at: now)
            self.init(
                .tls, ignored ? .warning : .failure(.local), "\(text): \(reason.why)",
                advice: ignored ? "leave --skip-verify-cert out: whoever is between can read and change everything" : reason.advice, facts: facts)
            return
        }
        if ignored {
            self.init(.tls, .warning, "\(text), not verified", advice: "leave --skip-verify-cert out", facts: facts)
        } else if let days, days < 14 {
            self.init(.tls, .warning, "\(text): it ends in \(days) days", advice: "have the certificate renewed", facts: facts)
        } else {
            self.init(.tls, .ok, text, facts: facts)
        }
    }

    private static func distrust(_ report: CertificateReport, host: String, at now: SigningTime) -> (why: String, advice: String) {
        if let end = report.validUntil, end < now { return ("it has expired", "have it renewed, and check this machine's clock") }
        if let start = report.validFrom, now < start { return ("it is not valid yet", "check this machine's clock") }
        if !report.covers(host) {
            return ("it is not for \(host)", "use a name that the certificate is for; behind a custom domain, install its certificate in OSS")
        }
        return (
            "whoever issued it is not trusted here",
            "install the issuer's certificate in this system; a proxy that looks into TLS, or a chain that is not complete, does this, too"
        )
    }
}
