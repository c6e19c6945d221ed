import OSSSigning
import Testing

/// Of two faults the earlier one is reported: carrier and shape, scope, time, key, token, signature.
@Suite("The order of checks") struct CheckOrderTests {
    /// A fault that can be put on top of others.
    struct Layer: Sendable {
        let name: String
        let code: String?
        let reasons: Set<VerificationFailure.Reason>
        let edit: @Sendable (inout HandSigned) -> Void
        let forge: @Sendable (inout Sent) -> Void

        init(
            _ name: String, _ number: Int? = nil, _ reasons: Set<VerificationFailure.Reason> = [],
            edit: @escaping @Sendable (inout HandSigned) -> Void = { _ in }, forge: @escaping @Sendable (inout Sent) -> Void = { _ in }
        ) {
            self.name = name
            self.code = number.map(ec)
            self.reasons = reasons
            self.edit = edit
            self.forge = forge
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let form: HandSigned.Form
        let first: Layer
        let second: Layer
        var testDescription: String { "\(form.rawValue): \(first.name), before \(second.name)" }
    }

    static let cases: [Case] = HandSigned.Form.allCases.flatMap { form in
        let layers = layers(of: form)
        return layers.indices.flatMap { i in
            layers[(i + 1)...].flatMap { later in later.flatMap { b in layers[i].map { a in Case(form: form, first: a, second: b) } } }
        }
    }

    @Test("of two faults the earlier one is reported", arguments: cases) func earlierWins(item: Case) throws {
        var request = HandSigned(item.form, token: "token/of+the=key")
        item.second.edit(&request)
        item.first.edit(&request)
        var sent = request.sent()
        item.second.forge(&sent)
        item.first.forge(&sent)
        let failure = try #require(try sent.refusal(by: .example(token: "token/of+the=key")))
        if let code = item.first.code {
            #expect(failure.reason.ec == code, "\(failure.reason)")
        } else {
            #expect(item.first.reasons.contains(failure.reason), "\(failure.reason)")
        }
    }

    @Test("an expired token is told before a wrong signature, and after the URL's own end", arguments: HandSigned.Form.allCases)
    func expiredToken(form: HandSigned.Form) throws {
        let verifier = RequestVerifier.example(token: "token", tokenExpires: HandSigned.now.advanced(bySeconds: -1))
        var sent = HandSigned(form, token: "token").sent()
        #expect(try sent.refusal(by: verifier)?.reason == .securityTokenExpired)
        #expect(try sent.refusal(by: verifier)?.reason.ec == ec(7))
        sent.path = "/another"
        #expect(try sent.refusal(by: verifier)?.reason == .securityTokenExpired)
        let late = try #require(try sent.refusal(by: verifier, at: HandSigned.now.advanced(bySeconds: 100_000)!))
        #expect(late.reason != .securityTokenExpired)
    }

    private static func layers(of form: HandSigned.Form) -> [[Layer]] {
        let isV4 = form == .v4Query || form == .v4Header
        let key = Layer("unknown key", 902) { $0.replaceInCredential(HandSigned.accessKeyID, "LTAI5tUnknown") }
        let tokens: [Layer] =
            switch form {
            case .v4Query: [Layer("foreign token", nil, [.securityTokenInvalid]) { $0[parameter: "x-oss-security-token"] = "foreign" }]
            case .v1Query: [Layer("foreign token", nil, [.securityTokenInvalid]) { $0[parameter: "security-token"] = "foreign" }]
            case .v4Header, .v1Header: [Layer("foreign token", nil, [.securityTokenInvalid]) { $0[field: "x-oss-security-token"] = "foreign" }]
            }
        let signature = Layer("wrong signature", isV4 ? 201 : 40) { $0.secret = "another" }
        return [shapes(of: form)] + (isV4 ? [scopes] : []) + [clocks(of: form), [key], tokens, [signature]]
    }

    private static func shapes(of form: HandSigned.Form) -> [Layer] {
        let both = Layer("two carriers", 39) { request in
            if request.isURL {
                request.fields.append(Pair("Authorization", "OSS AK:c2ln"))
            } else {
                request.query += HandSigned(.v1Query).sent().query
            }
        }
        switch form {
        case .v4Query:
            return [
                both, Layer("expires 0", 232) { $0[parameter: "x-oss-expires"] = "0" },
                Layer("expires missing", 215) { $0[parameter: "x-oss-expires"] = nil },
                Layer("version", 66) { $0[parameter: "x-oss-signature-version"] = "OSS9" },
                Layer("signature missing", 219, forge: { $0[parameter: "x-oss-signature"] = nil }),
                Layer("empty additional header", 210) { $0[parameter: "x-oss-additional-headers"] = "host;;x" },
            ]
        case .v4Header:
            return [
                both, Layer("no Signature", 202) { $0.layout = { credential, _, _ in "OSS4-HMAC-SHA256 Credential=\(credential)" } },
                Layer("empty additional header", 210) { $0.additionalHeaders = "host;;x" },
            ]
        case .v1Query:
            return [both, Layer("no Signature", 74, forge: { $0[parameter: "Signature"] = nil })]
        case .v1Header:
            return [both, Layer("unknown scheme", 2, forge: { $0[field: "Authorization"] = "Basic eDp5" })]
        }
    }

    private static let scopes = [
        Layer("region", 226) { $0.replaceInCredential("/cn-hangzhou/", "/cn-beijing/") },
        Layer("product", 227) { $0.replaceInCredential("/oss/", "/s3/") },
        Layer("day", 223) { request in
            for day in ["/20241111/", "/20241112/", "/20241113/"] { request.replaceInCredential(day, "/20200101/") }
        },
    ]

    private static func clocks(of form: HandSigned.Form) -> [Layer] {
        @Sendable func day(_ request: inout HandSigned, _ date: String) {
            request.replaceInCredential("/20241112/", "/" + date.prefix(8) + "/")
            if request.isURL { request[parameter: "x-oss-date"] = date } else { request[field: "x-oss-date"] = date }
        }
        switch form {
        case .v4Query:
            return [Layer("expired", 236) { day(&$0, "20241111T083238Z") }, Layer("not yet valid", 235) { day(&$0, "20241113T083238Z") }]
        case .v4Header: return [Layer("old", 504) { day(&$0, "20241111T083238Z") }, Layer("future", 504) { day(&$0, "20241113T083238Z") }]
        case .v1Query: return [Layer("expired", 69) { $0[parameter: "Expires"] = "1731400357" }]
        case .v1Header: return [Layer("old", 504) { $0[field: "Date"] = "Mon, 11 Nov 2024 08:32:38 GMT" }]
        }
    }
}
