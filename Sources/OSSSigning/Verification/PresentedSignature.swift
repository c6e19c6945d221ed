/// A signature as a request presents it: parsed, and not yet believed.
struct PresentedSignature {
    /// What the algorithm needs besides the key.
    enum Parameters {
        /// - Parameter expires: the validity in seconds, in a URL only.
        case v4(credential: PresentedCredential, time: SigningTime, expires: Int64?, additionalHeaders: [String])
        /// - Parameters:
        ///   - date: the text of the string to sign's Date line.
        ///   - time: the moment that the text names: the end of the validity in a URL, else the time of signing.
        case v1(accessKeyID: String, date: [UInt8], time: SigningTime)
    }

    let carrier: SignatureCarrier
    let parameters: Parameters
    /// As received: hexadecimal digits (V4) or base 64 (V1), if the client kept to the rules.
    let signature: String
    /// The token where the carrier has to have it; empty counts as present.
    let securityToken: String?

    var version: SignatureVersion { if case .v4 = parameters { .v4 } else { .v1 } }

    var accessKeyID: String {
        switch parameters {
        case .v4(let credential, _, _, _): credential.accessKeyID
        case .v1(let accessKeyID, _, _): accessKeyID
        }
    }
}

/// Where a request carries its signature.
public enum SignatureCarrier: Hashable, Sendable {
    /// The `Authorization` header.
    case header
    /// The query: a presigned URL.
    case query
}

/// `AccessKeyId/20241112/cn-hangzhou/oss/aliyun_v4_request`, split.
struct PresentedCredential {
    let accessKeyID: String
    let scope: CredentialScope
    private let terminator: Substring

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, !parts[0].isEmpty else { return nil }
        accessKeyID = String(parts[0])
        scope = CredentialScope(day: String(parts[1]), region: String(parts[2]), product: String(parts[3]))
        terminator = parts[4]
    }

    var hasTerminator: Bool { terminator == CredentialScope.terminator }
    var hasDay: Bool { scope.day.utf8.count == 8 && scope.day.utf8.allSatisfy(ASCII.isDigit) }
}
