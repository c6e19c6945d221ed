import OSSSigning
import Testing

/// A directory that opens tokens: what they stand for is known from nothing else.
@Suite("Directories that open tokens") struct TokenDirectoryTests {
    /// Knows one temporary key by its token alone, and the token of another.
    private struct Opening: AccessKeyDirectory {
        var end: SigningTime?

        func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { nil }

        func lookUp(_ id: AccessKeyID, securityToken: String?) -> AccessKeyLookup {
            switch securityToken {
            case nil: .tokenMissing
            case "own"?:
                .registered(
                    RegisteredAccessKey(
                        try! Credentials(
                            accessKeyID: id.rawValue, accessKeySecret: HandSigned.secret, securityToken: "own", expiration: end
                        ).accessKey!))
            case "other"?: .tokenOfAnotherKey
            default: .tokenInvalid
            }
        }
    }

    private func verifier(until end: SigningTime? = nil) throws -> RequestVerifier {
        RequestVerifier(region: try Region("cn-hangzhou"), keys: Opening(end: end))
    }

    static let forms = HandSigned.Form.allCases

    @Test("the token says which key it is", arguments: forms) func accepted(form: HandSigned.Form) throws {
        let verified = try HandSigned(form, token: "own").sent().verified(by: verifier())
        #expect(verified.securityToken?.exposed == "own")
        #expect(verified.accessKeyID.rawValue == HandSigned.accessKeyID)
        var text = "\(verified)"
        dump(verified, to: &text)
        #expect(!text.contains("\"own\""))
    }

    @Test("each problem has its reason", arguments: forms) func refused(form: HandSigned.Form) throws {
        let verifier = try verifier()
        #expect(try HandSigned(form).sent().refusal(by: verifier)?.reason == .securityTokenMissing)
        #expect(try HandSigned(form, token: "forged").sent().refusal(by: verifier)?.reason == .securityTokenInvalid)
        #expect(try HandSigned(form, token: "other").sent().refusal(by: verifier)?.reason == .securityTokenOfAnotherKey)
        let end = HandSigned.now.advanced(bySeconds: -1)!
        #expect(try HandSigned(form, token: "own").sent().refusal(by: self.verifier(until: end))?.reason == .securityTokenExpired)
    }

    @Test("a URL is valid until it ends or its token does", arguments: [HandSigned.Form.v4Query, .v1Query], [60, 86_400])
    func expiration(form: HandSigned.Form, seconds: Int64) throws {
        let end = HandSigned.now.advanced(bySeconds: seconds)!
        let verified = try HandSigned(form, token: "own").sent().verified(by: verifier(until: end))
        #expect(verified.expiration == HandSigned.now.advanced(bySeconds: min(seconds, HandSigned.validity)))
    }

    @Test("a header has no end, whatever its token has", arguments: [HandSigned.Form.v4Header, .v1Header]) func headers(form: HandSigned.Form) throws
    {
        #expect(try HandSigned(form, token: "own").sent().verified(by: verifier(until: HandSigned.now)).expiration == nil)
    }
}
