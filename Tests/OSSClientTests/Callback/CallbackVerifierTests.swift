import HTTPTypes
import OSSSigning
import OSSWire
import Synchronization
import Testing

@testable import OSSClient

@Suite("The verifier of callbacks")
struct CallbackVerifierTests {
    /// Two keys of OpenSSL's with their signatures of `/notify` and the body `body`.
    static let first = Signed(
        pem:
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDh1POHxnhtv9qj79B5DzF2tfgbteE/U/TdCtSTsWJF2AfESECFwo17RBbxf3oxlBD1vH9805fsV2SGAV6e8tMNwpwFO9HT+BnwnjTZ/gHAi+muyvRT9d2M7jhSl09dv5zdYd/QwSRKs6g9wTausJuu68Ng6z782g0iGOe37q+7mwIDAQAB",
        signature:
            "sMMYtpvf+l2MybO+DYWYaVaOB78MK54lrDpc7msGYVJCsCQ+gLKufg1CU9B3/JJ3bICEWoZ4+pDCxQlgYRb5x69PAwXaarTvp8qaumG/x5HqKvU8cWoFI0lCF7ZkOYnB1ggculPlg+3+AT5xjtvdR86Hxwd/quOoOzKxTgBCVds="
    )
    static let second = Signed(
        pem:
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDAkLjSC/Jw2E2bhGjLE6rOsW5VgYSwU0KKYIEdo7/W3u22D0LO5qhNdUZcmIgohyOTsE7AXajQCQAtQ5o0trrMsMDvTfyH8D+R9x/4k1mu0j4fnn68SI08sLO8tmbAnmJD+JjdoHMIjgRXgBLbKraaIfTEMYFZ4g1TTB44ToG2YwIDAQAB",
        signature:
            "PdG0zFNfgl/k/6348vupWfapBpVmrgNI2vHHyiLdJGet1lvuV/uVm4I4VfHt5XckwzeEAHCc65Ygj7eFxdwXtMcDga7DsDp9HWAuSXNzde15UK5Krw2MG5Gtv4fOsEHdlCsnh1+5q7VCY+Y2cGiPsDlL5qOvaNcnJvv0loStYPM="
    )

    struct Signed {
        let pem: String
        let signature: String

        init(pem: String, signature: String) {
            self.pem = "-----BEGIN PUBLIC KEY-----\n\(pem)\n-----END PUBLIC KEY-----\n"
            self.signature = signature
        }

        func headers(_ url: String) -> HTTPFields {
            [.authorization: signature, HTTPField.Name("x-oss-pub-key-url")!: Base64.encode(url.utf8)]
        }
    }

    static let url = "http://127.0.0.1:9000/_waybill/callback_pub_key_v1.pem"
    static let local = CallbackKeyHost("127.0.0.1:9000")!

    /// A clock that is moved.
    final class Hand: Sendable {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now
        func advance(_ duration: Duration) { offset.withLock { $0 += duration } }
        var now: @Sendable () -> ContinuousClock.Instant { { self.start + self.offset.withLock { $0 } } }
    }

    static func verify(
        _ verifier: CallbackVerifier, _ signed: Signed = first, target: String = "/notify", url: String = url, body: String = "body"
    ) async -> CallbackVerificationError? {
        do {
            try await verifier.verify(target: target, headers: signed.headers(url), body: Array(body.utf8))
            return nil
        } catch { return error }
    }

    @Test("a callback is believed when nothing of it was changed, and its key is asked for once") func accepted() async {
        let transport = AnsweringTransport(Self.first.pem)
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport, now: Hand().now)
        #expect(await Self.verify(verifier) == nil)
        #expect(await Self.verify(verifier) == nil)
        #expect(await Self.verify(verifier, target: "/notif%79") == nil)
        for (target, body) in [
            ("/notify", "Body"), ("/notify", ""), ("/notify?", "body\n"), ("/notify/", "body"), ("/notify?a", "body"), ("/", "body"),
        ] {
            #expect(await Self.verify(verifier, target: target, body: body) == .signatureMismatch, "\(target) \(body)")
        }
        #expect(await Self.verify(verifier, Self.second) == .signatureMismatch)
        #expect(transport.asked.map(\.line) == ["GET /_waybill/callback_pub_key_v1.pem"])
    }

    @Test("a key on another host is not even fetched") func foreign() async {
        let transport = AnsweringTransport(Self.first.pem)
        #expect(await Self.verify(CallbackVerifier(trusting: [], transport: transport)) == .foreignKeyHost("127.0.0.1:9000"))
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport)
        #expect(await Self.verify(verifier, url: "http://evil.example/key.pem") == .foreignKeyHost("evil.example"))
        #expect(transport.asked.isEmpty)
        #expect(await Self.verify(verifier, url: "http://gosspublic.alicdn.com/callback_pub_key_v1.pem") == nil)
        #expect(transport.asked.map(\.request.url) == ["https://gosspublic.alicdn.com/callback_pub_key_v1.pem"])
    }

    static let answers: [(status: Int, text: String, error: CallbackVerificationError)] = [
        (404, "", .keyUnavailable("the answer is 404")), (302, "", .keyUnavailable("the answer is 302")),
        (200, "<html>", .malformedKey), (200, "", .malformedKey),
        (200, String(repeating: "A", count: CallbackPublicKey.maximumBytes + 1), .keyUnavailable("the answer is longer than 16384 bytes")),
    ]

    @Test("a key that cannot be had is told, and not asked for again at once", arguments: answers)
    func unavailable(status: Int, text: String, error: CallbackVerificationError) async {
        let transport = AnsweringTransport(status: status, text)
        let hand = Hand()
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport, now: hand.now)
        for _ in 0..<3 { #expect(await Self.verify(verifier) == error) }
        #expect(transport.asked.count == 1)
        hand.advance(.seconds(11))
        #expect(await Self.verify(verifier) == error)
        #expect(transport.asked.count == 2)
    }

    @Test("a server that was started anew has a new key; garbage does not make us ask all the time") func renewed() async {
        let box = Box(Self.first.pem)
        let transport = AnsweringTransport { _ in
            let text = box.value.withLock { $0 }
            return text.isEmpty ? TransportResponse(status: 500, "") : TransportResponse(status: 200, text)
        }
        let hand = Hand()
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport, now: hand.now)
        #expect(await Self.verify(verifier) == nil)
        box.value.withLock { $0 = Self.second.pem }
        #expect(await Self.verify(verifier, Self.second) == .signatureMismatch)
        #expect(transport.asked.count == 1)
        hand.advance(.seconds(11))
        #expect(await Self.verify(verifier, Self.second) == nil)
        for _ in 0..<5 { #expect(await Self.verify(verifier) == .signatureMismatch) }
        #expect(transport.asked.count == 2)
        // The other side is away: what was known is kept.
        hand.advance(.seconds(11))
        box.value.withLock { $0 = "" }
        #expect(await Self.verify(verifier) == .signatureMismatch)
        #expect(await Self.verify(verifier, Self.second) == nil)
        #expect(transport.asked.count == 3)
        hand.advance(.seconds(3601))
        #expect(await Self.verify(verifier, Self.second) == .keyUnavailable("the answer is 500"))
    }

    @Test("whoever names many addresses does not drive a key out") func many() async {
        let transport = AnsweringTransport { asked in
            asked.line.hasSuffix("v1.pem") ? TransportResponse(status: 200, Self.first.pem) : TransportResponse(status: 404, "")
        }
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport)
        #expect(await Self.verify(verifier) == nil)
        for number in 0..<100 { _ = await Self.verify(verifier, url: "http://127.0.0.1:9000/\(number)") }
        #expect(transport.asked.count == 101)
        #expect(await Self.verify(verifier) == nil)
        #expect(transport.asked.count == 101)
    }

    @Test("many callbacks at once ask for the key once") func together() async {
        let transport = AnsweringTransport(Self.first.pem)
        let verifier = CallbackVerifier(trusting: [Self.local], transport: transport)
        let errors = await withTaskGroup(of: CallbackVerificationError?.self) { group in
            for _ in 0..<20 { group.addTask { await Self.verify(verifier) } }
            var errors: [CallbackVerificationError] = []
            for await error in group { if let error { errors.append(error) } }
            return errors
        }
        #expect(errors == [])
        #expect(transport.asked.count == 1)
    }
}

/// A lock that closures share.
private final class Box: Sendable {
    let value: Mutex<String>
    init(_ text: String) { value = Mutex(text) }
}
