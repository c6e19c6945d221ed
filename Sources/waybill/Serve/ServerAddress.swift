/// Where a listener is reached by programs on this machine.
enum ServerAddress {
    /// A wildcard is no address to connect to.
    static func local(host: String, port: Int, isSecure: Bool = false) -> String {
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        return "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
