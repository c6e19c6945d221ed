import OSSSigning

/// Addresses that only this machine reaches.
enum LoopbackAddress {
    static func contains(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.utf8.allSatisfy { ASCII.isDigit($0) || $0 == ASCII.period })
    }
}
