import OSSSigning
import Testing

@Suite("Security tokens") struct SecurityTokenTests {
    static let token = "CAIS+/=token&%"
    static let forms = HandSigned.Form.allCases

    @Test("a temporary key with its token is accepted", arguments: forms) func accepted(form: HandSigned.Form) throws {
        #expect(try HandSigned(form, token: Self.token).sent().refusal(by: .example(token: Self.token)) == nil)
    }

    @Test("a temporary key without its token is an invalid key", arguments: forms) func missing(form: HandSigned.Form) throws {
        let failure = try #require(try HandSigned(form).sent().refusal(by: .example(token: Self.token)))
        #expect(failure.reason == .securityTokenMissing)
    }

    @Test("a token of another key is refused, even when signed", arguments: forms, ["foreign", "CAIS+/=token&", "CAIS+/=token&%%", "cais+/=token&%"])
    func foreign(form: HandSigned.Form, token: String) throws {
        #expect(try HandSigned(form, token: token).sent().refusal(by: .example(token: Self.token))?.reason == .securityTokenInvalid)
    }

    @Test("a key of long standing has no token", arguments: forms) func needless(form: HandSigned.Form) throws {
        #expect(try HandSigned(form, token: Self.token).sent().refusal()?.reason == .securityTokenInvalid)
    }

    @Test("a stripped or added token breaks the signature or the key", arguments: forms) func stripped(form: HandSigned.Form) throws {
        var sent = HandSigned(form, token: Self.token).sent()
        sent.query.removeAll { $0.name.hasSuffix("security-token") }
        sent.fields.removeAll { $0.name.hasSuffix("security-token") }
        #expect(try sent.refusal(by: .example(token: Self.token))?.reason == .securityTokenMissing)
        #expect(try sent.refusal()?.reason.ec == ec(HandSigned(form).isV4 ? 201 : 40))
    }

    @Test("a token works up to its end", arguments: forms) func expired(form: HandSigned.Form) throws {
        let sent = HandSigned(form, token: Self.token).sent()
        let end = HandSigned.now.advanced(bySeconds: 60)!
        #expect(try sent.refusal(by: .example(token: Self.token, tokenExpires: end), at: HandSigned.now) == nil)
        #expect(
            try sent.refusal(by: .example(token: Self.token, tokenExpires: end), at: end.advanced(bySeconds: 1)!)?.reason == .securityTokenExpired)
    }

    @Test("a V1 URL's token belongs into the query", arguments: ["x-oss-security-token", "security-token"]) func inHeader(name: String) throws {
        var request = HandSigned(.v1Query)
        request.fields.append(Pair(name, Self.token))
        let failure = try #require(try request.sent().refusal(by: .example(token: Self.token)))
        #expect(failure.reason == .securityTokenInHeader)
        #expect(failure.reason.ec == nil)
    }

    @Test("a V4 URL's token in a header is refused, signed or not", arguments: [true, false]) func v4InHeader(isSigned: Bool) throws {
        var request = HandSigned(.v4Query)
        if isSigned { request.fields.append(Pair("x-oss-security-token", Self.token)) }
        var sent = request.sent()
        sent[field: "x-oss-security-token"] = Self.token
        #expect(try sent.refusal(by: .example(token: Self.token)) != nil)
    }

    @Test("V1's header mode takes the token from security-token, too, where one SDK sends it unsigned") func pythonsName() throws {
        var request = HandSigned(.v1Header)
        request.fields.append(Pair("security-token", Self.token))
        #expect(try request.sent().refusal(by: .example(token: Self.token)) == nil)
        request[field: "security-token"] = "foreign"
        #expect(try request.sent().refusal(by: .example(token: Self.token))?.reason == .securityTokenInvalid)
    }
}
