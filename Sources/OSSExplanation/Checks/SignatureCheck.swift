import HTTPTypes
import OSSSigning

/// Verifies a request as a server would, and looks for the reason when it would be refused.
struct SignatureCheck {
    private(set) var findings: [Explained] = []
    /// Whether the signature is the right one.
    private(set) var isVerified = false
    /// Whether the reason of a wrong signature is proven.
    private(set) var isExplained = false
    /// The method that the URL is signed for, when it is not known otherwise.
    private(set) var method: String?
    /// The spelling of the URL that the signature is right for, when it is not the first.
    private(set) var url: String?

    private let inquiry: Inquiry
    private let methods: [String]

    init(_ inquiry: Inquiry, key: Credentials.AccessKey?, region: Region?) {
        self.inquiry = inquiry
        methods = inquiry.method.map { [$0] } ?? ["PUT", "GET", "HEAD", "POST", "DELETE"]
        guard !inquiry.isBare, !inquiry.isFormPost else { return }
        let request: ReceivedRequest
        do { request = try inquiry.request(methods[0]) } catch {
            findings = [inquiry.explained(error)]
            return
        }
        checkShape(request, region: region)
        guard let key else { return }
        guard let id = inquiry.presentedAccessKeyID, !id.isEmpty else { return }
        guard id == key.id.rawValue else {
            findings.append(Self.otherKey(id, key))
            return
        }
        checkSignature(KnownKey(key, token: inquiry.presentedToken))
    }

    private static func otherKey(_ id: String, _ key: Credentials.AccessKey) -> Explained {
        Explained(
            "other_access_key", .note,
            cause:
                "the request is signed by \(Redaction.shortened(accessKeyID: id)), and the key given here is \(Redaction.shortened(accessKeyID: key.id.rawValue)): the signature cannot be checked with it",
            fix: "set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET to the key that signed")
    }

    /// Everything that a server checks before it looks at the key.
    private mutating func checkShape(_ request: ReceivedRequest, region: Region?) {
        let product: SigningProduct = inquiry.endpoint?.cloudBoxID == nil ? .oss : .ossCloudBox
        let verifier = RequestVerifier(region: region, product: product, keys: NoKeys())
        guard let failure = Self.failure(of: request, verifier: verifier, at: inquiry.now) else { return }
        if case .unknownAccessKey = failure.reason { return }
        // A URL without any signature may be a form's or a public object's; an answer decides.
        if failure.reason == .anonymous, inquiry.isRefusedForOtherReason { return }
        let isTime = if case .expired = failure.reason { true } else { false }
        // The server found the signature wrong, so the URL was not expired then.
        if isTime, inquiry.document?.code == "SignatureDoesNotMatch" { return }
        let found = Diagnosis.findings(of: request, failure: failure, verifier: verifier, at: inquiry.now)
        findings += found.filter { $0 != .unexplained }.map { inquiry.explainedShape($0) }
        // The region is judged before the time, and both may be wrong.
        if case .wrongRegion = failure.reason {
            let lenient = RequestVerifier(region: nil, product: product, keys: NoKeys())
            if let failure = Self.failure(of: request, verifier: lenient, at: inquiry.now), failure.reason != .unknownAccessKey {
                findings += Diagnosis.findings(of: request, failure: failure, verifier: lenient, at: inquiry.now).map { inquiry.explainedShape($0) }
            }
        }
    }

    /// The signature itself, at the moment of signing, so that a URL that has expired since is judged all the same.
    private mutating func checkSignature(_ keys: KnownKey) {
        guard inquiry.unknownHeaders.isEmpty else {
            findings.append(
                Explained(
                    "headers_needed", .note,
                    cause: "the signature also covers \(Wording.list(inquiry.unknownHeaders)): the sender must send each as it was signed",
                    proof: "x-oss-additional-headers lists it"))
            return
        }
        let product: SigningProduct = inquiry.endpoint?.cloudBoxID == nil ? .oss : .ossCloudBox
        let verifier = RequestVerifier(region: nil, product: product, keys: keys)
        guard let moment = inquiry.signingTime else { return }
        for url in [nil] + inquiry.observation.otherURLs.map({ Optional($0) }) {
            for method in methods {
                guard let request = try? inquiry.request(method, url: url), Self.failure(of: request, verifier: verifier, at: moment) == nil else {
                    continue
                }
                isVerified = true
                self.method = method
                self.url = url
                return
            }
        }
        findings += mismatch(verifier, at: moment)
    }

    private mutating func mismatch(_ verifier: RequestVerifier, at moment: SigningTime) -> [Explained] {
        var context = inquiry.context
        context.isProven = true
        var combined: Explained?
        var bound: Explained?
        for method in methods {
            guard let request = try? inquiry.request(method), let failure = Self.failure(of: request, verifier: verifier, at: moment) else {
                continue
            }
            let found = Diagnosis.findings(of: request, failure: failure, verifier: verifier, at: moment)
            guard let finding = found.first else { continue }
            if case .signatureMismatch = failure.reason {} else { return Self.isShape(failure) ? [] : [finding.explained(context)] }
            switch finding {
            case .unexplained: continue
            case .boundHeaders: bound = bound ?? finding.explained(inquiry.context)
            case .headerNotSent(let name, let value) where !inquiry.knowsFields:
                isVerified = true
                self.method = method
                return [Self.needed(name, value, method)]
            case .combination: combined = combined ?? finding.explained(context)
            default:
                isExplained = true
                return [finding.explained(context)]
            }
        }
        isExplained = combined != nil
        return [combined ?? bound ?? unexplained]
    }

    /// Of a bare URL nothing says which headers go with it.
    private var unexplained: Explained {
        if inquiry.hidesSource {
            return Explained(
                "source_not_shown", .note,
                cause: "the signature covers the address that the URL may be used from, and the URL does not show it: nothing else is judged here",
                proof: "it has x-oss-ac-subnet-mask and no x-oss-ac-source-ip", fix: "waybill verify URL --method METHOD --from ADDRESS")
        }
        guard !inquiry.knowsFields else { return Finding.unexplained.explained(inquiry.context) }
        return Explained(
            "signature_mismatch", label: .culprit,
            cause:
                "the signature does not match this URL alone: it was changed, another secret signed it, or headers were signed that are not given here",
            proof: "computed anew with PUT, GET, HEAD, POST and DELETE, with the usual headers and without, it is another one each time",
            fix: "give what is sent, and judge again: waybill explain URL --method PUT -H 'Name: value'; or sign again")
    }

    /// What `checkShape` has said already.
    private static func isShape(_ failure: VerificationFailure) -> Bool {
        switch failure.reason {
        case .securityTokenMissing, .securityTokenInvalid, .securityTokenOfAnotherKey, .securityTokenExpired, .disabledAccessKey: false
        default: true
        }
    }

    private static func needed(_ name: String, _ value: String, _ method: String) -> Explained {
        Explained(
            "header_needed", .note, cause: "the URL is for \(method) with \(Wording.header(name)): \(Wording.quoted(value)), which must be sent",
            proof: "computed anew, the signature matches with it", fix: ClientFix.adding(name, value, .curl))
    }

    private static func failure(of request: ReceivedRequest, verifier: RequestVerifier, at now: SigningTime) -> VerificationFailure? {
        do {
            _ = try verifier.verify(request, at: now)
            return nil
        } catch { return error }
    }
}

/// A directory without keys: whatever passes everything before the key is told so.
private struct NoKeys: AccessKeyDirectory {
    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { nil }
}

/// The caller's key. One without a token takes the request's: whether a token is the right one is not what a signature tells.
private struct KnownKey: AccessKeyDirectory {
    private let key: RegisteredAccessKey?

    init(_ key: Credentials.AccessKey, token: String?) {
        guard key.securityToken == nil, let token, !token.isEmpty else {
            self.key = RegisteredAccessKey(key)
            return
        }
        let credentials = try? Credentials(accessKeyID: key.id.rawValue, accessKeySecret: key.secret.exposed, securityToken: token)
        self.key = credentials?.accessKey.map { RegisteredAccessKey($0) }
    }

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { key.flatMap { $0.accessKey.id == id ? $0 : nil } }
}
