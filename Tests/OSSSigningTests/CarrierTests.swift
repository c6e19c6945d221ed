import OSSSigning
import Testing

@Suite("Carriers and repeated parameters") struct CarrierTests {
    static let v4Names = ["x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature"]

    @Test("a V4 parameter that stands twice is refused, whichever comes first", arguments: v4Names) func v4Duplicates(name: String) throws {
        let sent = HandSigned(.v4Query).sent()
        let value = try #require(sent[parameter: name])
        for other in [value, "1", ""] {
            var behind = sent
            behind.query.append(Pair(name, other))
            #expect(try behind.refusal()?.reason == .repeatedParameter(name), "\(other) behind")
            var before = sent
            before.query.insert(Pair(name, other), at: 0)
            #expect(try before.refusal()?.reason == .repeatedParameter(name), "\(other) before")
        }
    }

    @Test("optional V4 parameters that stand twice are refused, too", arguments: ["x-oss-additional-headers", "x-oss-security-token"])
    func optionalDuplicates(name: String) throws {
        var request = HandSigned(.v4Query)
        request.query += [Pair(name, "host"), Pair(name, "host")]
        #expect(try request.sent().refusal() != nil)
    }

    @Test("of a repeated V1 parameter the first one counts") func v1Duplicates() throws {
        var sent = HandSigned(.v1Query).sent()
        sent.query += [Pair("Signature", "c2lnbmF0dXJl"), Pair("Expires", "1"), Pair("OSSAccessKeyId", "other")]
        #expect(try sent.refusal() == nil)
        for (name, value, code) in [("Signature", "c2lnbmF0dXJl", 40), ("Expires", "1", 69), ("OSSAccessKeyId", "other", 902)] {
            var wrong = HandSigned(.v1Query).sent()
            wrong.query.insert(Pair(name, value), at: 0)
            #expect(try wrong.refusal()?.reason.ec == ec(code), "\(name)")
        }
    }

    @Test("names of another case are ordinary parameters: signed they are accepted, added they are not", arguments: v4Names) func v4Case(name: String)
        throws
    {
        var request = HandSigned(.v4Query)
        request.query.append(Pair(name.uppercased(), "x"))
        #expect(try request.sent().refusal() == nil)
        var sent = HandSigned(.v4Query).sent()
        sent.query.append(Pair(name.uppercased(), "x"))
        #expect(try sent.refusal()?.reason.ec == ec(201))
    }

    @Test("a V4 URL without its version, or with its signature alone, is never accepted") func withoutVersion() throws {
        var request = HandSigned(.v4Query)
        request[parameter: "x-oss-signature-version"] = nil
        #expect(try request.sent().refusal() != nil)
        var sent = HandSigned(.v4Query).sent()
        sent.query.removeAll { $0.name != "x-oss-signature" }
        #expect(try sent.refusal() != nil)
    }

    @Test("V1's names in another case carry no signature") func v1Case() throws {
        var sent = HandSigned(.v1Query).sent()
        sent.query = sent.query.map { Pair($0.name.lowercased(), $0.value) }
        #expect(try sent.refusal()?.reason == .anonymous)
    }

    @Test("signatures of two versions in one URL are two carriers, in either order") func twoVersions() throws {
        let (v1, v4) = (HandSigned(.v1Query).sent().query, HandSigned(.v4Query).sent().query)
        for query in [v1 + v4, v4 + v1] {
            let sent = Sent(method: "PUT", path: "/exampleobject.txt", authority: "examplebucket.localhost", query: query, fields: [])
            #expect(try sent.refusal()?.reason.ec == ec(39))
        }
    }

    @Test("what V1's query lacks is told", arguments: [["OSSAccessKeyId"], ["OSSAccessKeyId", "Expires"], ["Signature", "Expires"]])
    func incomplete(names: [String]) throws {
        var sent = HandSigned(.v1Query).sent()
        for name in names { sent[parameter: name] = nil }
        guard case .incompleteV1Query = try sent.refusal()?.reason else { Issue.record("\(String(describing: try sent.refusal()))"); return }
    }

    @Test("empty V1 parameters are incomplete", arguments: ["OSSAccessKeyId", "Signature", "Expires"]) func emptyV1(name: String) throws {
        var sent = HandSigned(.v1Query).sent()
        sent[parameter: name] = ""
        guard case .incompleteV1Query = try sent.refusal()?.reason else { Issue.record("\(String(describing: try sent.refusal()))"); return }
    }

    @Test("V4's query is compared decoded: order, escapes and a missing equals sign do not matter") func equivalentQueries() throws {
        var request = HandSigned(.v4Query)
        request.query += [Pair("uploads", ""), Pair("prefix", "a b+c/ü~")]
        var sent = request.sent()
        sent.query.reverse()
        #expect(try sent.refusal() == nil)
        sent.query.removeAll { $0.name == "uploads" || $0.name == "prefix" }
        sent.rawQuery = "uploads=&pre%66ix=%61%20b+c/%c3%bc%7E"
        #expect(try sent.refusal() == nil)
        sent.rawQuery = "uploads=&prefix=a+b+c/%c3%bc~"
        #expect(try sent.refusal()?.reason.ec == ec(201))
    }

    @Test("the path is compared decoded, once", arguments: HandSigned.Form.allCases) func equivalentPaths(form: HandSigned.Form) throws {
        var request = HandSigned(form)
        request.key = "a b+c/ü~中.txt"
        var sent = request.sent()
        sent.path = "/a%20b+c%2F%c3%bc%7E%E4%B8%AD%2etxt"
        #expect(try sent.refusal() == nil)
        sent.path = "/a%2520b%2Bc/%C3%BC~%E4%B8%AD.txt"
        #expect(try sent.refusal()?.reason.ec == ec(HandSigned(form).isV4 ? 201 : 40))
    }
}
