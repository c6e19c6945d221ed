import Crypto
import HTTPTypes
import OSSSigning

/// The signature of today's SDKs: HMAC-SHA256 over a canonical request, in a header.
///
/// Alibaba Cloud page: "Request syntax and signature method V3".
struct ACS3Signature: STSSignature {
    static let algorithm = "ACS3-HMAC-SHA256"

    let accessKeyID: String
    let securityToken: String?
    let nonce: String
    let time: SigningTime
    private let canonicalRequest: String
    private let signature: [UInt8]

    /// - Throws: ``STSError`` for what is missing, malformed, not signed although it counts, or another body than was signed.
    init(_ request: STSRequest) throws(STSError) {
        let parts = try Self.parts(request.fields)
        guard let credential = parts["Credential"], let list = parts["SignedHeaders"], let signatureText = parts["Signature"] else {
            throw .incompleteSignature("Credential, SignedHeaders and Signature are mandatory.")
        }
        accessKeyID = credential
        let names = try Self.signedHeaders(list, of: request)
        // What is no hexadecimal is no signature, and as wrong as any other.
        signature = Hex.decodeLowercase(ASCII.lowercased(signatureText).utf8) ?? []
        securityToken = request.fields[.acsSecurityToken]
        nonce = request.fields[.acsSignatureNonce] ?? ""
        guard (1...Self.maximumNonce).contains(nonce.utf8.count) else { throw .invalid("SignatureNonce") }
        guard let time = request.fields[.acsDate].flatMap({ SigningTime(rfc3339: $0) }) else { throw .malformedTimestamp }
        self.time = time
        let payload = Hex.lowercase(Array(SHA256.hash(data: request.body)))
        guard request.fields[.acsContentSHA256].map(ASCII.lowercased) == payload else {
            throw .incompleteSignature("x-acs-content-sha256 is not the digest of the body.")
        }
        let headers = names.map { "\($0):\(Self.value(of: $0, in: request.fields))\n" }.joined()
        canonicalRequest = [request.method.rawValue, "/", request.query.canonical(), headers, names.joined(separator: ";"), payload]
            .joined(separator: "\n")
    }

    private var stringToSign: String { Self.algorithm + "\n" + Hex.lowercase(Array(SHA256.hash(data: Array(canonicalRequest.utf8)))) }

    var evidence: String { "\(stringToSign), server canonical request is:\(canonicalRequest)" }

    func matches(_ secret: Secret) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: Array(stringToSign.utf8), using: SymmetricKey(data: Array(secret.exposed.utf8)))
    }

    /// `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`, in any order, each once.
    private static func parts(_ fields: HTTPFields) throws(STSError) -> [String: String] {
        let values = fields[values: .authorization]
        guard values.count == 1, let value = values.first, value.hasPrefix("\(algorithm) ") else {
            throw .incompleteSignature("there must be one Authorization header, and it must begin with \(algorithm).")
        }
        var parts: [String: String] = [:]
        for part in value.utf8.dropFirst(algorithm.utf8.count + 1).split(separator: ASCII.comma) {
            let pair = part.drop { $0 == ASCII.space }.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: pair[0], as: UTF8.self)
            guard pair.count == 2, !pair[1].isEmpty, ["Credential", "SignedHeaders", "Signature"].contains(name), parts[name] == nil else {
                throw .incompleteSignature("the Authorization header is malformed.")
            }
            parts[name] = String(decoding: pair[1], as: UTF8.self)
        }
        return parts
    }

    /// Every header that steers must be signed: what names the action, its time and its body, and whatever begins with `x-acs-`.
    private static func signedHeaders(_ list: String, of request: STSRequest) throws(STSError) -> [String] {
        let names = list.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let isSorted = zip(names, names.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard isSorted, !names.contains(""), !names.contains(where: { $0.utf8.contains(where: ASCII.isUppercase) }) else {
            throw .incompleteSignature("SignedHeaders must be sorted names in lower case, each once.")
        }
        var needed: Set = [
            "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version",
        ]
        for field in request.fields where field.name.canonicalName.hasPrefix("x-acs-") { needed.insert(field.name.canonicalName) }
        if !request.body.isEmpty, request.fields.contains(.contentType) { needed.insert("content-type") }
        for name in needed.sorted() where !names.contains(name) { throw .incompleteSignature("\(quoted(name)) must be signed.") }
        for name in names {
            let count = request.fields.count { $0.name.canonicalName == name }
            guard count == 1 else { throw .incompleteSignature("\(quoted(name)) must be sent exactly once.") }
        }
        return names
    }

    private static func quoted(_ name: String) -> String { PercentEncoding.encode(Array(name.utf8.prefix(64))) }

    private static func value(of name: String, in fields: HTTPFields) -> String {
        let value = fields.first { $0.name.canonicalName == name }?.value ?? ""
        return value.utf8.withContiguousStorageIfAvailable { String(decoding: ASCII.trimmed(UnsafeRawBufferPointer($0)), as: UTF8.self) } ?? value
    }
}
