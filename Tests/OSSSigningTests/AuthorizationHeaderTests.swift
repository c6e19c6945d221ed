import OSSSigning
import Testing

@Suite("Layouts of the Authorization header") struct AuthorizationHeaderTests {
    typealias Layout = @Sendable (_ credential: String, _ additional: String, _ signature: String) -> String

    static let layouts: [(String, Layout)] = [
        ("as the official SDKs write it", { "OSS4-HMAC-SHA256 Credential=\($0),AdditionalHeaders=\($1),Signature=\($2)" }),
        ("blank behind the comma", { "OSS4-HMAC-SHA256 Credential=\($0), AdditionalHeaders=\($1), Signature=\($2)" }),
        ("oss2's order", { "OSS4-HMAC-SHA256 Credential=\($0), Signature=\($2), AdditionalHeaders=\($1)" }),
        ("signature first", { "OSS4-HMAC-SHA256 Signature=\($2),Credential=\($0),AdditionalHeaders=\($1)" }),
        ("additional headers first", { "OSS4-HMAC-SHA256 AdditionalHeaders=\($1),Signature=\($2),Credential=\($0)" }),
    ]

    @Test("parts may stand in any order, with a blank behind the comma", arguments: layouts.indices) func order(index: Int) throws {
        for names in ["abc;host", "host", ""] {
            var request = HandSigned(.v4Header)
            request.fields.append(Pair("ABC", "value"))
            request.additionalHeaders = names
            request.layout = Self.layouts[index].1
            let sent = request.sent()
            #expect(try sent.refusal() == nil, "\(Self.layouts[index].0), additional headers '\(names)'")
        }
    }

    @Test("an empty list of additional headers may be left out or written") func emptyList() throws {
        let request = HandSigned(.v4Header)
        #expect(try request.sent().refusal() == nil)
        var written = request
        written.layout = { "OSS4-HMAC-SHA256 Credential=\($0), AdditionalHeaders=\($1), Signature=\($2)" }
        #expect(try written.sent().refusal() == nil)
    }

    static let broken: [(String, Layout)] = [
        ("two credentials", { "OSS4-HMAC-SHA256 Credential=AK/x,Credential=\($0),AdditionalHeaders=\($1),Signature=\($2)" }),
        ("two signatures", { "OSS4-HMAC-SHA256 Credential=\($0),Signature=00,Signature=\($2),AdditionalHeaders=\($1)" }),
        ("an unknown part in place of the signature", { "OSS4-HMAC-SHA256 Credential=\($0),AdditionalHeaders=\($1),Signed=\($2)" }),
        ("semicolons", { "OSS4-HMAC-SHA256 Credential=\($0);AdditionalHeaders=\($1);Signature=\($2)" }),
        ("no equals signs", { "OSS4-HMAC-SHA256 \($0),\($1),\($2)" }), ("only commas", { _, _, _ in "OSS4-HMAC-SHA256 ,,,,," }),
    ]

    @Test("what cannot be read in one way is refused", arguments: broken.indices) func malformed(index: Int) throws {
        var request = HandSigned(.v4Header)
        request.layout = Self.broken[index].1
        #expect(try request.sent().refusal() != nil, "\(Self.broken[index].0)")
    }

    @Test("two Authorization fields are never both believed", arguments: [HandSigned.Form.v4Header, .v1Header])
    func twoFields(form: HandSigned.Form) throws {
        var sent = HandSigned(form).sent()
        let authorization = try #require(sent[field: "Authorization"])
        sent.fields.append(Pair("Authorization", "OSS AK:c2lnbmF0dXJl"))
        #expect(try sent.refusal() != nil)
        sent.fields.removeAll { $0.name == "Authorization" }
        sent.fields += [Pair("Authorization", "OSS AK:c2lnbmF0dXJl"), Pair("Authorization", authorization)]
        #expect(try sent.refusal() != nil)
    }
}
