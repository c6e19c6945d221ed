/// The names under which authentication travels in a query. They are recognised once, while the query is read.
enum ParameterName: UInt8 {
    case version, credential, date, expires, additionalHeaders, securityToken, signature
    case v1AccessKeyID, v1Expires, v1Signature, v1SecurityToken

    static let algorithm: StaticString = "OSS4-HMAC-SHA256"
    static let unsignedPayload: StaticString = "UNSIGNED-PAYLOAD"
    static let contentSHA256 = "x-oss-content-sha256"

    static let v4: [ParameterName] = [.version, .credential, .date, .expires, .additionalHeaders, .securityToken, .signature]
    /// Each of these by itself makes a query one that carries a signature. A signed request has none of them but its own.
    static let carriers: [ParameterName] = [.version, .credential, .signature, .v1AccessKeyID, .v1Signature]
    static let v1: [ParameterName] = [.v1AccessKeyID, .v1Expires, .v1Signature, .v1SecurityToken]

    var literal: StaticString {
        switch self {
        case .version: "x-oss-signature-version"
        case .credential: "x-oss-credential"
        case .date: "x-oss-date"
        case .expires: "x-oss-expires"
        case .additionalHeaders: "x-oss-additional-headers"
        case .securityToken: "x-oss-security-token"
        case .signature: "x-oss-signature"
        case .v1AccessKeyID: "OSSAccessKeyId"
        case .v1Expires: "Expires"
        case .v1Signature: "Signature"
        case .v1SecurityToken: "security-token"
        }
    }

    var text: String { literal.description }

    init?(_ name: String) {
        var name = name
        guard let known = name.withUTF8({ ParameterName($0) }) else { return nil }
        self = known
    }

    /// Recognises a decoded name. The length leaves two candidates at the most.
    init?(_ name: UnsafeBufferPointer<UInt8>) {
        let candidate: ParameterName
        switch name.count {
        case 23: candidate = .version
        case 16: candidate = .credential
        case 10: candidate = .date
        case 13: candidate = .expires
        case 24: candidate = .additionalHeaders
        case 20: candidate = .securityToken
        case 15: candidate = .signature
        case 14: candidate = name.first == UInt8(ascii: "O") ? .v1AccessKeyID : .v1SecurityToken
        case 7: candidate = .v1Expires
        case 9: candidate = .v1Signature
        default: return nil
        }
        let literal = candidate.literal.utf8Start
        for index in name.indices where name[index] != literal[index] { return nil }
        self = candidate
    }
}
