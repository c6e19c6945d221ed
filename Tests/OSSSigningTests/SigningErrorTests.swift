import HTTPTypes
import OSSSigning
import Testing

@Suite("What the signer refuses") struct SigningErrorTests {
    static let versions = SignatureVersion.allCases
    static let now = HandSigned.now

    @Test("anonymous credentials sign nothing") func anonymous() throws {
        let region = try Region("cn-hangzhou")
        #expect(throws: SigningError.anonymousCredentials) { try RequestSigner(credentials: .anonymous, region: region) }
    }

    @Test("id and secret are not empty") func empty() {
        #expect(throws: SigningError.missingCredentials) { try Credentials(accessKeyID: "", accessKeySecret: "s") }
        #expect(throws: SigningError.missingCredentials) { try Credentials(accessKeyID: "AK", accessKeySecret: "") }
    }

    @Test("an empty token means none") func emptyToken() throws {
        #expect(try Credentials(accessKeyID: "AK", accessKeySecret: "s", securityToken: "").accessKey?.securityToken == nil)
    }

    @Test("an id that cannot be one is refused", arguments: ["A/K", "A,K", "A:K", "A K", "A\nK", "é"]) func badID(id: String) {
        #expect(throws: SigningError.self) { try Credentials(accessKeyID: id, accessKeySecret: "s") }
    }

    @Test("a V4 URL lives from one second to seven days", arguments: [1, 2, 900, 604_799, 604_800]) func validities(seconds: Int) throws {
        let presigned = try signer(.v4).presign(request(), expires: .seconds(seconds), at: Self.now)
        #expect(Self.now.seconds(until: presigned.expiration) == Int64(seconds))
        #expect(presigned.url.contains("x-oss-expires=\(seconds)&") || presigned.url.hasSuffix("x-oss-expires=\(seconds)"))
    }

    @Test(
        "no other validity is signed",
        arguments: [
            .seconds(0), .seconds(-1), .seconds(-604_800), .seconds(604_801), .milliseconds(604_800_500), .seconds(Int64.max), .seconds(Int64.min),
            .milliseconds(999), .zero,
        ] as [Duration])
    func badValidities(validity: Duration) {
        #expect(throws: SigningError.self) { try signer(.v4).presign(request(), expires: validity, at: Self.now) }
        if validity < .seconds(1) || validity == .seconds(Int64.max) {
            #expect(throws: SigningError.self) { try signer(.v1).presign(request(), expires: validity, at: Self.now) }
        }
    }

    @Test("V1 has no longest validity") func longV1() throws {
        let presigned = try signer(.v1).presign(request(), expires: .seconds(604_801), at: Self.now)
        #expect(presigned.url.contains("Expires=\(HandSigned.signingSecond + 604_801)"))
    }

    @Test("the default is 900 seconds", arguments: versions) func defaultValidity(version: SignatureVersion) throws {
        let presigned = try signer(version).presign(request(), at: Self.now)
        #expect(Self.now.seconds(until: presigned.expiration) == 900)
        #expect(presigned.url.contains(version == .v4 ? "x-oss-expires=900" : "Expires=\(HandSigned.signingSecond + 900)"))
    }

    @Test("an absolute expiration wins over the validity", arguments: versions) func precedence(version: SignatureVersion) throws {
        let end = try #require(Self.now.advanced(bySeconds: 77))
        #expect(try signer(version).presign(request(), expires: .seconds(5), expiration: end, at: Self.now).expiration == end)
        #expect(try signer(version).presign(request(), expires: .seconds(-5), expiration: end, at: Self.now).expiration == end)
    }

    @Test("an expiration in the past, or now, is refused", arguments: versions, [0, -1, -1_000_000] as [Int64]) func past(
        version: SignatureVersion, offset: Int64
    ) throws {
        let end = try #require(Self.now.advanced(bySeconds: offset))
        #expect(throws: SigningError.self) { try signer(version).presign(request(), expiration: end, at: Self.now) }
    }

    @Test("an expiration more than seven days away is refused with V4") func farExpiration() throws {
        let last = try #require(Self.now.advanced(bySeconds: 604_800))
        let later = try #require(Self.now.advanced(bySeconds: 604_801))
        #expect(try signer(.v4).presign(request(), expiration: last, at: Self.now).expiration == last)
        #expect(throws: SigningError.self) { try signer(.v4).presign(request(), expiration: later, at: Self.now) }
        #expect(throws: Never.self) { try signer(.v1).presign(request(), expiration: later, at: Self.now) }
    }

    @Test("date plus expires is the returned expiration, and the clock is read once", arguments: [1, 59, 3599, 3600, 86_399, 604_800] as [Int64])
    func oneClock(seconds: Int64) throws {
        let presigned = try signer(.v4).presign(request(), expires: .seconds(seconds), at: Self.now)
        let query = URLParts(presigned.url).query
        let date = try #require(query["x-oss-date"]?.first.flatMap { SigningTime(iso8601Basic: $0) })
        let expires = try #require(query["x-oss-expires"]?.first.flatMap { Int64($0) })
        #expect(date.advanced(bySeconds: expires) == presigned.expiration)
        #expect(expires == seconds)
    }

    @Test("nothing is signed beyond the year 9999") func endOfTime() throws {
        let last = try #require(SigningTime(secondsSinceEpoch: SigningTime.range.upperBound))
        for version in Self.versions {
            #expect(throws: SigningError.self) { try signer(version).presign(request(), expires: .seconds(1), at: last) }
        }
    }

    @Test(
        "parameters that the signer writes are refused from the caller",
        arguments: [
            "x-oss-signature", "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-security-token",
            "x-oss-additional-headers",
        ])
    func reservedV4(name: String) {
        #expect(throws: SigningError.reservedParameter(name)) {
            try signer(.v4).presign(request(parameters: [QueryParameter(name, "x")]), at: Self.now)
        }
        #expect(throws: SigningError.reservedParameter(name)) { try signer(.v4).presign(request(parameters: [QueryParameter(name)]), at: Self.now) }
    }

    @Test("V1's parameters, too", arguments: ["OSSAccessKeyId", "Expires", "Signature", "security-token"]) func reservedV1(name: String) {
        #expect(throws: SigningError.reservedParameter(name)) {
            try signer(.v1).presign(request(parameters: [QueryParameter(name, "x")]), at: Self.now)
        }
    }

    @Test(
        "a parameter that makes a request carry another signature is refused, in URLs and headers of both versions", arguments: versions,
        ["x-oss-signature", "x-oss-signature-version", "x-oss-credential", "OSSAccessKeyId", "Signature"])
    func otherCarriers(version: SignatureVersion, name: String) throws {
        let asked = try request(parameters: [QueryParameter(name, "x")])
        #expect(throws: SigningError.reservedParameter(name)) { try signer(version).presign(asked, at: Self.now) }
        #expect(throws: SigningError.reservedParameter(name)) { try signer(version).sign(asked, at: Self.now) }
    }

    @Test(
        "headers that the signer writes are refused from the caller", arguments: versions,
        ["Authorization", "x-oss-security-token", "X-OSS-Security-Token"])
    func reservedHeaders(version: SignatureVersion, name: String) {
        #expect(throws: SigningError.self) { try signer(version).presign(request(headers: [(name, "x")]), at: Self.now) }
        #expect(throws: SigningError.self) { try signer(version).sign(request(headers: [(name, "x")]), at: Self.now) }
    }

    @Test(
        "a control character in a signed value never ends up in the string to sign", arguments: versions,
        ["a\nb", "a\r\nx-oss-acl:public", "a\0b", "a\u{7F}b", "a\u{1}b"])
    func controlCharacters(version: SignatureVersion, value: String) throws {
        var fields = HTTPFields()
        fields.append(HTTPField(name: HTTPField.Name("x-oss-meta-a")!, value: value))
        // The field type replaces some of them by itself; what is left of them is refused.
        guard fields[HTTPField.Name("x-oss-meta-a")!]?.utf8.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) == true else { return }
        let bad = UnsignedRequest(.put, try resource(), headers: fields)
        #expect(throws: SigningError.invalidHeaderValue(name: "x-oss-meta-a")) { try signer(version).presign(bad, at: Self.now) }
        #expect(throws: SigningError.invalidHeaderValue(name: "x-oss-meta-a")) { try signer(version).sign(bad, at: Self.now) }
    }

    @Test("an additional header that is not there, or is empty, is refused by name") func missingAdditional() {
        #expect(throws: SigningError.additionalHeaderMissing("abc")) { try signer(.v4).presign(request(additional: ["abc"]), at: Self.now) }
        #expect(throws: SigningError.additionalHeaderMissing("abc")) { try signer(.v4).sign(request(additional: ["abc"]), at: Self.now) }
        #expect(throws: SigningError.additionalHeaderMissing("abc")) {
            try signer(.v4).presign(request(headers: [("abc", "")], additional: ["abc"]), at: Self.now)
        }
    }

    @Test("V1 has no additional headers") func additionalInV1() {
        #expect(throws: SigningError.additionalHeadersNeedV4) {
            try signer(.v1).presign(request(headers: [("abc", "x")], additional: ["abc"]), at: Self.now)
        }
        #expect(throws: SigningError.additionalHeadersNeedV4) {
            try signer(.v1).sign(request(headers: [("abc", "x")], additional: ["abc"]), at: Self.now)
        }
    }

    @Test("additional headers are written in lower case, sorted, once, and without those that are signed anyway") func additionalNames() throws {
        let headers = [
            ("ZAbc", "1"), ("abc", "2"), ("Content-Type", "text/plain"), ("x-oss-meta-a", "3"), ("Content-MD5", "rL0Y20zC+Fzt72VPzMSk2A=="),
        ]
        let names = ["ZAbc", "ABC", "abc", "host", "Content-Type", "x-oss-meta-a", "content-md5"]
        let presigned = try signer(.v4).presign(request(headers: headers, additional: names), at: Self.now)
        #expect(URLParts(presigned.url).query["x-oss-additional-headers"] == ["abc;host;zabc"])
        #expect(Set(presigned.signedHeaders.map(\.name.canonicalName)) == ["zabc", "abc", "content-type", "x-oss-meta-a", "content-md5"])
    }

    @Test("a signing key of another day, region, product or access key is refused") func foreignSigningKey() throws {
        let tomorrow = try #require(Self.now.advanced(bySeconds: 86_400))
        let key = try signer(.v4).signingKey(at: tomorrow)
        #expect(throws: SigningError.signingKeyMismatch) { try signer(.v4).presign(request(), at: Self.now, using: key) }
        #expect(throws: SigningError.signingKeyMismatch) { try signer(.v4).sign(request(), at: Self.now, using: key) }
        let credentials = try Credentials(accessKeyID: "Other", accessKeySecret: "s")
        let other = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
        #expect(throws: SigningError.signingKeyMismatch) { try signer(.v4).presign(request(), at: Self.now, using: other.signingKey(at: Self.now)) }
        let beijing = try RequestSigner(credentials: signer(.v4).credentials, region: Region("cn-beijing"))
        #expect(throws: SigningError.signingKeyMismatch) { try signer(.v4).presign(request(), at: Self.now, using: beijing.signingKey(at: Self.now)) }
    }

    @Test("a signing key of the day gives what signing without it gives") func dailyKey() throws {
        let morning = try #require(SigningTime(year: 2024, month: 11, day: 12))
        let key = try signer(.v4).signingKey(at: morning)
        #expect(try signer(.v4).presign(request(), at: Self.now, using: key).url == signer(.v4).presign(request(), at: Self.now).url)
    }

    @Test(
        "every refusal is a sentence, and names no value",
        arguments: [
            SigningError.missingCredentials, .anonymousCredentials, .validityOutOfRange(seconds: 0), .expirationOutOfRange, .reservedParameter("p"),
            .reservedHeader("h"),
            .invalidHeaderValue(name: "h"), .additionalHeaderMissing("a"), .additionalHeadersNeedV4, .ambiguousInV1(.keyReadsAsSubResource),
            .signingKeyMismatch,
            .cnameNeedsEndpoint, .cnameNeedsBucket,
        ])
    func sentences(error: SigningError) {
        #expect("\(error)".split(separator: " ").count > 3)
    }

    @Test("the way out of V1's ambiguity is named: V4") func wayOut() {
        #expect("\(SigningError.ambiguousInV1(.keyReadsAsSubResource))".contains("V4"))
        #expect("\(SigningError.ambiguousInV1(.valueReadsAsSubResource(parameter: "p")))".contains("V4"))
    }
}

extension SigningErrorTests {
    func signer(_ version: SignatureVersion, token: String? = nil, tokenExpires: SigningTime? = nil) throws -> RequestSigner {
        let credentials = try Credentials(
            accessKeyID: HandSigned.accessKeyID, accessKeySecret: HandSigned.secret, securityToken: token, expiration: tokenExpires)
        return try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
    }

    private func resource() throws -> Resource { .object(try BucketName("examplebucket"), try ObjectKey("exampleobject.txt")) }

    private func request(headers: [(String, String)] = [], parameters: [QueryParameter] = [], additional: [String] = []) throws -> UnsignedRequest {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        return UnsignedRequest(.put, try resource(), headers: fields, parameters: parameters, additionalHeaders: additional)
    }
}
