import HTTPTypes
import Testing

@testable import OSSSigning

@Suite("What a refusal's hint says, and what it never says") struct DiagnosisTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let form: HandSigned.Form
        let now: SigningTime
        let verifier: RequestVerifier
        let signed: @Sendable (inout HandSigned) -> Void
        let broken: @Sendable (inout Sent) -> Void
        let expected: Finding

        /// Signed in an odd way, then broken.
        init(
            _ name: String, _ form: HandSigned.Form, _ expected: Finding, after seconds: Int64 = 0, by verifier: RequestVerifier = .example,
            signed: @escaping @Sendable (inout HandSigned) -> Void, broken: @escaping @Sendable (inout Sent) -> Void
        ) {
            self.name = name
            self.form = form
            now = HandSigned.now.advanced(bySeconds: seconds)!
            self.verifier = verifier
            self.signed = signed
            self.broken = broken
            self.expected = expected
        }

        /// Signed in the usual way, then broken.
        init(
            _ name: String, _ form: HandSigned.Form, _ expected: Finding, after seconds: Int64 = 0, by verifier: RequestVerifier = .example,
            broken: @escaping @Sendable (inout Sent) -> Void = { _ in }
        ) {
            self.init(name, form, expected, after: seconds, by: verifier, signed: { _ in }, broken: broken)
        }

        /// Signed in a wrong way, and sent as it is.
        static func mistaken(
            _ name: String, _ form: HandSigned.Form, _ expected: Finding, after seconds: Int64 = 0, by verifier: RequestVerifier = .example,
            signing: @escaping @Sendable (inout HandSigned) -> Void
        ) -> Row {
            Row(name, form, expected, after: seconds, by: verifier, signed: signing, broken: { _ in })
        }

        var testDescription: String { name }
    }

    private static func at(_ seconds: Int64) -> SigningTime { HandSigned.now.advanced(bySeconds: seconds)! }
    private static let tokened = RequestVerifier.example(token: "CAIS-token-of-the-key", tokenExpires: HandSigned.now.advanced(bySeconds: 600))

    static let rows: [Row] = [
        Row("no signature", .v4Query, .unsigned) { $0.query = [] },
        Row("cut at the first &", .v4Query, .queryCut(first: "x-oss-signature-version")) { $0.query = [$0.query[0]] },
        Row("cut at the first &, sorted", .v4Query, .queryCut(first: "x-oss-credential")) { $0.query = [$0.query[1]] },
        Row("cut at the first &, with only a date left", .v4Query, .queryCut(first: "x-oss-date")) { $0.query = [$0.query[2]] },
        Row("cut at the first & of V1", .v1Query, .queryCut(first: "OSSAccessKeyId")) { $0.query = [$0.query[0]] },
        Row("copied from HTML", .v4Query, .ampersandsEscaped) {
            for index in $0.query.indices.dropFirst() { $0.query[index].name = "amp;" + $0.query[index].name }
        },
        Row("copied from HTML, V1", .v1Query, .ampersandsEscaped) {
            for index in $0.query.indices.dropFirst() { $0.query[index].name = "amp;" + $0.query[index].name }
        },
        Row("S3's query", .v4Query, .s3Signature) { $0.query = [Pair("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), Pair("X-Amz-Signature", "00")] },
        Row("S3's header", .v4Header, .s3Signature) { $0[field: "Authorization"] = "AWS4-HMAC-SHA256 Credential=a,Signature=b" },
        Row("V2's header", .v4Header, .v2Signature) { $0[field: "Authorization"] = "OSS2 AccessKeyId:a,Signature:b" },
        Row("V2's query", .v4Query, .v2Signature) { $0[parameter: "x-oss-signature-version"] = "OSS2" },
        Row("another version", .v4Query, .unknownVersion) { $0[parameter: "x-oss-signature-version"] = "OSS5" },
        Row("Basic", .v4Header, .unknownScheme) { $0[field: "Authorization"] = "Basic YTpi" },
        Row("query and header", .v4Query, .severalSignatures(.queryAndHeader)) { $0[field: "Authorization"] = "OSS a:b" },
        Row("two headers", .v4Header, .severalSignatures(.twoHeaders)) { $0.fields.append(Pair("Authorization", "OSS a:b")) },
        Row("two versions", .v4Query, .severalSignatures(.twoVersions)) { $0.query.append(Pair("Signature", "x")) },
        Row("no signature parameter", .v4Query, .missingParameters(["x-oss-signature"])) { $0[parameter: "x-oss-signature"] = nil },
        Row("only two of V4's parameters", .v4Query, .missingParameters(["x-oss-date", "x-oss-expires", "x-oss-signature"])) {
            $0.query = Array($0.query.prefix(2))
        },
        Row("no date", .v4Query, .missingParameters(["x-oss-date"])) { $0[parameter: "x-oss-date"] = nil },
        Row("an empty validity", .v4Query, .emptyParameter("x-oss-expires")) { $0[parameter: "x-oss-expires"] = "" },
        Row("a repeated validity", .v4Query, .repeatedParameter("x-oss-expires")) { $0.query.append(Pair("x-oss-expires", "1")) },
        Row("V1 without Expires", .v1Query, .missingParameters(["Expires"])) { $0[parameter: "Expires"] = nil },
        Row("V1 with an empty Signature", .v1Query, .emptyParameter("Signature")) { $0[parameter: "Signature"] = "" },
        Row("V1 with a date for Expires", .v1Query, .expiresIsNoMoment) { $0[parameter: "Expires"] = "2024-11-12" },
        Row("V1 with a duration for Expires", .v1Query, .expiresIsDuration) { $0[parameter: "Expires"] = "3600" },
        Row("V4 with a moment for x-oss-expires", .v4Query, .validityOutOfRange(isMoment: true)) { $0[parameter: "x-oss-expires"] = "1731403958" },
        Row("eight days", .v4Query, .validityOutOfRange(isMoment: false)) { $0[parameter: "x-oss-expires"] = "691200" },
        Row("a malformed date", .v4Query, .malformedDate(.query)) { $0[parameter: "x-oss-date"] = "2024-11-12T08:32:38Z" },
        Row("a header's malformed date", .v4Header, .malformedDate(.header)) { $0[field: "x-oss-date"] = "2024-11-12T08:32:38Z" },
        Row("no date in the header", .v4Header, .noDate) { $0[field: "x-oss-date"] = nil },
        Row("a V4 header without a signature", .v4Header, .malformedAuthorization(.v4)) {
            $0[field: "Authorization"] = "OSS4-HMAC-SHA256 Credential=a"
        },
        Row("a V1 header without a colon", .v1Header, .malformedAuthorization(.v1)) { $0[field: "Authorization"] = "OSS abc" },
        Row("unsorted additional headers", .v4Query, .malformedAdditionalHeaders) { $0[parameter: "x-oss-additional-headers"] = "b;a" },
        Row("an absent additional header", .v4Query, .additionalHeaderAbsent("content-length")) {
            $0[parameter: "x-oss-additional-headers"] = "content-length"
        },
        Row("a hash of the body", .v4Header, .payloadHash) { $0[field: "x-oss-content-sha256"] = String(repeating: "0", count: 64) },
        Row("V1 where it is off", .v1Query, .v1Off, by: .example(acceptsV1: false)),
        .mistaken("V1 for two requests", .v1Query, .v1Ambiguous, signing: { $0.key = "k?acl" }),
        .mistaken("S3's terminator", .v4Query, .malformedScope, signing: { $0.replaceInCredential("aliyun_v4_request", "aws4_request") }),
        .mistaken(
            "another day in the scope", .v4Query, .scopeDay(scope: "20241113", date: "20241112"),
            signing: { $0.replaceInCredential("20241112", "20241113") }),
        .mistaken(
            "a region with oss-", .v4Header, .wrongRegion(signed: "oss-cn-hangzhou", server: "cn-hangzhou"),
            signing: { $0.replaceInCredential("/cn-", "/oss-cn-") }),
        .mistaken(
            "another region", .v4Query, .wrongRegion(signed: "eu-central-1", server: "cn-hangzhou"),
            signing: { $0.replaceInCredential("cn-hangzhou", "eu-central-1") }),
        .mistaken("S3's product", .v4Query, .wrongProduct(signed: "s3", server: "oss"), signing: { $0.replaceInCredential("/oss/", "/s3/") }),
        Row("too early", .v4Query, .notYetValid(seconds: 28_800, server: at(-28_800)), after: -28_800),
        Row("too late, V4", .v4Query, .expired(seconds: 400, server: at(4000)), after: 4000),
        Row("too late, V1", .v1Query, .expired(seconds: 1, server: at(3601)), after: 3601),
        Row("a clock that is slow", .v4Header, .skewed(seconds: -1200, server: at(1200)), after: 1200),
        Row("a clock that is fast", .v1Header, .skewed(seconds: 1200, server: at(-1200)), after: -1200),
        .mistaken(
            "an unknown key", .v4Query, .unknownKey(isDecorated: false), signing: { $0.replaceInCredential(HandSigned.accessKeyID, "LTAI5tNobody") }),
        .mistaken(
            "quotes around the key's id", .v1Query, .unknownKey(isDecorated: true),
            signing: { $0.replaceInCredential(HandSigned.accessKeyID, "\"LTAI5tExampleAK\"") }),
        Row("a disabled key", .v4Query, .disabledKey, by: .example(isEnabled: false)),
        Row("no token", .v4Query, .tokenMissing(.query, .v4), by: tokened),
        Row("no token in V1's header", .v1Header, .tokenMissing(.header, .v1), by: tokened),
        .mistaken(
            "another token", .v4Query, .tokenInvalid(isPermanent: false), by: tokened,
            signing: { $0.query.append(Pair("x-oss-security-token", "CAIS-other")) }),
        .mistaken(
            "a token for a permanent key", .v4Header, .tokenInvalid(isPermanent: true),
            signing: { $0.fields.append(Pair("x-oss-security-token", "CAIS-other")) }),
        .mistaken(
            "an expired token", .v4Query, .tokenExpired, after: 700, by: tokened,
            signing: { $0.query.append(Pair("x-oss-security-token", "CAIS-token-of-the-key")) }),
        Row(
            "the token as a header beside the URL", .v4Query, .tokenMovedToHeader, by: tokened,
            signed: { $0.query.append(Pair("x-oss-security-token", "CAIS-token-of-the-key")) },
            broken: {
                $0[parameter: "x-oss-security-token"] = nil
                $0.fields.append(Pair("x-oss-security-token", "CAIS-token-of-the-key"))
            }),
        Row(
            "the token added to a URL that was signed without it", .v4Query, .tokenNotSigned, by: tokened,
            broken: { $0.query.append(Pair("x-oss-security-token", "CAIS-token-of-the-key")) }),
        Row("V1's token in a header", .v1Query, .tokenMovedToHeader) { $0.fields.append(Pair("x-oss-security-token", "CAIS")) },
    ]

    @Test("each refusal has its finding", arguments: rows) func table(row: Row) throws {
        var request = HandSigned(row.form)
        row.signed(&request)
        var sent = request.sent()
        row.broken(&sent)
        let failure = try #require(try sent.refusal(by: row.verifier, at: row.now), "it verifies")
        let findings = Diagnosis.findings(of: try sent.received(), failure: failure, verifier: row.verifier, at: row.now)
        #expect(findings.first == row.expected, "\(failure.reason): \(findings)")
        for finding in findings { expectLegal(finding.hint) }
    }

    private func expectLegal(_ hint: String) {
        #expect(!hint.isEmpty && hint.utf8.count <= 400)
        #expect(hint.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(hint.utf8.first != 0x20 && hint.utf8.last != 0x20)
    }

    @Test("words that people look for are there")
    func words() {
        let server = HandSigned.now
        let texts: [(Finding, [String])] = [
            (.headersNotSigned(["content-type"]), ["Content-Type was sent but not signed; send none"]),
            (.wrongRegion(signed: "oss-cn-hangzhou", server: "cn-hangzhou"), ["oss-cn-hangzhou", "'cn-hangzhou'", "bare id"]),
            (.wrongRegion(signed: "eu-central-1", server: "cn-hangzhou"), ["eu-central-1", "'cn-hangzhou'", "sign for that one"]),
            (.expired(seconds: 3723, server: server), ["1 h 2 min ago", "2024-11-12T08:32:38Z"]),
            (.notYetValid(seconds: 28_803, server: server), ["8 h ahead", "local time was probably signed as UTC"]),
            (.skewed(seconds: -1200, server: server), ["20 min behind", "set the clock"]),
            (
                .combination([.headersNotSigned(["content-type"]), .otherMethod(signed: "PUT", sent: "POST")]),
                ["2 things", "Content-Type", "PUT", "POST"]
            ),
        ]
        for (finding, words) in texts {
            for word in words { #expect(finding.hint.contains(word), "\(finding.hint)") }
        }
    }

    @Test(
        "whatever a request holds, its hint is a legal header value",
        arguments: ["\r\nX-Evil: 1", "\u{0}\u{7F}\u{85}", "é\u{2028}漢", String(repeating: "x", count: 5000)])
    func hostileText(text: String) {
        for finding in [
            Finding.otherMethod(signed: text, sent: text), .headersNotSigned([text, text]), .headerNotSent(name: text, signed: text),
            .queryCut(first: text),
            .parametersNotSigned(Array(repeating: text, count: 500)), .wrongRegion(signed: text, server: text), .bucketFromPath(bucket: text),
            .combination(Array(repeating: .headersNotSigned([text]), count: 9)), .derivation(.region(text)),
        ] { expectLegal(finding.hint) }
    }

    @Test("no hint holds a part of the right signature, the secret or the token", arguments: 0..<300) func secrecy(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let token = "CAIS" + (0..<40).map { _ in String("abcdefghijklmnopqrstuvwxyzABCDEF0123456789".randomElement(using: &random)!) }.joined()
        let usesToken = seed % 3 == 0
        let verifier = RequestVerifier.example(token: usesToken ? token : nil)
        let form = HandSigned.Form.allCases.randomElement(using: &random)!
        var sent = HandSigned(form, token: usesToken ? token : nil).sent()
        let right = sent.signature
        for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&sent, &random) }
        guard let received = try? sent.received() else { return }
        let now = HandSigned.now.advanced(bySeconds: [0, 0, 0, 4000, -4000].randomElement(using: &random)!)!
        guard let failure = try sent.refusal(by: verifier, at: now) else { return }
        let hints = Diagnosis.findings(of: received, failure: failure, verifier: verifier, at: now).map(\.hint).joined(separator: "\n")
        for secret in [right, HandSigned.secret, token] {
            for start in 0...(secret.utf8.count - 6) {
                let part = String(decoding: Array(secret.utf8)[start..<start + 6], as: UTF8.self)
                #expect(!hints.contains(part), "seed \(seed): \(hints)")
            }
        }
    }

    private static func mutate(_ sent: inout Sent, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: sent.method = ["GET", "POST", "DELETE", "HEAD"].randomElement(using: &random)!
        case 1: sent.fields.append(Pair(["Content-Type", "x-oss-meta-a", "Content-MD5"].randomElement(using: &random)!, "value"))
        case 2: if let index = sent.query.indices.randomElement(using: &random) { sent.query.remove(at: index) }
        case 3: if let index = sent.query.indices.randomElement(using: &random) { sent.query.append(sent.query[index]) }
        case 4: sent.editIfPresent { String($0.dropLast(Int.random(in: 1...20, using: &random))) }
        case 5: sent.editIfPresent { $0.uppercased() }
        case 6: sent.editIfPresent { $0 + ["\"", ".", "\n", "%0A"].randomElement(using: &random)! }
        case 7: sent.path += "x"
        case 8: if let index = sent.query.indices.randomElement(using: &random) { sent.query[index].value += " " }
        default: sent.query.append(Pair("utm", "1"))
        }
    }

    @Test("a signature is called cut off only when most of it is there", arguments: HandSigned.Form.allCases) func noOracle(form: HandSigned.Form)
        throws
    {
        let whole = HandSigned(form).sent()
        for length in 1..<whole.signature.count {
            var sent = whole
            sent.editSignature { String($0.prefix(length)) }
            guard let failure = try sent.refusal() else { continue }
            let finding = Diagnosis.findings(of: try sent.received(), failure: failure, verifier: .example, at: HandSigned.now).first
            let isLong = length >= (HandSigned(form).isV4 ? 32 : 22)
            #expect(isLong == (finding != .unexplained), "\(length): \(String(describing: finding))")
        }
    }

    @Test("a refusal costs a bounded number of HMACs, however the request looks", arguments: HandSigned.Form.allCases) func cost(
        form: HandSigned.Form
    ) throws {
        var request = HandSigned(form)
        request.secret = "AnotherSecret"
        request.key = "a b/é/../+%41"
        for index in 0..<40 {
            request.fields.append(Pair("x-oss-meta-\(index)", "\(index)"))
            request.query.append(Pair("x-oss-p\(index)", "a+b c%20"))
        }
        var sent = request.sent()
        sent.rawQuery = "plus=a+b"
        let (findings, authentications) = Diagnosis.mismatch(of: try sent.received(), verifier: .example)
        #expect(findings == [.unexplained])
        #expect(authentications > 50 && authentications <= MismatchSearch.maximumAuthentications)
        let plain = Diagnosis.mismatch(of: try HandSigned(form).sent(mutated: { $0.method = "GET" }).received(), verifier: .example)
        #expect(plain.authentications <= 16, "what is likely is tried first")
    }

    @Test("a refusal with thousands of parameters and headers costs a bounded amount of work", arguments: HandSigned.Form.allCases)
    func hostileSize(form: HandSigned.Form) throws {
        var request = HandSigned(form)
        request.secret = "AnotherSecret"
        var sent = request.sent()
        sent.rawQuery = (0..<10_000).map { "p\($0 % 5000)" }.joined(separator: "&")
        for index in 0..<500 { sent.fields.append(Pair("x-oss-meta-\(index)", "1")) }
        let (findings, authentications) = Diagnosis.mismatch(of: try sent.received(), verifier: .example)
        #expect(findings == [.unexplained])
        #expect(authentications < 20)
    }

    @Test("a key that nobody knows costs nothing") func unknownKey() throws {
        var request = HandSigned(.v4Query)
        request.replaceInCredential(HandSigned.accessKeyID, "LTAI5tNobody")
        #expect(Diagnosis.mismatch(of: try request.sent().received(), verifier: .example).authentications == 0)
    }

    @Test("a missing bucket says where its name was read") func missingBucket() {
        #expect(Diagnosis.missingBucket("folder", authority: "localhost:9000") == .bucketFromPath(bucket: "folder"))
        #expect(Diagnosis.missingBucket("other", authority: "Other.localhost:9000") == .bucketFromHost(bucket: "other"))
    }
}

extension HandSigned {
    func sent(mutated edit: (inout Sent) -> Void) -> Sent {
        var sent = sent()
        edit(&sent)
        return sent
    }
}

extension Sent {
    /// Edits the signature, unless an earlier edit has removed it.
    mutating func editIfPresent(_ edit: (String) -> String) {
        let isInQuery = self[parameter: "x-oss-signature"] != nil || self[parameter: "Signature"] != nil
        guard isInQuery || self[field: "Authorization"] != nil else { return }
        editSignature(edit)
    }
}
