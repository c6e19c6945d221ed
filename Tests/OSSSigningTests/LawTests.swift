import HTTPTypes
import OSSSigning
import Testing

@Suite("Laws")
struct LawTests {
    static let caseCount = 10_000
    /// Another seed every run; a failing case names its own.
    static let firstSeed = UInt64.random(in: 0...UInt64.max / 2)

    @Test("law 1: what is presigned verifies") func presignedVerifies() throws {
        var presignedCount = 0
        for seed in Self.firstSeed..<Self.firstSeed + UInt64(Self.caseCount) {
            let random = try RandomRequest(seed: seed)
            guard let presigned = try random.presign() else { continue }
            presignedCount += 1
            let last = presigned.expiration
            for moment in [random.time, last] {
                #expect(throws: Never.self, "seed \(seed) at \(moment)") { try random.verifier.verify(random.receive(presigned.url), at: moment) }
            }
            let failure = #expect(throws: VerificationFailure.self, "seed \(seed) after its expiration") {
                try random.verifier.verify(random.receive(presigned.url), at: last.advanced(bySeconds: 1)!)
            }
            #expect(failure?.reason == .expired(last, random.signer.version), "seed \(seed)")
        }
        #expect(presignedCount > Self.caseCount * 9 / 10)
    }

    @Test("law 1 with a header: what is signed verifies") func signedVerifies() throws {
        for seed in Self.firstSeed..<Self.firstSeed + UInt64(Self.caseCount / 5) {
            let random = try RandomRequest(seed: seed)
            let signed: SignedRequest
            do { signed = try random.signer.sign(random.request, at: random.time) } catch SigningError.ambiguousInV1 { continue }
            #expect(throws: Never.self, "seed \(seed)") {
                try random.verifier.verify(random.receive(signed.url, headers: signed.headers), at: random.time)
            }
        }
    }

    @Test("law 2: one changed byte of the URL does not verify") func changedURL() throws {
        var refused = 0
        for seed in Self.firstSeed..<Self.firstSeed + UInt64(Self.caseCount) {
            let random = try RandomRequest(seed: seed)
            guard let presigned = try random.presign() else { continue }
            var generator = SeededGenerator(seed: ~seed)
            var bytes = Array(presigned.url.utf8)
            let pathStart = bytes.count - presigned.url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2)[2].count
            let position = Int.random(in: pathStart..<bytes.count, using: &generator)
            let old = bytes[position]
            bytes[position] = UInt8.random(in: 0x21...0x7E, using: &generator)
            guard bytes[position] != old, let changed = try? random.receive(String(decoding: bytes, as: UTF8.self)) else { continue }
            guard try Self.differs(changed, from: random.receive(presigned.url), version: random.signer.version) else { continue }
            refused += 1
            #expect(throws: VerificationFailure.self, "seed \(seed): byte \(position) of \(presigned.url) became \(UnicodeScalar(bytes[position]))") {
                try random.verifier.verify(changed, at: random.time)
            }
        }
        #expect(refused > Self.caseCount / 2)
    }

    @Test("law 2: another method, or one changed byte of a signed header, does not verify") func changedMethodOrHeader() throws {
        for seed in Self.firstSeed..<Self.firstSeed + UInt64(Self.caseCount) {
            let random = try RandomRequest(seed: seed)
            guard let presigned = try random.presign() else { continue }
            for method in [HTTPRequest.Method.get, .put, .post, .head, .delete] where method != random.request.method {
                #expect(throws: VerificationFailure.self, "seed \(seed) with \(method)") {
                    try random.verifier.verify(random.receive(presigned.url, method: method), at: random.time)
                }
            }
            for field in presigned.signedHeaders {
                var headers = random.request.headers
                headers[field.name] = field.value.dropLast() + (field.value.last == "x" ? "y" : "x")
                #expect(throws: VerificationFailure.self, "seed \(seed) with another \(field.name)") {
                    try random.verifier.verify(random.receive(presigned.url, headers: headers), at: random.time)
                }
                headers[field.name] = nil
                #expect(throws: VerificationFailure.self, "seed \(seed) without \(field.name)") {
                    try random.verifier.verify(random.receive(presigned.url, headers: headers), at: random.time)
                }
            }
            var added = random.request.headers
            added[HTTPField.Name("x-oss-copy-source")!] = "/examplebucket/secret"
            #expect(throws: VerificationFailure.self, "seed \(seed) with an added header") {
                try random.verifier.verify(random.receive(presigned.url, headers: added), at: random.time)
            }
        }
    }

    /// Whether two requests differ in what a signature of this version covers. `%2a` and `%2A`, or `a&` and `a=`, are the same request.
    private static func differs(_ a: ReceivedRequest, from b: ReceivedRequest, version: SignatureVersion) -> Bool {
        if a.resource != b.resource { return true }
        func covered(_ request: ReceivedRequest) -> [[UInt8]] {
            request.query.pairs
                .filter { version == .v4 || SubResourcesUnderTest.covers(String(decoding: $0.name, as: UTF8.self)) }
                .map { Array($0.name) + [0] + Array($0.value) }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        return covered(a) != covered(b)
    }
}

/// V1's signed names among those that the random requests use, from the reference and not from the code.
enum SubResourcesUnderTest {
    static func covers(_ name: String) -> Bool {
        name.hasPrefix("x-oss-")
            || ["uploadId", "partNumber", "callback", "security-token", "OSSAccessKeyId", "Expires", "Signature"].contains(name)
    }
}
