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

    /// The URL is not encrypted on its way: whoever sees it can use it.
    case notEncrypted
    /// The endpoint can be reached from inside of its region only.
    case internalEndpoint
    /// The URL is valid for seven days or longer, and cannot be taken back.
    case longValidity
    /// The upload makes an object or a bucket that everybody may read, or write too.
    case publicACL(String)
    /// The key of an upload ends with `/`, which consoles show as a folder.
    case keyEndsWithSlash

    /// A stable word for machines.
    public var code: String {
        switch self {
        case .contentTypeNotSigned: "content_type_not_signed"
        case .pathIsRewrittenByClients: "path_is_rewritten_by_clients"
        case .keyRefusedByOSS: "key_refused_by_oss"
        case .outlivesSecurityToken: "outlives_security_token"
        case .headersNotSigned: "headers_not_signed"
        case .headerNotASCII: "header_not_ascii"
        case .notEncrypted: "not_encrypted"
        case .internalEndpoint: "internal_endpoint"
        case .longValidity: "long_validity"
        case .publicACL: "public_acl"
        case .keyEndsWithSlash: "key_ends_with_slash"
        }
    }

    /// - Parameter time: the signing time.
    static func find(
        request: UnsignedRequest, additionalHeaders: [String], token: Credentials.AccessKey, endpoint: Endpoint, at time: SigningTime,
        expiration: SigningTime
    ) -> [PresignHazard] {
        let uploads = request.method == .put || request.method == .post
        let signsType = !request.headers.isEmpty && request.headers.contains(.contentType)
        var hazards = uploads && !signsType ? typeNotSigned : []
        if let key = request.resource.key {
            if hasDotSegment(key.bytes) { hazards.append(.pathIsRewrittenByClients) }
            if key.beginsWithSeparator { hazards.append(.keyRefusedByOSS) }
            if uploads, key.bytes.last == ASCII.slash { hazards.append(.keyEndsWithSlash) }
        }
        if endpoint.scheme == .http, !endpoint.isLoopback { hazards.append(.notEncrypted) }
        if endpoint.isInternal { hazards.append(.internalEndpoint) }
        if time.seconds(until: expiration) >= RequestSigner.maximumValidity.components.seconds { hazards.append(.longValidity) }
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
        for name in [HTTPField.Name.ossObjectACL, .ossACL] {
            if let acl = request.headers[name], acl.hasPrefix("public-read") { hazards.append(.publicACL(acl)) }
        }
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
        case .notEncrypted: "the URL begins with http: whoever sees it on its way can use it"
        case .internalEndpoint: "the endpoint is an internal one: the URL works inside of its region only"
        case .longValidity: "the URL is valid for seven days or longer, and nothing but disabling the key takes it back"
        case .publicACL(let acl): "the ACL is \(acl): everybody can read what is uploaded\(acl == "public-read" ? "" : ", and overwrite it")"
        case .keyEndsWithSlash: "the key ends with '/': consoles show such an object as a folder"
        }
    }
}

extension Endpoint {
    /// Whether the host is this very machine, so that nothing travels.
    var isLoopback: Bool { host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || isIPAddress && host.hasPrefix("127.") }

    /// `oss-{region}-internal.aliyuncs.com`, with or without a bucket before it.
    var isInternal: Bool { host.hasSuffix("-internal.aliyuncs.com") }
}
