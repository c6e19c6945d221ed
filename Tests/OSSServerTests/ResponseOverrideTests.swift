import HTTPTypes
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("Headers of an answer that the request chooses") struct ResponseOverrideTests {
    private func overrides(_ query: String) throws -> [String: String] {
        let request = try ReceivedRequest(method: .get, target: RequestTarget("/bkt/k?" + query), authority: "127.0.0.1", fields: [:])
        return Dictionary(
            try ResponseOverrides(request.query).values.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test(
        "each of OSS's six parameters sets its header",
        arguments: [
            ("response-content-type", "content-type"), ("response-content-language", "content-language"), ("response-expires", "expires"),
            ("response-cache-control", "cache-control"), ("response-content-disposition", "content-disposition"),
            ("response-content-encoding", "content-encoding"),
        ])
    func each(parameter: String, header: String) throws {
        #expect(try overrides(parameter + "=attachment%3B%20filename%3D%22a%20b%22") == [header: "attachment; filename=\"a b\""])
        #expect(try overrides(parameter.uppercased() + "=x").isEmpty, "another case is an ordinary parameter")
    }

    @Test(
        "nothing else does",
        arguments: [
            "", "response-x=1", "response-set-cookie=a", "response-location=b", "content-type=text/html", "response-=x", "response-content-length=5",
            "response-etag=x",
        ])
    func others(query: String) throws { #expect(try overrides(query).isEmpty) }

    @Test("a value that would split the answer is refused", arguments: ["a%0D%0AX:%20y", "a%0Ab", "a%0Db", "a%00b", "%7F", "a%1Bb"]) func splitting(
        value: String
    ) {
        let error = #expect(throws: OSSError.self) { try overrides("response-content-disposition=" + value) }
        #expect(error?.status == 400 && error?.code == .invalidArgument)
    }

    @Test("a value that is not UTF-8 neither traps nor splits") func notUTF8() throws {
        let found = try? overrides("response-content-type=%FF%FE")
        #expect(found?.values.allSatisfy { !$0.utf8.contains(0x0A) } ?? true)
    }
}
