import Crypto
import HTTPTypes
import OSSSigning

/// A request in the RPC style of Alibaba Cloud: parameters in the query and in a form, and a signature over all of them.
///
/// Alibaba Cloud page: "Request syntax and signature method V2".
struct RPCRequest: Sendable {
    /// Parameters of the query: which action, who and when.
    var query: [(name: String, value: String)] = []
    /// Parameters of the form: what the action is about.
    var form: [(name: String, value: String)] = []

    /// Adds the key and the signature: HMAC-SHA1 over the method and every parameter, in the order of their names' bytes.
    mutating func sign(with key: Credentials.AccessKey, nonce: String) {
        query += [
            ("AccessKeyId", key.id.rawValue), ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0"), ("SignatureNonce", nonce),
        ]
        if let token = key.securityToken { query.append(("SecurityToken", token.exposed)) }
        query.append(("Signature", signature(secret: key.secret)))
    }

    /// What is signed.
    var stringToSign: String {
        let sorted = (query + form).sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        return "POST&%2F&" + Self.escaped(Self.encoded(sorted))
    }

    private func signature(secret: Secret) -> String {
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Array(stringToSign.utf8), using: SymmetricKey(data: Array("\(secret.exposed)&".utf8)))
        return Base64.encode(code)
    }

    /// The request to send.
    func transportRequest(to endpoint: STSEndpoint) -> TransportRequest {
        TransportRequest(
            .post, url: "\(endpoint.url)/?\(Self.encoded(query))",
            headers: [.contentType: "application/x-www-form-urlencoded", .accept: "application/json", .userAgent: "waybill"],
            body: .text(Self.encoded(form)))
    }

    private static func encoded(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String { PercentEncoding.encode(Array(text.utf8)) }
}
