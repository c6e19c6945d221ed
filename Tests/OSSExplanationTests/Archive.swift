import OSSExplanation
import OSSSigning
import OSSWire

/// HTTP archives and records of refusals, as browsers and this project's server write them.
enum Archive {
    static func entry(_ method: String, _ url: String, _ headers: [String: String], status: Int, body: String = "", agent: String = "Mozilla/5.0")
        -> String
    {
        let fields = ([("User-Agent", agent)] + headers.map { ($0.key, $0.value) }).map {
            "{\"name\":\(JSONQuoting.quote($0.0)),\"value\":\(JSONQuoting.quote($0.1))}"
        }
        return """
            {"startedDateTime":"2024-11-12T08:40:00.000Z","time":12.5,
             "request":{"method":"\(method)","url":\(JSONQuoting.quote(url)),"httpVersion":"HTTP/1.1","headers":[\(fields.joined(separator: ","))],"queryString":[]},
             "response":{"status":\(status),"statusText":"","headers":[{"name":"Date","value":"\(Signed.now.httpDate)"},{"name":"x-oss-request-id","value":"ID\(status)"}],
                         "content":{"size":\(body.utf8.count),"mimeType":"application/xml","text":\(JSONQuoting.quote(body))}}}
            """
    }

    static func har(_ entries: [String]) -> String {
        "{\"log\":{\"version\":\"1.2\",\"creator\":{},\"entries\":[\(entries.joined(separator: ","))]}}"
    }

    /// What a server writes down about a refusal.
    static var refusal: RefusalRecord {
        do {
            let target = try RequestTarget(Signed.url(Signed.request(), Signed.signer(token: Signed.token)))
            return RefusalRecord(
                time: Signed.now, requestID: "65F0A1B2C3D4E5F601234567", method: "PUT", host: Signed.host, target: target,
                resource: .object(try BucketName("examplebucket"), try ObjectKey("dir/example.txt")), status: 403, code: "SignatureDoesNotMatch",
                ec: "0002-00000201", userAgent: "axios/1.2.1", contentType: "application/x-www-form-urlencoded",
                findings: [.headersNotSigned(["content-type"])])
        } catch { preconditionFailure("\(error)") }
    }
}
