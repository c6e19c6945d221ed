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
    /// The fields of a form.
    case form
}

/// `AccessKeyId/20241112/cn-hangzhou/oss/aliyun_v4_request`, split.
struct PresentedCredential {
    let accessKeyID: String
    let scope: CredentialScope
    let hasTerminator: Bool

    init?(_ text: String) {
        var text = text
        guard let credential = text.withUTF8({ PresentedCredential(reading: $0) }) else { return nil }
        self = credential
    }

    /// By bytes: splitting a String costs more than the signature.
    private init?(reading bytes: UnsafeBufferPointer<UInt8>) {
        var slashes: (Int, Int, Int, Int) = (0, 0, 0, 0)
        var count = 0
        for index in bytes.indices where bytes[index] == ASCII.slash {
            switch count {
            case 0: slashes.0 = index
            case 1: slashes.1 = index
            case 2: slashes.2 = index
            case 3: slashes.3 = index
            default: return nil
            }
            count += 1
        }
        guard count == 4, slashes.0 > 0 else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
        accessKeyID = part(0..<slashes.0)
        scope = CredentialScope(
            day: part(slashes.0 + 1..<slashes.1), region: part(slashes.1 + 1..<slashes.2), product: part(slashes.2 + 1..<slashes.3))
        hasTerminator = part(slashes.3 + 1..<bytes.count) == CredentialScope.terminator
    }
}
