import OSSExplanation
import OSSSigning
import OSSWire
import Testing

/// Archives, logs, records and commands are read for what they are.
@Suite struct InputKindTests {
    @Test func `an archive's failed requests to OSS are explained, the last first`() throws {
        let mismatch = try Signed.mismatch("PUT", Signed.url(), ["Content-Type: image/png"])
        let har = Archive.har([
            Archive.entry("PUT", Signed.url(), ["Content-Type": "image/png"], status: 403, body: mismatch),
            Archive.entry("GET", "https://example.com/app.js", [:], status: 404).replacing("x-oss-request-id", with: "x-other"),
            Archive.entry("PUT", Signed.url(Signed.request(key: "fine")), [:], status: 200),
            Archive.entry("OPTIONS", Signed.url(), ["Origin": "https://app.example"], status: 403),
        ])
        let observations = try InputReader.read(Array(har.utf8))
        #expect(observations.count == 2 && observations[0].method == "OPTIONS")
        let explainer = Explainer(now: Signed.now)
        #expect(explainer.explain(observations[0], input: Array(har.utf8)).findings.first?.code == "cors_refused")
        let upload = explainer.explain(observations[1], input: Array(har.utf8))
        #expect(upload.findings.first?.code == "content_type_not_signed")
        #expect(upload.facts.client == "browser" && upload.facts.status == 403)
        Secrets.check(upload)
    }

    @Test func `an archive in which everything worked has nothing to explain`() throws {
        let har = Archive.har([Archive.entry("PUT", Signed.url(), [:], status: 200)])
        #expect(try !explained(har, withKey: true).isRefused)
    }

    @Test func `a blocked request is one whose preflight failed`() throws {
        let har = Archive.har([Archive.entry("PUT", Signed.url(), ["Content-Type": "image/png"], status: 0)])
        #expect(try explained(har, withKey: false).findings.contains { $0.code == "no_answer" })
    }

    @Test func `an archive larger than a policy may be is read`() throws {
        let filler = Archive.entry("GET", "https://example.com/", [:], status: 200, body: String(repeating: "x", count: 400_000))
        let har = Archive.har([filler, filler, filler, Archive.entry("PUT", Signed.url(), [:], status: 200)])
        #expect(har.utf8.count > 1_000_000)
        #expect(try InputReader.read(Array(har.utf8)).count == 1)
    }

    @Test func `a record of a refusal keeps no secret and tells its findings`() throws {
        let record = Archive.refusal
        let line = record.json
        for secret in [Signed.token, PercentEncoding.encode(Array(Signed.token.utf8)), Signed.accessKeyID, "x-oss-signature=f"] {
            #expect(!line.contains(secret))
        }
        #expect(line.contains("x-oss-date=20241112T083238Z") && line.contains("x-oss-signature=<redacted>") && !line.contains("\n"))
        let explanation = try explained(line, withKey: false)
        let finding = try #require(explanation.findings.first)
        #expect(finding.code == "content_type_not_signed" && (finding.fix ?? "").contains("axios") && (finding.proof ?? "").contains("matches"))
        #expect(explanation.facts.requestID == record.requestID && explanation.facts.bucket == "examplebucket" && explanation.isRefused)
    }

    @Test func `of a file of refusals the last comes first`() throws {
        var second = Archive.refusal
        second.requestID = "SECOND"
        let text = Archive.refusal.json + "\n" + second.json + "\n"
        let ids = try InputReader.read(Array(text.utf8)).map(\.requestID)
        #expect(ids == ["SECOND", Archive.refusal.requestID])
    }

    @Test func `a record without findings is explained by its code`() throws {
        var record = Archive.refusal
        (record.findings, record.code) = ([], "NoSuchKey")
        #expect(try explained(record.json, withKey: false).findings.first?.code == "no_such_key")
    }

    @Test func `a line of the server's log is explained by its code`() throws {
        let line =
            "2026-01-01T00:00:00+0000 info waybill: bucket=uploads code=FileAlreadyExists ec=0026-00000026 key=a%20b method=PUT operation=PutObject request_id=65F0 status=409 [OSSServer] request"
        let explanation = try explained(line, withKey: false)
        #expect(explanation.findings.first?.code == "object_exists" && explanation.facts.key == "a b" && explanation.facts.status == 409)
    }

    @Test func `of a log, the request that is wanted is found`() throws {
        let line = { (id: String, code: String) in
            "info waybill: code=\(code) method=PUT operation=PutObject request_id=\(id) status=403 [OSSServer] request"
        }
        let log = [line("A1", "NoSuchBucket"), "something else", line("B2", "InvalidAccessKeyId")].joined(separator: "\n")
        #expect(try InputReader.readLog(Array(log.utf8), requestID: nil).map(\.requestID) == ["B2", "A1"])
        #expect(try InputReader.readLog(Array(log.utf8), requestID: "A1").map(\.requestID) == ["A1"])
        #expect(throws: UnreadableInput.self) { try InputReader.readLog(Array(log.utf8), requestID: "C3") }
    }

    @Test func `a line of a proxy's log is judged by its URL`() throws {
        let target = Signed.url().dropFirst("https://".count + Signed.host.count)
        let line = "10.0.0.1 - - [12/Nov/2024:09:00:00 +0000] \"PUT \(target) HTTP/1.1\" 403 512 \"-\" \"Go-http-client/1.1\""
        let explanation = try explained(line, withKey: false, now: Signed.time.advanced(bySeconds: 1800)!)
        #expect(explanation.findings.first?.code == "expired" && explanation.facts.client == "Go net/http")
    }

    @Test func `JSON output is JSON, with the schema that is documented`() throws {
        let explanation = try explained("curl --data-binary @f '\(Signed.url())'", withKey: true)
        let object = try #require(try JSONReader.read(Array(explanation.json.utf8)).object)
        #expect(object["schema"]?.string == "waybill.explain.v1" && object["refused"]?.boolean == true)
        let finding = try #require(object["findings"]?.array?.first?.object)
        for name in ["code", "severity", "cause", "proof", "fix"] { #expect(finding[name]?.string != nil, "\(name)") }
        let request = try #require(object["request"]?.object)
        for name in ["bucket", "key", "region", "access_key_id", "issued", "expires", "method"] { #expect(request[name]?.string != nil, "\(name)") }
    }

    @Test(arguments: [
        ("curl/7.88.1", SendingClient.curl), ("Wget/1.21.3", .wget), ("python-requests/2.31.0", .requests), ("python-httpx/0.24", .httpx),
        ("Python/3.11 aiohttp/3.8.4", .aiohttp), ("Python-urllib/3.11", .urllib), ("axios/1.2.1", .axios), ("node", .nodeFetch),
        ("undici", .nodeFetch),
        ("Java/17.0.9", .java), ("Java-http-client/17.0.9", .java), ("Apache-HttpClient/4.5.14 (Java/17.0.9)", .apacheHTTPClient),
        ("okhttp/3.13.1", .okHTTP),
        ("Go-http-client/1.1", .go), ("HTTPie/3.2.1", .httpie), ("Dalvik/2.1.0 (Linux; U; Android 14)", .java), ("PostmanRuntime/7.36", .postman),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", .browser),
        ("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1", .powerShell),
        ("App/1 CFNetwork/1490.0.4 Darwin/23.2.0", .urlSession),
        ("prog (unknown version) curl/8.5.0", .urlSession), ("", .unknown), ("something", .unknown),
    ])
    func `clients are recognised by their User-Agent`(_ agent: String, client: SendingClient) {
        #expect(SendingClient(userAgent: agent) == client)
    }
}
