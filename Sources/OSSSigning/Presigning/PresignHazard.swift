import HTTPTypes

/// Something about a presigned request that is legal, and that tends to end in a 403 or a surprise for whoever sends it.
public enum PresignHazard: Hashable, Sendable {
    /// No Content-Type was signed. Clients that add one by themselves (browsers for a typed File, `curl --data-binary`, axios, wget) get 403.
    case contentTypeNotSigned
    /// The key holds a `.` or `..` segment. Browsers, curl (without `--path-as-is`) and URLSession rewrite such a path, and get 403.
    case pathIsRewrittenByClients
    /// The key begins with `/` or `\`, which OSS's naming rule forbids.
    case keyRefusedByOSS
    /// The URL stops working when the security token does, before its own expiration.
    case outlivesSecurityToken(tokenExpires: SigningTime)
    /// These headers were given but the signature does not cover them: send them by hand, nobody checks them.
    case headersNotSigned([String])
    /// This header's value is not ASCII: many clients cannot send it, or send it in Latin-1, and get 403.
    case headerNotASCII(name: String)

    /// A stable word for machines.
    public var code: String {
        switch self {
        case .contentTypeNotSigned: "content_type_not_signed"
        case .pathIsRewrittenByClients: "path_is_rewritten_by_clients"
        case .keyRefusedByOSS: "key_refused_by_oss"
        case .outlivesSecurityToken: "outlives_security_token"
        case .headersNotSigned: "headers_not_signed"
        case .headerNotASCII: "header_not_ascii"
        }
    }

    static func find(request: UnsignedRequest, additionalHeaders: [String], token: Credentials.AccessKey, expiration: SigningTime) -> [PresignHazard]
    {
        let uploads = request.method == .put || request.method == .post
        let signsType = !request.headers.isEmpty && request.headers.contains(.contentType)
        var hazards = uploads && !signsType ? typeNotSigned : []
        if let key = request.resource.key {
            if hasDotSegment(key.bytes) { hazards.append(.pathIsRewrittenByClients) }
            if key.beginsWithSeparator { hazards.append(.keyRefusedByOSS) }
        }
        if token.securityToken != nil, let tokenExpires = token.expiration, tokenExpires < expiration {
            hazards.append(.outlivesSecurityToken(tokenExpires: tokenExpires))
        }
        guard !request.headers.isEmpty else { return hazards }
        var unsigned: [String] = []
        for field in request.headers {
            let name = field.name.canonicalName
            if !SignedHeaders.isSignedByDefault(name) && !additionalHeaders.contains(name) {
                unsigned.append(field.name.rawName)
            } else if field.withUnsafeBytesOfValue({ $0.contains { $0 >= 0x80 } }) {
                hazards.append(.headerNotASCII(name: field.name.rawName))
            }
        }
        if !unsigned.isEmpty { hazards.append(.headersNotSigned(unsigned)) }
        return hazards
    }

    /// The commonest list, made once.
    private static let typeNotSigned: [PresignHazard] = [.contentTypeNotSigned]

    /// Whether a segment of the path is `.` or `..`.
    private static func hasDotSegment(_ key: [UInt8]) -> Bool {
        var dots = 0
        var others = 0
        for byte in key {
            switch byte {
            case ASCII.slash:
                if others == 0, (1...2).contains(dots) { return true }
                dots = 0
                others = 0
            case ASCII.period: dots += 1
            default: others += 1
            }
        }
        return others == 0 && (1...2).contains(dots)
    }
}

extension PresignHazard: CustomStringConvertible {
    public var description: String {
        switch self {
        case .contentTypeNotSigned:
            "no Content-Type was signed: a client that adds one by itself (a browser, curl --data-binary, axios) gets 403"
        case .pathIsRewrittenByClients:
            "the key has a '.' or '..' segment: browsers, curl (without --path-as-is) and URLSession rewrite the path and get 403"
        case .keyRefusedByOSS: "the key begins with '/' or '\\', which OSS's naming rule forbids"
        case .outlivesSecurityToken(let moment): "the URL stops working when its security token expires, at \(moment)"
        case .headersNotSigned(let names): "not covered by the signature, to be sent by hand: \(names.joined(separator: ", "))"
        case .headerNotASCII(let name): "the value of \(name) is not ASCII: many clients cannot send it as signed"
        }
    }
}
