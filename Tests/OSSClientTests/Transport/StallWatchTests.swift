import NIOCore
import Testing

@testable import OSSClient

@Suite("Stalls and repeated secrets")
struct StallWatchTests {
    private func takenSlowly(source: Duration, taker: Duration, limit: Duration) async throws -> Int {
        let watch = StallWatch()
        let chunks = watch.watched(
            ByteChunks {
                var left = 3
                return {
                    try await Task.sleep(for: source)
                    left -= 1
                    return left >= 0 ? ByteBuffer(string: "x") : nil
                }
            })
        return try await watch.run(limit: limit) {
            var count = 0
            for try await chunk in chunks {
                try await Task.sleep(for: taker)
                count += chunk.readableBytes
            }
            return count
        }
    }

    @Test("a slow source is no stall") func slowSource() async throws {
        #expect(try await takenSlowly(source: .milliseconds(1200), taker: .zero, limit: .seconds(1)) == 3)
    }

    @Test("a piece that nobody takes is one") func stall() async throws {
        await #expect(throws: ClientError(.timeout, "")) { try await takenSlowly(source: .zero, taker: .seconds(600), limit: .milliseconds(100)) }
    }

    @Test(
        "a signature in a message is left out",
        arguments: [
            ("no: /a?Expires=1&Signature=abc%2B&x=1", "no: /a?Expires=1&Signature=<redacted>&x=1"),
            ("x-oss-signature=0af1", "x-oss-signature=<redacted>"), ("X-OSS-SIGNATURE='a", "X-OSS-SIGNATURE='a"),
            ("x-oss-security-token=CAIS+ b", "x-oss-security-token=<redacted> b"), ("signature", "signature"), ("signature= x", "signature= x"),
            ("", ""), ("Schlüssel & Signature=ü;", "Schlüssel & Signature=<redacted>;"),
        ]) func secrets(text: String, expected: String)
    {
        #expect(URLSecrets.removed(from: text) == expected)
    }
}
