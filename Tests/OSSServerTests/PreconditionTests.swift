import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire
import Testing

@testable import OSSServer

@Suite("Conditions of a read") struct PreconditionTests {
    enum Verdict: Sendable { case send, notModified, failed }

    struct Case: Sendable, CustomTestStringConvertible {
        let headers: [(String, String)]
        let verdict: Verdict

        init(_ headers: (String, String)..., verdict: Verdict) {
            self.headers = headers
            self.verdict = verdict
        }

        var testDescription: String { headers.map { "\($0.0): \($0.1)" }.joined(separator: ", ") }
    }

    private static let tag = "5D41402ABC4B2A76B9719D911017C592"
    private static let other = "\"00000000000000000000000000000000\""
    private static let before = "Tue, 12 Nov 2024 08:32:37 GMT"
    private static let same = "Tue, 12 Nov 2024 08:32:38 GMT"
    private static let after = "Tue, 12 Nov 2024 08:32:39 GMT"

    static let cases = [
        Case(verdict: .send),
        Case(("If-Modified-Since", before), verdict: .send), Case(("If-Modified-Since", same), verdict: .notModified),
        Case(("If-Modified-Since", after), verdict: .notModified), Case(("If-Unmodified-Since", before), verdict: .failed),
        Case(("If-Unmodified-Since", same), verdict: .send), Case(("If-Unmodified-Since", after), verdict: .send),
        Case(("If-Match", "\"\(tag)\""), verdict: .send), Case(("If-Match", tag), verdict: .send), Case(("If-Match", other), verdict: .failed),
        Case(("If-Match", "\(other), \"\(tag)\""), verdict: .send), Case(("If-None-Match", "\"\(tag)\""), verdict: .notModified),
        Case(("If-None-Match", tag), verdict: .notModified), Case(("If-None-Match", other), verdict: .send),
        Case(("If-None-Match", "\(other),\"\(tag)\""), verdict: .notModified), Case(("If-Match", "*"), verdict: .send),
        Case(("If-None-Match", "*"), verdict: .notModified),
        Case(("If-Match", other), ("If-Unmodified-Since", after), verdict: .failed),
        Case(("If-Match", "\"\(tag)\""), ("If-Unmodified-Since", after), verdict: .send),
        Case(("If-None-Match", "\"\(tag)\""), ("If-Modified-Since", after), verdict: .notModified),
        Case(("If-None-Match", other), ("If-Modified-Since", before), verdict: .send),
        Case(("If-Match", other), ("If-Modified-Since", after), verdict: .failed),
        Case(("If-Unmodified-Since", before), ("If-None-Match", "\"\(tag)\""), verdict: .failed),
        Case(("If-Modified-Since", "yesterday"), verdict: .send), Case(("If-Unmodified-Since", "1731400358"), verdict: .send),
    ]

    @Test("304 for a copy that is still good, 412 for a condition that does not hold", arguments: cases) func evaluate(item: Case) throws {
        var fields = HTTPFields()
        for (name, value) in item.headers { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        var verdict = Verdict.send
        do {
            if let response = try Precondition(fields).evaluate(ShownObject(object: Self.object(), link: nil)) {
                #expect(response.status == 304)
                verdict = .notModified
            }
        } catch let error as OSSError {
            #expect(error == .preconditionFailed)
            #expect(error.status == 412)
            verdict = .failed
        }
        #expect(verdict == item.verdict)
    }

    private static func object() throws -> StoredObject {
        let summary = ObjectSummary(
            bucket: try BucketName("examplebucket"), key: try ObjectKey("k"), size: 0, etag: ETag(tag), crc64: 0,
            lastModified: SigningTime(httpDate: same)!)
        return StoredObject(summary: summary, md5: nil, headers: StoredHeaders(), content: .segments([]))
    }
}
