import HTTPTypes
import OSSServer
import OSSSigning

extension FuzzTarget {
    /// A signed request: its signature is read and verified with two keys that never change.
    static let verification = FuzzTarget("verification") { input in
        var lines = InputLines(input)
        guard let request = received(lines.paragraph()) else { return }
        let verifier = RequestVerifier(region: Fixed.region, keys: Fixed.Keys())
        let first = verdict(verifier, request)
        let second = verdict(verifier, request)
        switch (first, second) {
        case (.success(let verified), .success(let again)):
            try BrokenLaw.unless(verified.accessKeyID == again.accessKeyID && verified.version == again.version, "the same request, the same verdict")
            try checkVerified(verified)
        case (.failure(let failure), .failure(let again)):
            try BrokenLaw.unless(failure == again, "the same request, the same refusal")
            try checkRefused(failure, request)
            _ = (failure.description, failure.reason.ec)
        default: throw BrokenLaw("the same request, the same verdict")
        }
    }

    static func received(_ lines: [[UInt8]]) -> ReceivedRequest? {
        guard let envelope = try? RequestEnvelope(InputHead(lines).head, limits: ServerLimits()) else { return nil }
        return try? ReceivedRequest(method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields)
    }

    private static func verdict(_ verifier: RequestVerifier, _ request: ReceivedRequest) -> Result<VerifiedRequest, VerificationFailure> {
        Result { () throws(VerificationFailure) in try verifier.verify(request, at: Fixed.now) }
    }

    /// The second signer signs the request as it was read, and must come to the signature that it presents.
    private static func checkVerified(_ verified: VerifiedRequest) throws(BrokenLaw) {
        let request = verified.request
        let naive = NaiveSignature(request)
        switch verified.version {
        case .v4:
            guard let presented = PresentedText(v4: request) else { throw BrokenLaw("a verified signature can be found") }
            try BrokenLaw.unless(presented.additionalHeaders == verified.additionalHeaders, "the additional headers are those that are presented")
            let canonical = naive.canonicalRequest(additionalHeaders: verified.additionalHeaders)
            let toSign = NaiveSignature.stringToSign(canonicalRequest: canonical, date: presented.date, scope: presented.scope)
            let signature = NaiveSignature.signature(toSign, secret: Fixed.secret, scope: presented.scope)
            try BrokenLaw.unless(signature.utf8.elementsEqual(presented.signature.utf8), "only the right signature verifies")
        case .v1:
            guard let presented = PresentedText(v1: request) else { throw BrokenLaw("a verified signature can be found") }
            let signature = NaiveSignature.signatureV1(naive.stringToSignV1(date: Array(presented.date.utf8)), secret: Fixed.secret)
            // Two clients write the resource in another way, and are believed too.
            let mayDiffer = request.resource.key == nil
            try BrokenLaw.unless(
                mayDiffer || Base64.encode(signature).utf8.elementsEqual(presented.signature.utf8), "only the right signature verifies")
        }
    }

    /// What a refusal shows is what the second signer would have signed.
    private static func checkRefused(_ failure: VerificationFailure, _ request: ReceivedRequest) throws(BrokenLaw) {
        guard let toSign = failure.stringToSign else { return }
        let naive = NaiveSignature(request)
        if let canonical = failure.canonicalRequest {
            guard let presented = PresentedText(v4: request) else { throw BrokenLaw("a presented signature can be found") }
            let own = naive.canonicalRequest(additionalHeaders: presented.additionalHeaders)
            try BrokenLaw.unless(own == canonical.bytes, "both canonicalisers agree: \(canonical.text.debugDescription)")
            let ownToSign = NaiveSignature.stringToSign(canonicalRequest: own, date: presented.date, scope: presented.scope)
            try BrokenLaw.unless(ownToSign == toSign.bytes, "both strings to sign agree: \(toSign.text.debugDescription)")
        } else {
            guard let presented = PresentedText(v1: request) else { throw BrokenLaw("a presented signature can be found") }
            try BrokenLaw.unless(naive.stringToSignV1(date: Array(presented.date.utf8)) == toSign.bytes, "both V1 canonicalisers agree")
        }
    }
}

/// A signature's parts as they stand in a request that is known to have them.
private struct PresentedText {
    var signature: String
    var date: String
    var scope = ""
    var additionalHeaders: [String] = []

    init?(v4 request: ReceivedRequest) {
        let credential: String
        if let authorization = request.fields[HTTPField.Name("authorization")!] {
            var parts: [String: String] = [:]
            for part in authorization.dropFirst("OSS4-HMAC-SHA256".count).split(separator: ",") {
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2 else { return nil }
                parts[String(pair[0].drop { $0 == " " })] = String(pair[1])
            }
            guard let given = parts["Credential"], let found = parts["Signature"] else { return nil }
            (credential, signature) = (given, found)
            let own = request.fields[HTTPField.Name("x-oss-date")!]
            date = own ?? SigningTime(httpDate: request.fields[HTTPField.Name("date")!] ?? "")?.iso8601Basic ?? ""
            additionalHeaders = Self.list(parts["AdditionalHeaders"] ?? "")
        } else {
            guard let given = request.query.first("x-oss-credential"), let found = request.query.first("x-oss-signature"),
                let moment = request.query.first("x-oss-date")
            else { return nil }
            (credential, signature, date) = (given, found, moment)
            additionalHeaders = Self.list(request.query.first("x-oss-additional-headers") ?? "")
        }
        scope = credential.split(separator: "/", omittingEmptySubsequences: false).dropFirst().joined(separator: "/")
    }

    init?(v1 request: ReceivedRequest) {
        if let authorization = request.fields[HTTPField.Name("authorization")!] {
            guard let colon = authorization.utf8.lastIndex(of: ASCII.colon) else { return nil }
            signature = String(authorization[authorization.utf8.index(after: colon)...])
            date = request.fields[HTTPField.Name("x-oss-date")!] ?? request.fields[HTTPField.Name("date")!] ?? ""
        } else {
            guard let found = request.query.first("Signature"), let expires = request.query.first("Expires") else { return nil }
            (signature, date) = (found, expires)
        }
    }

    private static func list(_ text: String) -> [String] { text.isEmpty ? [] : text.split(separator: ";").map(String.init) }
}
