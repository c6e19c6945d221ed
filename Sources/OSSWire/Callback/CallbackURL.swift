import OSSSigning

/// One address of a callback's list: where to, and what path and query to ask for.
///
/// Judged by its text alone; whether its host may be connected to is the sender's matter.
/// OSS page: "Callback", callbackUrl.
package struct CallbackURL: Sendable, Equatable {
    /// Whether TLS is spoken.
    package let isSecure: Bool
    /// The host in lower case, without a dot at its end; an IPv6 address stands in brackets.
    package let host: String
    /// The port, given or the scheme's own.
    package let port: Int
    /// Host and port as the Host header names them; the scheme's own port is left out.
    package let authority: String
    /// The path as it travels, at least `/`.
    package let path: String
    /// The query as it travels, or `nil` if there is none or an empty one.
    package let query: String?
    /// The path with its escapes decoded, as it is signed.
    package let decodedPath: [UInt8]

    /// What the request line asks for.
    package var target: String { query.map { "\(path)?\($0)" } ?? path }

    /// Reads an address; `nil` when it is none that a callback can go to.
    ///
    /// Without a scheme it means `http`, as in OSS's own examples. Refused are other schemes, user information, fragments, bytes that have to
    /// be escaped, and the ports below 1024 that are neither 80 nor 443, where mail, shells and file services listen.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ ASCII.isVisible($0) && !Self.refused.contains($0) }) else { return nil }
        var rest = Substring(text)
        var isSecure = false
        if let separator = rest.firstRange(of: "://") {
            switch ASCII.lowercased(rest[..<separator.lowerBound]) {
            case "http": break
            case "https": isSecure = true
            default: return nil
            }
            rest = rest[separator.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.address(authority) else { return nil }
        let defaultPort = isSecure ? 443 : 80
        self.isSecure = isSecure
        self.host = host
        self.port = port ?? defaultPort
        guard self.port >= 1024 || self.port == 80 || self.port == 443 else { return nil }
        self.authority = self.port == defaultPort ? host : "\(host):\(self.port)"
        let parts = rest[authority.endIndex...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first.map(String.init) ?? ""
        self.path = path.isEmpty ? "/" : path
        query = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
        guard let decoded = try? PercentEncoding.decode(self.path.utf8) else { return nil }
        decodedPath = decoded
    }

    /// User information, fragments, and what no URL holds unescaped.
    private static let refused = Set("@#\\\"<>^`{|}".utf8)

    private static func address(_ text: Substring) -> (host: String, port: Int?)? {
        guard let authority = Authority(text) else { return nil }
        return (authority.host.hasSuffix(".") ? String(authority.host.dropLast()) : authority.host, authority.port)
    }
}
