import Crypto
import HTTPTypes
import OSSSigning

/// The signature of the RPC style: HMAC-SHA1 over the method and every parameter, in the order of their names' bytes.
///
/// Alibaba Cloud page: "Request syntax and signature method V2".
struct RPCSignature: STSSignature {
    let accessKeyID: String
    let securityToken: String?
    let nonce: String
    let time: SigningTime
    private let method: HTTPRequest.Method
    private let parameters: STSParameters
    private let signature: [UInt8]

    /// - Throws: ``STSError`` for what is missing or malformed.
    init(_ request: STSRequest) throws(STSError) {
        parameters = request.parameters
        method = request.method
        accessKeyID = try parameters.required("AccessKeyId")
        let signatureText = try parameters.required("Signature")
        guard try parameters.required("SignatureMethod") == "HMAC-SHA1" else { throw .invalid("SignatureMethod") }
        guard try parameters.required("SignatureVersion") == "1.0" else { throw .invalid("SignatureVersion") }
        if let type = parameters["SignatureType"], !type.isEmpty { throw .invalid("SignatureType") }
        nonce = try parameters.required("SignatureNonce")
        guard nonce.utf8.count <= Self.maximumNonce else { throw .invalid("SignatureNonce") }
        guard let time = SigningTime(rfc3339: try parameters.required("Timestamp")) else { throw .malformedTimestamp }
        self.time = time
        securityToken = parameters["SecurityToken"]
        // What is no base 64 is no signature, and as wrong as any other.
        signature = Base64.decode(signatureText.utf8) ?? []
    }

    var evidence: String { stringToSign(blank: "%20") }

    private func stringToSign(blank: String) -> String {
        "\(method.rawValue)&%2F&" + PercentEncoding.encode(Array(parameters.canonical(leavingOut: "Signature", blank: blank).utf8))
    }

    /// Blanks are signed as `%20`. The library alibabacloud_credentials signs them as `+`; a plus itself is `%2B` in either, so the two readings
    /// are of the same parameters.
    func matches(_ secret: Secret) -> Bool {
        let key = SymmetricKey(data: Array("\(secret.exposed)&".utf8))
        return ["%20", "+"].contains { blank in
            HMAC<Insecure.SHA1>.isValidAuthenticationCode(signature, authenticating: Array(stringToSign(blank: blank).utf8), using: key)
        }
    }
}
