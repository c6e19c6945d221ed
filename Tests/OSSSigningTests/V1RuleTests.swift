import HTTPTypes
import OSSSigning
import Testing

@Suite("Rules of V1") struct V1RuleTests {
    @Test("V1 can be switched off; V4 is not affected", arguments: HandSigned.Form.allCases) func switchedOff(form: HandSigned.Form) throws {
        let refusal = try HandSigned(form).sent().refusal(by: .example(acceptsV1: false))
        #expect(refusal?.reason == (HandSigned(form).isV4 ? nil : .v1Forbidden))
    }

    @Test("every sub-resource that an official SDK signs is signed", arguments: V1SubResources.all) func subResources(name: String) throws {
        for form in [HandSigned.Form.v1Query, .v1Header] {
            for value in ["", "value"] where name != "security-token" {
                var request = HandSigned(form)
                request.query.append(Pair(name, value))
                #expect(try request.sent().refusal() == nil, "signed")
                var sent = HandSigned(form).sent()
                sent.query.append(Pair(name, value))
                #expect(try sent.refusal()?.reason.ec == ec(40), "added")
            }
        }
    }

    @Test(
        "what no SDK signs is not signed",
        arguments: ["accessmonitor", "prefix", "list-type", "encoding-type", "max-keys", "delimiter", "ACL", "unknown"])
    func ordinaryParameters(name: String) throws {
        var sent = HandSigned(.v1Query).sent()
        sent.query.append(Pair(name, "x"))
        #expect(try sent.refusal() == nil)
    }

    @Test("every parameter that begins with x-oss- is signed", arguments: ["x-oss-process", "x-oss-unheard-of"]) func ossParameters(name: String)
        throws
    {
        var request = HandSigned(.v1Query)
        request.query += [Pair(name, "image/resize,w_100"), Pair("acl", "")]
        #expect(try request.sent().refusal() == nil)
    }

    static let ambiguousKeys = [
        "k?acl", "k?uploads", "k?append&position=0", "k?tagging", "k?symlink", "k?restore", "?acl", "k?acl=private", "k?x-oss-process=style",
        "a?b?acl",
        "a/b?uploadId=1&partNumber=2", "k?x-oss-meta", "ü?delete", "k?acl&other",
    ]
    static let plainKeys = [
        "a?b=c", "a\nb", "a\tb", "a?b\nc", "k?", "k?ACL", "k?acls", "k?acl/x", "k?acl x", "acl", "k&acl", "k?a&acl", "k=acl", "k?prefix=x", "a?=b",
        "k?x-os",
    ]

    @Test("a key that reads as a sub-resource is refused on both sides, though the signature is right", arguments: ambiguousKeys)
    func ambiguous(key: String) throws {
        for form in [HandSigned.Form.v1Query, .v1Header] {
            var request = HandSigned(form)
            request.key = key
            guard case .ambiguousInV1 = try request.sent().refusal()?.reason else { Issue.record("the verifier accepts \(form)"); continue }
            #expect(try request.sent().refusal()?.reason.ec == nil)
        }
        #expect(throws: SigningError.ambiguousInV1(.keyReadsAsSubResource)) { try presign(key, .v1) }
        #expect(throws: SigningError.ambiguousInV1(.keyReadsAsSubResource)) { try sign(key, .v1) }
    }

    @Test("V4 escapes, so that the same keys are signed and accepted", arguments: ambiguousKeys + plainKeys) func inV4(key: String) throws {
        var request = HandSigned(.v4Query)
        request.key = key
        #expect(try request.sent().refusal() == nil)
        #expect(throws: Never.self) { try presign(key, .v4) }
    }

    @Test("keys that only look so are signed and accepted", arguments: plainKeys) func plain(key: String) throws {
        for form in [HandSigned.Form.v1Query, .v1Header] {
            var request = HandSigned(form)
            request.key = key
            #expect(try request.sent().refusal() == nil)
        }
        #expect(throws: Never.self) { try presign(key, .v1) }
        #expect(throws: Never.self) { try sign(key, .v1) }
    }

    static let ambiguousValues = [
        ("response-content-type", "a&response-expires=1"), ("response-content-type", "a&acl"), ("uploadId", "x&partNumber=2"),
        ("x-oss-process", "a&x-oss-async-process=b"), ("callback", "x&acl&y"), ("acl", "&uploads"),
    ]
    static let plainValues = [
        ("response-content-type", "a&b=c"), ("response-content-type", "a?acl"), ("prefix", "a&acl"), ("uploadId", "x&acls"), ("uploadId", "acl"),
        ("response-content-disposition", "a&ACL"),
    ]

    @Test("a signed value that hides a second parameter is refused on both sides", arguments: ambiguousValues)
    func ambiguousValue(name: String, value: String) throws {
        var request = HandSigned(.v1Query)
        request.query.append(Pair(name, value))
        guard case .ambiguousInV1 = try request.sent().refusal()?.reason else { Issue.record("the verifier accepts it"); return }
        #expect(throws: SigningError.ambiguousInV1(.valueReadsAsSubResource(parameter: name))) {
            try presign("k", .v1, [QueryParameter(name, value)])
        }
        #expect(throws: Never.self) { try presign("k", .v4, [QueryParameter(name, value)]) }
    }

    @Test("a value that only looks so is signed and accepted", arguments: plainValues) func plainValue(name: String, value: String) throws {
        var request = HandSigned(.v1Query)
        request.query.append(Pair(name, value))
        #expect(try request.sent().refusal() == nil)
        #expect(throws: Never.self) { try presign("k", .v1, [QueryParameter(name, value)]) }
    }

    private func signer(_ version: SignatureVersion) throws -> RequestSigner {
        try RequestSigner(
            credentials: Credentials(accessKeyID: HandSigned.accessKeyID, accessKeySecret: HandSigned.secret), region: Region("cn-hangzhou"),
            version: version)
    }

    private func request(_ key: String, _ parameters: [QueryParameter]) throws -> UnsignedRequest {
        try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey(key), parameters: parameters)
    }

    @discardableResult
    private func presign(_ key: String, _ version: SignatureVersion, _ parameters: [QueryParameter] = []) throws -> PresignedRequest {
        try signer(version).presign(request(key, parameters), at: HandSigned.now)
    }

    @discardableResult
    private func sign(_ key: String, _ version: SignatureVersion) throws -> SignedRequest {
        try signer(version).sign(request(key, []), at: HandSigned.now)
    }
}
