import HTTPTypes
import OSSSigning
import Testing

@Suite("Nothing that is printed holds a secret") struct RedactionTests {
    static let secret = "SECRETsecret0123456789"
    static let token = "TOKENtoken+/=0123456789"

    /// Every way in which Swift makes a text of a value.
    private func texts(of value: Any) -> [(String, String)] {
        var dumped = ""
        dump(value, to: &dumped)
        var nested = ""
        dump(["list": [value]], to: &nested)
        var texts = [
            ("interpolation", "\(value)"), ("String(describing:)", String(describing: value)), ("String(reflecting:)", String(reflecting: value)),
            ("dump", dumped),
            ("dump of a collection", nested), ("a collection", "\([value])"), ("an optional", "\(Optional(value) as Any)"),
            ("a tuple", "\((value, 1))"),
        ]
        if let value = value as? any CustomStringConvertible { texts.append(("description", value.description)) }
        if let value = value as? any CustomDebugStringConvertible { texts.append(("debugDescription", value.debugDescription)) }
        if let error = value as? any Error { texts.append(("an error", "\(error)")) }
        return texts
    }

    private func expectSilence(_ value: Any, _ hidden: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        let ways = texts(of: value).filter { _, text in hidden.contains { text.contains($0) } }.map(\.0)
        #expect(ways.isEmpty, "\(type(of: value)) tells what it holds", sourceLocation: sourceLocation)
    }

    private var credentials: Credentials {
        get throws { try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: Self.secret, securityToken: Self.token) }
    }

    @Test("secrets and credentials") func credentialTypes() throws {
        expectSilence(Secret(Self.secret), [Self.secret])
        expectSilence(try credentials, [Self.secret, Self.token])
        let accessKey = try #require(try credentials.accessKey)
        expectSilence(accessKey, [Self.secret, Self.token])
        expectSilence(RegisteredAccessKey(accessKey), [Self.secret, Self.token])
        expectSilence(OneKey(try credentials), [Self.secret, Self.token])
    }

    @Test("signing keys, and the bytes in them", arguments: SignatureVersion.allCases) func signers(version: SignatureVersion) throws {
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
        let scope = CredentialScope(day: HandSigned.now, region: try Region("cn-hangzhou"))
        let derived = SigningKey.derivedHex(secret: Self.secret, scope: scope)
        let bytes = stride(from: 0, to: derived.utf8.count, by: 2).map { Int(derived.dropFirst($0).prefix(2), radix: 16)! }
        let list = bytes.map(String.init).joined(separator: ", ")
        expectSilence(signer.signingKey(at: HandSigned.now), [Self.secret, Self.token, derived, list])
        expectSilence(signer, [Self.secret, Self.token, derived, list])
        expectSilence(RequestVerifier(region: nil, keys: OneKey(try credentials)), [Self.secret, Self.token, derived, list])
    }

    @Test("presigned requests", arguments: SignatureVersion.allCases) func presigned(version: SignatureVersion) throws {
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
        let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("k"))
        let presigned = try signer.presign(request, at: HandSigned.now)
        let query = URLParts(presigned.url).query
        let signature = try #require((query["x-oss-signature"] ?? query["Signature"])?.first)
        let escaped = HandSigned.escape(signature)
        expectSilence(presigned, [Self.secret, Self.token, HandSigned.escape(Self.token), signature, escaped])
    }

    @Test("header-signed requests", arguments: SignatureVersion.allCases) func signed(version: SignatureVersion) throws {
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
        let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("k"))
        let signed = try signer.sign(request, at: HandSigned.now)
        let authorization = try #require(signed.headers[.authorization])
        let signature = try #require(authorization.split(separator: version == .v4 ? "Signature=" : ":").last)
        expectSilence(signed, [Self.secret, Self.token, String(signature)])
    }

    @Test("received requests, before and after they are verified", arguments: HandSigned.Form.allCases) func received(form: HandSigned.Form) throws {
        let sent = HandSigned(form, token: Self.token).sent()
        let authorization = sent[field: "Authorization"] ?? "="
        let signature = sent[parameter: "x-oss-signature"] ?? sent[parameter: "Signature"] ?? String(authorization.split { "=: ".contains($0) }.last!)
        let hidden = [HandSigned.secret, Self.token, HandSigned.escape(Self.token), signature, HandSigned.escape(signature)]
        expectSilence(try sent.received(), hidden)
        expectSilence(try sent.verified(by: .example(token: Self.token)), hidden)
    }

    @Test("refusals", arguments: HandSigned.Form.allCases) func failures(form: HandSigned.Form) throws {
        var request = HandSigned(form, token: Self.token)
        request.secret = "another"
        let sent = request.sent()
        let failure = try #require(try sent.refusal(by: .example(token: Self.token)))
        #expect(failure.reason == .signatureMismatch(HandSigned(form).isV4 ? .v4 : .v1, HandSigned(form).isURL ? .query : .header))
        let presented = try #require(failure.signatureProvided?.exposed)
        request.secret = HandSigned.secret
        let right = request.sent()
        let signature =
            right[parameter: "x-oss-signature"] ?? right[parameter: "Signature"]
            ?? String(right[field: "Authorization"]!.split { "=: ".contains($0) }.last!)
        expectSilence(failure, [HandSigned.secret, Self.token, HandSigned.escape(Self.token), presented, signature])
        expectSilence(failure.reason, [HandSigned.secret, Self.token, presented, signature])
    }

    @Test("an identity is still shown, so that a log line says whose key it was") func identity() throws {
        let text = "\(try credentials)"
        #expect(text.contains("LTAI5tExampleAK") || text.contains("redacted"))
    }
}
