import OSSClient
import OSSSigning

extension TransportConfiguration {
    /// What the settings say about connections.
    /// - Parameter roots: a file of certificate authorities, in place of the system's.
    init(_ settings: LayeredSettings, variables: EnvironmentVariables, roots: String? = nil) throws {
        self.init()
        if let limit = try Self.duration(.readTimeout, settings) { idleTimeout = limit }
        if let limit = try Self.duration(.connectTimeout, settings) { connectTimeout = limit }
        if let value = settings[.skipVerifyCert], ["true", "1", "yes"].contains(value.text.lowercased()) { trust = .unverified }
        if let roots {
            guard trust == .system else {
                throw CommandFailure.usage("--ca-certificate: certificates are not to be verified at all (skip-verify-cert)")
            }
            trust = .roots(path: roots)
        }
        proxy = try Self.proxy(settings, variables: variables)
    }

    private static func duration(_ setting: ClientSetting, _ settings: LayeredSettings) throws -> Duration? {
        guard let value = settings[setting] else { return nil }
        guard let limit = TimeoutArgument(argument: value.text)?.duration else {
            throw CommandFailure.setting(value, "it is a duration such as 60, 500ms, 1m")
        }
        return limit
    }

    /// The proxy; the one of `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` where the setting is `env`.
    private static func proxy(_ settings: LayeredSettings, variables: EnvironmentVariables) throws -> Proxy? {
        guard var value = settings[.proxy] else { return nil }
        if value.text == "env" {
            let isPlain = settings[.endpoint]?.text.lowercased().hasPrefix("http://") ?? false
            let names = (isPlain ? ["http_proxy", "HTTP_PROXY"] : ["https_proxy", "HTTPS_PROXY"]) + ["all_proxy", "ALL_PROXY"]
            guard let name = names.first(where: { variables[$0] != nil }), let text = variables[name] else { return nil }
            value = SettingValue(text, origin: name)
        }
        guard let proxy = Proxy(value.text) else {
            throw CommandFailure.setting(value, "it is http://[USER:PASSWORD@]HOST:PORT or socks5://HOST:PORT")
        }
        return proxy
    }
}

extension TransportConfiguration.Proxy {
    /// A proxy by its URL. User and password may be percent-encoded.
    init?(_ text: String) {
        var rest = text[...]
        var kind = Kind.http
        if let mark = text.firstRange(of: "://") {
            switch ASCII.lowercased(text[..<mark.lowerBound]) {
            case "http": kind = .http
            case "socks5", "socks5h": kind = .socks5
            default: return nil
            }
            rest = text[mark.upperBound...]
        }
        if rest.utf8.last == ASCII.slash { rest.removeLast() }
        var account: (user: String, password: String)?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                (try? PercentEncoding.decode(part.utf8)).map { String(decoding: $0, as: UTF8.self) }
            }
            guard kind == .http, let user = parts[0] else { return nil }
            account = (user, (parts.count > 1 ? parts[1] : "") ?? "")
            rest = rest[rest.index(after: at)...]
        }
        guard let authority = Authority(rest) else { return nil }
        self.init(kind, host: authority.host, port: authority.port ?? (kind == .http ? 80 : 1080))
        basicAuthorization = account
    }
}
