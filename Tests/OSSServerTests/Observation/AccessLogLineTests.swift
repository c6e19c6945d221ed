import HTTPTypes
import NIOHTTP1
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("Lines of the access log") struct AccessLogLineTests {
    private static func line(
        _ target: String, method: HTTPMethod = .GET, headers: [(String, String)] = [], status: Int = 200, error: OSSError? = nil,
        trace edit: (inout RequestTrace) -> Void = { _ in }
    ) throws -> String {
        let head = HTTPRequestHead(
            version: .http1_1, method: method, uri: target, headers: HTTPHeaders([("Host", "b.oss-cn-hangzhou.aliyuncs.com")] + headers))
        let envelope = try RequestEnvelope(head, limits: ServerLimits())
        var trace = RequestTrace()
        trace.error = error
        edit(&trace)
        var response = Response(status: status, headers: [("Content-Range", "bytes 0-1/10")], body: .bytes([1, 2]))
        response.set("x-oss-storage-class", "IA")
        let time = try #require(SigningTime(year: 2021, month: 1, day: 3, hour: 14, minute: 59, second: 49))
        var record = RequestRecord(
            envelope, response, trace,
            .init(
                time: time, requestID: RequestID(secondsSinceEpoch: 0), clientIP: "192.0.2.1", received: 7,
                serverTime: .milliseconds(88)))
        record.sent = 2
        record.duration = .milliseconds(127)
        var line: [UInt8] = []
        AccessLogLine.append(record, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    /// The fields of a line: words, and texts in quotes or brackets.
    private static func fields(_ line: String) -> [String] {
        var fields: [String] = []
        var rest = line.dropLast()[...]
        while !rest.isEmpty {
            let end: Character = rest.first == "\"" ? "\"" : rest.first == "[" ? "]" : " "
            if end != " " { rest = rest.dropFirst() }
            fields.append(String(rest.prefix { $0 != end }))
            rest = rest.drop { $0 != end }.dropFirst(end == " " ? 1 : 2)
        }
        return fields
    }

    @Test("the fields stand in OSS's order") func order() throws {
        let line = try Self.line("/a%20b.jpg?x=1", headers: [("Referer", "http://r/"), ("User-Agent", "curl/7.15.5")], status: 206) { trace in
            trace.destination = .operation(.getObject)
            trace.resource = .object(try! BucketName("bucket"), try! ObjectKey("a b.jpg"))
            trace.accountID = "1000000000000000"
        }
        let fields = Self.fields(line)
        // The request line, three fields, the blank line, and a body of 7 bytes.
        let length = 29 + 38 + 20 + 25 + 2 + 7
        let expected: [String] = [
            "192.0.2.1", "-", "-", "03/Jan/2021:14:59:49 +0000", "GET /a%20b.jpg?x=1 HTTP/1.1", "206", "2", "127", "http://r/", "curl/7.15.5",
            "b.oss-cn-hangzhou.aliyuncs.com", fields[11], "true", "-", "GetObject", "bucket", "a%20b.jpg", "10", "88", "-", "\(length)",
            "1000000000000000", "-", "-", "IA", "-", "-", "-",
        ]
        #expect(fields == expected)
        #expect(fields[11].utf8.count == 24)
        #expect(line.hasSuffix("\n"))
    }

    @Test("a refusal has its code") func refusal() throws {
        let fields = Self.fields(try Self.line("/", status: 403, error: OSSError(status: 403, code: .accessDenied, message: "no")))
        #expect(fields[5] == "403")
        #expect(fields[14] == "-")
        #expect(fields[19] == "AccessDenied")
    }

    @Test("what never was a request has a line, too") func noRequest() {
        let error = OSSError(status: 400, code: .badRequest, message: "no")
        let record = RequestRecord(
            refusal: error, clientIP: "::1", requestID: RequestID(secondsSinceEpoch: 0), at: SigningTime(year: 2021, month: 1, day: 3)!)
        var line: [UInt8] = []
        AccessLogLine.append(record, to: &line)
        let fields = Self.fields(String(decoding: line, as: UTF8.self))
        #expect(fields.count == 28)
        #expect(Array(fields[...6]) == ["::1", "-", "-", "03/Jan/2021:00:00:00 +0000", "-", "400", "0"])
    }

    /// Query parameters whose values must not be written.
    static let secrets: [String] = [
        "x-oss-signature=SECRETVALUE", "Signature=SECRETVALUE", "X-OSS-SIGNATURE=SECRETVALUE", "x%2Doss%2dsignature=SECRETVALUE",
        "x-oss-signatur%65=SECRETVALUE", "x-oss-security-token=SECRETVALUE", "security-token=SECRETVALUE", "SecurityToken=SECRETVALUE",
        "callback=SECRETVALUE", "callback-var=SECRETVALUE", "x-oss-callback=SECRETVALUE", "a=1&Signature=SECRETVALUE&b=2",
        "signature=a=SECRETVALUE", "a=1%26x-oss-signature=SECRETVALUE", "x%zz=SECRETVALUE", "u=http://h/?Signature%3DSECRETVALUE",
    ]

    @Test("no signature, token or callback is written", arguments: secrets) func redacted(query: String) throws {
        let line = try Self.line("/key?\(query)")
        #expect(!line.contains("SECRETVALUE"))
        #expect(line.contains("<redacted>"))
        #expect(line.contains("GET /key?"))
        if query.hasSuffix("&b=2") { #expect(line.contains("GET /key?a=1&Signature=<redacted>&b=2 HTTP/1.1")) }
    }

    @Test("a presigned URL whose question mark was escaped is not written either", arguments: ["=", "%3D", "%3d"])
    func escapedQuestionMark(equals: String) throws {
        let line = try Self.line("/key%3Fx-oss-expires\(equals)60&x-oss-signature\(equals)SECRETVALUE%26x-oss-date\(equals)1") { trace in
            trace.resource = .object(try! BucketName("bucket"), try! ObjectKey("key?x-oss-expires=60&x-oss-signature=SECRETVALUE&x-oss-date=1"))
        }
        #expect(!line.contains("SECRETVALUE"))
        #expect(line.contains("x-oss-date"))
    }

    @Test(
        "the rest of a query is written as it came", arguments: ["continuation-token=abc", "prefix=a%2Fb&max-keys=5", "uploads", "policy", "a==&&b"])
    func kept(query: String) throws {
        #expect(try Self.line("/?\(query)").contains("GET /?\(query) HTTP/1.1"))
    }

    static let hostile = ["a\"b", "a\\b", "a\u{1B}[31m", "é\u{2028}\u{202E}", "\u{85}\u{7F}", "x\ty"]

    @Test("no field can be ended, no line begun, no terminal changed (attack 36)", arguments: hostile) func escaped(text: String) throws {
        let line = try Self.line("/", headers: [("User-Agent", text), ("Referer", text)]) { trace in
            trace.resource = .object(try! BucketName("bucket"), try! ObjectKey(text.unicodeScalars.contains("\u{7F}") ? "x" : text))
            trace.destination = .unknown(text)
        }
        #expect(line.utf8.dropLast().allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(Self.fields(line).count == 28)
    }

    @Test("a field of any length has an end") func long() throws {
        let line = try Self.line("/", headers: [("User-Agent", String(repeating: "\u{1}", count: 60_000))])
        #expect(line.utf8.count < 20_000)
    }
}
