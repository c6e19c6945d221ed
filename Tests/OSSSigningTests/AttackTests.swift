import OSSSigning
import Testing

/// The attacks 1 to 13 of the threat model: whoever holds one signed request tries to make another one of it.
@Suite("Attacks on a signed request") struct AttackTests {
    static let forms = HandSigned.Form.allCases

    private func expectMismatch(_ sent: Sent, _ form: HandSigned.Form, _ note: String = "") throws {
        #expect(
            try sent.refusal()?.reason == .signatureMismatch(HandSigned(form).isV4 ? .v4 : .v1, HandSigned(form).isURL ? .query : .header), "\(note)")
    }

    @Test("1: another method", arguments: forms, ["GET", "HEAD", "DELETE", "POST", "OPTIONS", "put"]) func method(
        form: HandSigned.Form, method: String
    ) throws {
        var sent = HandSigned(form).sent()
        sent.method = method
        try expectMismatch(sent, form)
    }

    @Test("2: another key or bucket, also through another style of address", arguments: forms) func resource(form: HandSigned.Form) throws {
        for (authority, path) in [
            ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "/exampleobject.txt2"),
            ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "/ExampleObject.txt"),
            ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "//exampleobject.txt"), ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "/"),
            ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "/./exampleobject.txt"),
            ("examplebucket.oss-cn-hangzhou.aliyuncs.com", "/x/../exampleobject.txt"),
            ("otherbucket.oss-cn-hangzhou.aliyuncs.com", "/exampleobject.txt"), ("otherbucket.localhost", "/examplebucket/exampleobject.txt"),
            ("127.0.0.1:9000", "/otherbucket/exampleobject.txt"), ("127.0.0.1", "/examplebucket//exampleobject.txt"),
        ] {
            var sent = HandSigned(form).sent()
            (sent.authority, sent.path) = (authority, path)
            try expectMismatch(sent, form, authority + path)
        }
        for (authority, path) in [("127.0.0.1:9000", "/examplebucket/exampleobject.txt"), ("examplebucket.localhost:1", "/exampleobject.txt")] {
            var sent = HandSigned(form).sent()
            (sent.authority, sent.path) = (authority, path)
            #expect(try sent.refusal() == nil, "the same resource by another address")
        }
    }

    @Test("3: a longer life") func longerLife() throws {
        for expires in ["3601", "604800"] {
            var sent = HandSigned(.v4Query).sent()
            sent[parameter: "x-oss-expires"] = expires
            try expectMismatch(sent, .v4Query)
        }
        var tooLong = HandSigned(.v4Query).sent()
        tooLong[parameter: "x-oss-expires"] = "604801"
        #expect(try tooLong.refusal()?.reason.ec == ec(232))
        var later = HandSigned(.v4Query).sent()
        later[parameter: "x-oss-date"] = "20241112T084000Z"
        try expectMismatch(later, .v4Query)
        later[parameter: "x-oss-date"] = "20241113T083238Z"
        #expect(try later.refusal()?.reason.ec == ec(223))
        var old = HandSigned(.v1Query).sent()
        old[parameter: "Expires"] = String(HandSigned.signingSecond + 100_000)
        try expectMismatch(old, .v1Query)
    }

    @Test(
        "6: an unsigned x-oss header", arguments: forms,
        [
            "x-oss-object-acl", "x-oss-copy-source", "x-oss-symlink-target", "x-oss-tagging", "x-oss-storage-class", "x-oss-callback", "x-oss-meta-a",
            "x-oss-forbid-overwrite", "X-OSS-Meta-B", "x-oss-",
        ])
    func addedHeader(form: HandSigned.Form, name: String) throws {
        var sent = HandSigned(form).sent()
        sent.fields.append(Pair(name, "value"))
        try expectMismatch(sent, form)
    }

    @Test("6: an unsigned Content-Type or Content-MD5", arguments: forms, ["Content-Type", "content-type", "Content-MD5"])
    func addedContentType(form: HandSigned.Form, name: String) throws {
        var sent = HandSigned(form).sent()
        sent.fields.append(Pair(name, "application/x-www-form-urlencoded"))
        try expectMismatch(sent, form)
    }

    @Test("7: a signed header dropped or changed", arguments: forms, ["Content-Type", "Content-MD5", "x-oss-meta-author", "x-oss-forbid-overwrite"])
    func changedHeader(form: HandSigned.Form, name: String) throws {
        var request = HandSigned(form)
        request[field: name] = "true"
        #expect(try request.sent().refusal() == nil)
        for value in [nil, "false", "True", "true;"] {
            var sent = request.sent()
            sent[field: name] = value
            try expectMismatch(sent, form, value ?? "dropped")
        }
    }

    @Test(
        "9: an added sub-resource", arguments: forms,
        ["acl", "uploads", "policy", "x-oss-process", "tagging", "versions", "cors", "append", "delete"])
    func addedSubResource(form: HandSigned.Form, name: String) throws {
        for value in ["", "x"] {
            var sent = HandSigned(form).sent()
            sent.query.append(Pair(name, value))
            try expectMismatch(sent, form)
        }
    }

    @Test("9: any added parameter breaks V4", arguments: ["prefix", "ACL", "a", ""]) func addedParameter(name: String) throws {
        for form in [HandSigned.Form.v4Query, .v4Header] {
            var sent = HandSigned(form).sent()
            sent.query.append(Pair(name, "x"))
            try expectMismatch(sent, form)
        }
    }

    @Test("12: a URL's V1 signature in a header, where its Expires is no date") func urlAsHeader() throws {
        let presented = HandSigned(.v1Query).sent()
        var sent = HandSigned(.v1Header).sent()
        sent[field: "Date"] = presented[parameter: "Expires"]
        sent[field: "Authorization"] = "OSS \(HandSigned.accessKeyID):\(presented[parameter: "Signature"]!)"
        #expect(try sent.refusal()?.reason.ec == ec(502))
    }

    @Test("12: a header's V1 signature in a URL, where its Date is no number") func headerAsURL() throws {
        let presented = HandSigned(.v1Header).sent()
        let signature = presented[field: "Authorization"]!.split(separator: ":")[1]
        var sent = HandSigned(.v1Query).sent()
        sent[parameter: "Expires"] = presented[field: "Date"]
        sent[parameter: "Signature"] = String(signature)
        #expect(try sent.refusal()?.reason.ec == ec(70))
    }

    @Test(
        "13: a credential with further slashes never verifies",
        arguments: [
            "LTAI5tExampleAK//20241112/cn-hangzhou/oss/aliyun_v4_request", "LTAI5tExampleAK/20241112/cn-hangzhou/oss//aliyun_v4_request",
            "LTAI5tExampleAK/20241112/cn-hangzhou/oss/aliyun_v4_request/", "/LTAI5tExampleAK/20241112/cn-hangzhou/oss/aliyun_v4_request",
            "LTAI5tExampleAK/20241112/cn/hangzhou/oss/aliyun_v4_request", "/20241112/cn-hangzhou/oss/aliyun_v4_request",
        ])
    func slashes(credential: String) throws {
        var inQuery = HandSigned(.v4Query)
        inQuery[parameter: "x-oss-credential"] = credential
        #expect(try inQuery.sent().refusal() != nil)
        var inHeader = HandSigned(.v4Header)
        inHeader.credential = credential
        #expect(try inHeader.sent().refusal() != nil)
    }

    @Test("a mismatch shows both strings as OSS documents them, and never the right signature", arguments: forms) func evidence(form: HandSigned.Form)
        throws
    {
        let request = HandSigned(form)
        var sent = request.sent()
        sent.path = "/another"
        var other = request
        other.key = "another"
        let failure = try #require(try sent.refusal())
        #expect(failure.accessKeyID == HandSigned.accessKeyID)
        #expect(
            failure.signatureProvided?.exposed
                == (sent[parameter: "x-oss-signature"] ?? sent[parameter: "Signature"] ?? failure.signatureProvided?.exposed))
        #expect(failure.canonicalRequest?.text == (request.isV4 ? other.canonicalRequest : nil))
        #expect(failure.stringToSign != nil)
    }
}
