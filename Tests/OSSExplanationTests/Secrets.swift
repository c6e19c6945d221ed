import HTTPTypes
import OSSExplanation
import OSSSigning
import Testing

/// What must not be in any output.
enum Secrets {
    /// The signatures of the right requests, the secret and the token.
    private static let all: [String] = {
        let urls = ExplanationTests.right + [Signed.url(Signed.request(headers: [.contentType: "image/jpeg"]))]
        let signatures = urls.compactMap { url in
            ["x-oss-signature=", "&Signature="].compactMap { name in
                url.firstRange(of: name).map { String(url[$0.upperBound...].prefix { $0 != "&" && $0 != "'" && $0 != "\"" && $0 != " " }) }
            }.first
        }
        return signatures.filter { $0.utf8.count >= 28 } + [
            Signed.secret, Signed.token, PercentEncoding.encode(Array(Signed.token.utf8)), Signed.accessKeyID,
        ]
    }()

    static func check(_ explanation: Explanation, _ input: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
        let output = explanation.text + explanation.json
        for secret in all {
            #expect(!output.contains(secret), "a secret is in the output", sourceLocation: sourceLocation)
        }
    }
}
