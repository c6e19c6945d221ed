/// The raw target of a received request, split but not decoded.
///
/// Origin form (`/bucket/key?acl`) and absolute form (`http://bucket.host/key?acl`, which clients behind a proxy setting send) are understood.
public struct RequestTarget: Hashable, Sendable {
    /// Host and port of an absolute-form target.
    public let authority: String?
    /// The raw path; begins with a slash.
    public let path: [UInt8]
    /// The raw query without its question mark; empty when there is none.
    public let query: [UInt8]

    /// Splits a target.
    /// - Throws: ``TargetError``.
    public init(_ target: some StringProtocol) throws(TargetError) {
        let bytes = Array(target.utf8)
        guard !bytes.isEmpty else { throw .notATarget }
        guard bytes.allSatisfy(ASCII.isVisible) else { throw .illegalCharacter }
        guard !bytes.contains(UInt8(ascii: "#")) else { throw .fragment }
        var pathStart = 0
        var authority: String?
        if bytes[0] != ASCII.slash {
            guard let hostStart = Self.hostStart(in: bytes) else { throw .notATarget }
            let host = bytes[hostStart...].prefix { $0 != ASCII.slash && $0 != ASCII.question }
            guard !host.isEmpty else { throw .notATarget }
            authority = String(decoding: host, as: UTF8.self)
            pathStart = host.endIndex
        }
        let rest = bytes[pathStart...]
        let rawPath = rest.prefix { $0 != ASCII.question }
        self.authority = authority
        self.path = rawPath.isEmpty ? [ASCII.slash] : Array(rawPath)
        self.query = Array(rest.dropFirst(rawPath.count + 1))
    }

    init(path: [UInt8], query: [UInt8]) {
        self.authority = nil
        self.path = path
        self.query = query
    }

    private static func hostStart(in bytes: [UInt8]) -> Int? {
        for prefix in ["http://", "https://"] where bytes.count > prefix.utf8.count {
            if zip(bytes, prefix.utf8).allSatisfy({ ASCII.lowercased($0) == $1 }) { return prefix.utf8.count }
        }
        return nil
    }
}

/// Why a text is not a request target.
public enum TargetError: Error, Hashable, Sendable {
    /// Neither origin nor absolute form.
    case notATarget
    /// A byte that is not visible ASCII.
    case illegalCharacter
    /// A fragment, which clients keep to themselves.
    case fragment
}
