import OSSSigning
import Testing

@Suite("Additional headers") struct AdditionalHeaderTests {
    static func request(_ form: HandSigned.Form, _ names: String) -> HandSigned {
        var request = HandSigned(form)
        request.fields += [Pair("abc", "value"), Pair("zabc", "value"), Pair("Content-Length", "1000")]
        if form == .v4Query { request[parameter: "x-oss-additional-headers"] = names } else { request.additionalHeaders = names }
        return request
    }

    static let forms = [HandSigned.Form.v4Query, .v4Header]

    @Test("sorted lower-case names of headers that are there are accepted", arguments: forms, ["abc", "abc;zabc", "content-length;host", "host"])
    func accepted(form: HandSigned.Form, names: String) throws {
        let sent = Self.request(form, names).sent()
        #expect(try sent.verified().additionalHeaders == names.split(separator: ";").map(String.init))
    }

    @Test(
        "a listed header that is absent from a presigned request is an argument error, without an EC", arguments: ["name", "abc;name", "email;name"])
    func absent(names: String) throws {
        let failure = try #require(try Self.request(.v4Query, names).sent().refusal())
        guard case .additionalHeaderAbsent = failure.reason else { Issue.record("\(failure.reason)"); return }
        #expect(failure.reason.ec == nil)
    }

    @Test("a listed header that is absent from a header-signed request is refused") func absentInHeader() throws {
        #expect(try Self.request(.v4Header, "abc;name").sent().refusal() != nil)
    }

    @Test("an empty item is refused with its EC", arguments: forms, ["abc;", ";abc", "abc;;zabc", ";"])
    func emptyItem(form: HandSigned.Form, names: String) throws {
        #expect(try Self.request(form, names).sent().refusal()?.reason.ec == ec(210))
    }

    @Test(
        "upper case, disorder and repetition are refused, even when signed so", arguments: forms,
        ["ABC", "zabc;abc", "abc;abc", "abc; zabc", "abc,zabc"])
    func otherSpellings(form: HandSigned.Form, names: String) throws {
        #expect(try Self.request(form, names).sent().refusal() != nil)
    }

    @Test("the value of a listed header is bound", arguments: forms) func bound(form: HandSigned.Form) throws {
        var sent = Self.request(form, "content-length;host").sent()
        sent[field: "Content-Length"] = "1001"
        #expect(try sent.refusal()?.reason.ec == ec(201))
        var moved = Self.request(form, "content-length;host").sent()
        moved.authority = "examplebucket.oss-cn-hangzhou-internal.aliyuncs.com"
        #expect(try moved.refusal()?.reason.ec == ec(201))
    }

    @Test("a header that is not listed may change, and the host with it", arguments: HandSigned.Form.allCases) func free(form: HandSigned.Form) throws
    {
        var request = HandSigned(form)
        request.fields.append(Pair("Content-Length", "1000"))
        var sent = request.sent()
        sent[field: "Content-Length"] = "1001"
        sent.authority = "examplebucket.oss-accelerate.aliyuncs.com"
        for name in ["Cache-Control", "Content-Disposition", "Content-Encoding", "Expires", "User-Agent", "Range", "Origin"] {
            sent.fields.append(Pair(name, "anything"))
        }
        #expect(try sent.refusal() == nil)
    }

    @Test("V1 ignores additional headers") func ignoredByV1() throws {
        var request = HandSigned(.v1Query)
        request.fields.append(Pair("abc", "value"))
        var sent = request.sent()
        sent[field: "abc"] = "another"
        #expect(try sent.refusal() == nil)
    }

    @Test("repeated fields are signed with a comma between them", arguments: forms) func repeatedField(form: HandSigned.Form) throws {
        var request = Self.request(form, "abc")
        request.fields += [Pair("abc", "second"), Pair("x-oss-meta-a", "1"), Pair("X-Oss-Meta-A", "2")]
        #expect(try request.sent().refusal() == nil)
        var sent = request.sent()
        sent.fields.removeAll { $0.value == "second" }
        #expect(try sent.refusal()?.reason.ec == ec(201))
    }
}
