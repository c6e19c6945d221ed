import Crypto
import OSSSigning

/// A call to the security token service, signed here with nothing of the server's own code.
struct STSCall: Sendable {
    enum Style: Sendable, CaseIterable { case rpcGet, rpcPost, acs3 }

    var style = Style.rpcGet
    var credentials: Credentials
    /// With another secret than the key's.
    var secret: String?
    var action: String? = "AssumeRole"
    var version: String? = "2015-04-01"
    var parameters: [(name: String, value: String)] = []
    var time: String
    var nonce: String
    var format: String? = "JSON"
    /// Of the RPC style: what is changed before it is signed. A `nil` removes.
    var signing: [String: String?] = [:]
    /// What is changed in the text once it is signed.
    var edit: @Sendable (inout String) -> Void = { _ in }

    static func assumeRole(_ role: String = "uploader", by credentials: Credentials, at time: SigningTime) -> STSCall {
        var call = STSCall(credentials: credentials, time: time.rfc3339, nonce: "\(UInt64.random(in: 0 ... .max))")
        call.parameters = [("RoleArn", "acs:ram::1000000000000000:role/\(role)"), ("RoleSessionName", "test-session")]
        return call
    }

    static func callerIdentity(of credentials: Credentials, at time: SigningTime) -> STSCall {
        var call = STSCall(credentials: credentials, time: time.rfc3339, nonce: "\(UInt64.random(in: 0 ... .max))")
        call.action = "GetCallerIdentity"
        return call
    }

    /// The value of a parameter of the action; `nil` removes it.
    subscript(name: String) -> String? {
        get { parameters.first { $0.name == name }?.value }
        set {
            parameters.removeAll { $0.name == name }
            if let newValue { parameters.append((name, newValue)) }
        }
    }

    func text(port: Int) -> String {
        var text = style == .acs3 ? acs3Text(port: port) : rpcText(port: port)
        edit(&text)
        return text
    }

    private var key: Credentials.AccessKey { credentials.accessKey! }
    private var signingSecret: String { secret ?? key.secret.exposed }

    private func rpcText(port: Int) -> String {
        var query: [(name: String, value: String)] = [
            ("AccessKeyId", key.id.rawValue), ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0"), ("SignatureNonce", nonce),
            ("Timestamp", time),
        ]
        if let action { query.append(("Action", action)) }
        if let version { query.append(("Version", version)) }
        if let format { query.append(("Format", format)) }
        if let token = key.securityToken { query.append(("SecurityToken", token.exposed)) }
        for (name, value) in signing {
            query.removeAll { $0.name == name }
            if let value { query.append((name, value)) }
        }
        let form = style == .rpcPost ? parameters : []
        if style == .rpcGet { query += parameters }
        let method = style == .rpcGet ? "GET" : "POST"
        let sorted = (query + form).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let stringToSign = "\(method)&%2F&\(Self.escaped(Self.encoded(sorted)))"
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Array(stringToSign.utf8), using: SymmetricKey(data: Array("\(signingSecret)&".utf8)))
        if signing["Signature"] == nil { query.append(("Signature", Base64.encode(code))) }
        let body = Self.encoded(form)
        let lines =
            ["\(method) /?\(Self.encoded(query)) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
            + (style == .rpcPost ? ["Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)"] : []) + ["", body]
        return lines.joined(separator: "\r\n")
    }

    private func acs3Text(port: Int) -> String {
        let sorted = parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let payload = Hex.lowercase(Array(SHA256.hash(data: [UInt8]())))
        var headers = [
            ("host", "127.0.0.1:\(port)"), ("x-acs-content-sha256", payload), ("x-acs-date", time), ("x-acs-signature-nonce", nonce),
        ]
        if let action { headers.append(("x-acs-action", action)) }
        if let version { headers.append(("x-acs-version", version)) }
        if let token = key.securityToken { headers.append(("x-acs-security-token", token.exposed)) }
        headers.sort { $0.0 < $1.0 }
        let names = headers.map(\.0).joined(separator: ";")
        let canonical = ["POST", "/", Self.encoded(sorted), headers.map { "\($0):\($1)\n" }.joined(), names, payload].joined(separator: "\n")
        let stringToSign = "ACS3-HMAC-SHA256\n\(Hex.lowercase(Array(SHA256.hash(data: Array(canonical.utf8)))))"
        let code = HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: SymmetricKey(data: Array(signingSecret.utf8)))
        let authorization = "ACS3-HMAC-SHA256 Credential=\(key.id),SignedHeaders=\(names),Signature=\(Hex.lowercase(Array(code)))"
        let lines =
            ["POST /?\(Self.encoded(sorted)) HTTP/1.1", "Connection: close", "Content-Length: 0", "Authorization: \(authorization)"]
            + headers.map { "\($0): \($1)" } + ["", ""]
        return lines.joined(separator: "\r\n")
    }

    private static func encoded(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String { PercentEncoding.encode(Array(text.utf8)) }
}
