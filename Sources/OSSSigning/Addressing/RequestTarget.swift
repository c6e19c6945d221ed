/// The raw target of a received request, split but not decoded.
///
/// Origin form (`/bucket/key?acl`) and absolute form (`http://bucket.host/key?acl`, which clients behind a proxy setting send) are understood.
public struct RequestTarget: Hashable, Sendable {
    /// The scheme of an absolute-form target.
    public let scheme: Endpoint.Scheme?
    /// Host and port of an absolute-form target.
    public let authority: String?
    /// The raw path; begins with a slash.
    public let path: [UInt8]
    /// The raw query without its question mark; empty when there is none.
    public let query: [UInt8]

    /// Splits a target.
    /// - Throws: ``TargetError``.
    public init(_ target: String) throws(TargetError) {
        var target = target
        let result = target.withUTF8 { bytes in Result { () throws(TargetError) in try RequestTarget(reading: bytes) } }
        self = try result.get()
    }

    private init(reading bytes: UnsafeBufferPointer<UInt8>) throws(TargetError) {
        guard let first = bytes.first else { throw .notATarget }
        var pathStart = 0
        if first == ASCII.slash {
            scheme = nil
            authority = nil
        } else {
            guard let (given, hostStart) = Self.scheme(of: bytes) else { throw .notATarget }
            scheme = given
            pathStart = hostStart
            while pathStart < bytes.count, bytes[pathStart] != ASCII.slash, bytes[pathStart] != ASCII.question { pathStart += 1 }
            guard pathStart > hostStart else { throw .notATarget }
            authority = String(decoding: UnsafeBufferPointer(rebasing: bytes[hostStart..<pathStart]), as: UTF8.self)
        }
        var queryMark = bytes.count
        for index in bytes.indices {
            guard ASCII.isVisible(bytes[index]) else { throw .illegalCharacter }
            if bytes[index] == UInt8(ascii: "#") { throw .fragment }
            if bytes[index] == ASCII.question, queryMark == bytes.count { queryMark = index }
        }
        path = pathStart < queryMark ? Array(UnsafeBufferPointer(rebasing: bytes[pathStart..<queryMark])) : [ASCII.slash]
        query = queryMark < bytes.count ? Array(UnsafeBufferPointer(rebasing: bytes[(queryMark + 1)...])) : []
    }

    /// The scheme that a target begins with, and where its host begins.
    private static func scheme(of bytes: UnsafeBufferPointer<UInt8>) -> (Endpoint.Scheme, Int)? {
        for scheme in [Endpoint.Scheme.http, .https] where bytes.count > scheme.prefix.utf8CodeUnitCount {
            let literal = UnsafeBufferPointer(start: scheme.prefix.utf8Start, count: scheme.prefix.utf8CodeUnitCount)
            if literal.indices.allSatisfy({ ASCII.lowercased(bytes[$0]) == literal[$0] }) { return (scheme, literal.count) }
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
