import HTTPTypes
import OSSExplanation
import OSSSigning
import Testing

/// Every seeded failure is found, and nothing is found where nothing is wrong.
@Suite struct ExplanationTests {
    @Test(arguments: SeededFailure.all.filter { $0.key != .with })
    func `without the key, the first finding is the right one`(_ failure: SeededFailure) throws { try check(failure, withKey: false) }

    @Test(arguments: SeededFailure.all.filter { $0.key != .without })
    func `with the key, the first finding is the right one`(_ failure: SeededFailure) throws { try check(failure, withKey: true) }

    private func check(_ failure: SeededFailure, withKey: Bool) throws {
        let input = try failure.input()
        let explanation = try explained(input, withKey: withKey, now: failure.now)
        let first = try #require(explanation.findings.first, "nothing was found")
        #expect(first.code == failure.code, "\(explanation.text)")
        #expect(explanation.isRefused)
        let words = [first.cause, first.proof ?? "", first.fix ?? ""].joined(separator: " ")
        #expect(words.contains(failure.says), "\(words)")
        #expect(!(first.fix ?? "").isEmpty || failure.code == "refused", "every finding says what to do")
        Secrets.check(explanation)
    }

    @Test func `there are as many seeded failures as were promised`() {
        #expect(SeededFailure.all.count >= 40)
        #expect(Set(SeededFailure.all.map(\.name)).count == SeededFailure.all.count)
    }

    static let right: [String] = [
        Signed.url(), Signed.url(Signed.request(.get)), Signed.url(Signed.request(.delete, key: "a b/ü%+&=.txt")),
        Signed.url(Signed.request(), Signed.signer(.v1)), Signed.url(Signed.request(), Signed.signer(token: Signed.token)),
        Signed.url(Signed.request(parameters: [QueryParameter("uploadId", "abc"), QueryParameter("partNumber", "1")])),
        Signed.url(Signed.request(), Signed.signer(host: "http://localhost:9000")), "please send it to \(Signed.url()) until noon",
        "curl -T f '\(Signed.url())'", "curl -fsS -X PUT --upload-file f \"\(Signed.url())\"", "$ curl '\(Signed.url(Signed.request(.get)))' -o f",
        "curl -I '\(Signed.url(Signed.request(.head)))'", "curl -X PUT -H 'Content-Type:' --data-binary @f '\(Signed.url())'",
        "curl -T f \\\n  '\(Signed.url())'", "URL='\(Signed.url())'\ncurl -T f \"$URL\"", "[upload here](\(Signed.url())), please",
        "{\"method\":\"PUT\",\"url\":\"\(Signed.url())\"}",
    ]

    @Test(arguments: right, [true, false])
    func `nothing is found where nothing is wrong`(_ input: String, withKey: Bool) throws {
        let explanation = try explained(input, withKey: withKey)
        #expect(explanation.findings.isEmpty, "\(explanation.text)")
        #expect(!explanation.isRefused)
        #expect(explanation.facts.isVerified == withKey)
        Secrets.check(explanation)
    }

    @Test func `what is sent as it was signed is right`() throws {
        let url = Signed.url(Signed.request(headers: [.contentType: "image/jpeg", HTTPField.Name("x-oss-meta-a")!: "b"]))
        let command = "curl -T f -H 'Content-Type: image/jpeg' -H 'x-oss-meta-a: b' '\(url)'"
        #expect(try explained(command, withKey: true).findings.isEmpty)
        let guess = try explained(command, withKey: false)
        #expect(!guess.isRefused, "without the key nothing says that they were not signed: \(guess.text)")
    }

    @Test func `an accepted request is right`() throws {
        let text = try Signed.transcript("PUT", Signed.url(), ["User-Agent: curl/7.88.1", "Content-Type: image/png"], status: 200)
        #expect(try explained(text, withKey: false).findings.isEmpty)
    }

    @Test func `a URL with a signed type says that it must be sent`() throws {
        let explanation = try explained(Signed.url(Signed.request(headers: [.contentType: "image/jpeg"])), withKey: true)
        #expect(explanation.findings.map(\.code) == ["header_needed"])
        #expect(!explanation.isRefused && explanation.facts.isVerified && explanation.facts.method == "PUT")
    }

    @Test func `the facts of a URL are told`() throws {
        let facts = try explained(Signed.url(), withKey: false).facts
        #expect(facts.bucket == "examplebucket" && facts.key == "dir/example.txt" && facts.region == "cn-hangzhou" && facts.signature == "v4")
        #expect(facts.accessKeyID == "LTAI5t…y9" && facts.issued == "2024-11-12T08:32:38Z" && facts.expires == "2024-11-12T08:47:38Z")
        #expect(facts.validitySeconds == 900 && facts.method == nil)
    }

    @Test(arguments: SeededFailure.damage.filter { !$0.code.hasPrefix("url_cut") })
    func `a repaired URL is the one that was signed`(_ failure: SeededFailure) throws {
        let explanation = try explained(failure.input(), withKey: true)
        #expect(explanation.facts.isVerified, "\(explanation.text)")
        #expect(!explanation.isRefusedAfterRepair)
        let url = try #require(explanation.url)
        let again = try explained(url, withKey: true)
        #expect(again.findings.isEmpty && again.facts.isVerified, "\(again.text)")
    }

    @Test func `a damaged URL that has expired shows both`() throws {
        let url = Signed.url().replacing("&", with: "&amp;")
        let codes = try explained(url, withKey: true, now: Signed.time.advanced(bySeconds: 1800)!).findings.map(\.code)
        #expect(codes == ["url_html_escaped", "expired"])
    }

    @Test(arguments: [
        "", " \n", "hello", "curl -T f \"$URL\"", "curl", "{}", "[]", "<Error><Code>", "https://", "\0\0", "{\"log\":{\"entries\":[]}}",
    ])
    func `what cannot be explained is refused`(_ input: String) {
        #expect(throws: UnreadableInput.self) { try InputReader.read(Array(input.utf8)) }
    }
}
