import HTTPTypes
import OSSExplanation
import OSSSigning
import Testing

/// Whatever is pasted: nothing traps, and no secret comes back.
@Suite struct HostileInputTests {
    /// One input of each kind, with a signature, a token and a password in it.
    static let kinds: [@Sendable () throws -> String] = [
        { Signed.url(Signed.request(), Signed.signer(token: Signed.token)) },
        { Signed.url(Signed.request(), Signed.signer(.v1, token: Signed.token)) },
        { "<p>Use &lt;\(Signed.url().replacing("&", with: "&amp;"))&gt; please</p>" },
        { SeededFailure.wrapped(Signed.url().replacing("=", with: "=3D"), 75, "=\r\n") },
        { "curl -v --data-binary @f -H 'x-oss-security-token: \(Signed.token)' '\(Signed.url())' | less" },
        { "wget --method=PUT --body-file=f --header='Cookie: a=b' \"\(Signed.url())\"" },
        { "http PUT '\(Signed.url())' a:b @f.txt" },
        {
            try Signed.transcript(
                "PUT", Signed.url(), ["User-Agent: axios/1.2.1", "Content-Type: a/b"],
                body: Signed.mismatch("PUT", Signed.url(), ["Content-Type: a/b"]))
        },
        { try Signed.mismatch("PUT", Signed.url(Signed.request(), Signed.signer(token: Signed.token)), ["Content-Type: a/b"]) },
        { try Signed.mismatch("PUT", Signed.url(Signed.request(), Signed.signer(.v1)), ["Content-Type: a/b"]) },
        { Archive.har([Archive.entry("PUT", Signed.url(), ["Content-Type": "a/b"], status: 403, body: "<Error><Code>AccessDenied</Code></Error>")]) },
        {
            "127.0.0.1 - - [12/Nov/2024:08:40:00 +0000] \"PUT \(Signed.url().dropFirst(8 + Signed.host.count)) HTTP/1.1\" 403 3 \"-\" \"curl/7.88.1\""
        },
        { "2026-01-01T00:00:00 info waybill: code=AccessDenied ec=0002-00000069 method=PUT operation=PutObject request_id=65F0 status=403" },
        { Archive.refusal.json },
    ]

    @Test(arguments: kinds.indices)
    func `mutations of every kind of input neither trap nor tell a secret`(_ index: Int) throws {
        let original = Array(try Self.kinds[index]().utf8)
        var random = Random(seed: UInt64(index) &* 7919 &+ 1)
        for _ in 0..<80 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { random.mutate(&bytes) }
            look(at: bytes, withKey: Bool.random(using: &random))
        }
    }

    @Test func `every beginning of every kind of input is read`() throws {
        for kind in Self.kinds {
            let bytes = Array(try kind().utf8)
            for length in stride(from: 0, through: bytes.count, by: 7) { look(at: Array(bytes.prefix(length)), withKey: length.isMultiple(of: 2)) }
        }
    }

    @Test func `random bytes are read`() {
        var random = Random(seed: 42)
        let alphabets = [Array(0...255), Array("<>&=?%/:. \n\r\"'\\HTTP/1.1 PUT> < Error".utf8), Array("https://x-oss-signature=&?%2F0".utf8)]
        for round in 0..<800 {
            let alphabet = alphabets[round % alphabets.count]
            let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            look(at: bytes, withKey: true)
            look(at: Array("https://".utf8) + bytes, withKey: true)
        }
    }

    @Test(arguments: ["&", "=\n", "%25", "\\", "https://", "<Error>", "> PUT / HTTP/1.1\n", "curl ", "{\"log\":", "\u{200B}", "x-oss-signature="])
    func `a long row of one thing takes no long time`(_ part: String) {
        let text = String(repeating: part, count: 20_000)
        let elapsed = ContinuousClock().measure { look(at: Array(text.utf8), withKey: true) }
        #expect(elapsed < .seconds(120))
    }

    private func look(at bytes: [UInt8], withKey: Bool) {
        guard let observations = try? InputReader.read(bytes) else { return }
        let explainer = Explainer(keys: withKey ? Signed.keys : [], now: Signed.now)
        for observation in observations { Secrets.check(explainer.explain(observation, input: bytes)) }
    }
}

/// A small generator with a seed, so that a failure can be had again.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Flips, drops, doubles or puts something in.
    mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &self)
        switch UInt8.random(in: 0...5, using: &self) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &self)
        case 1: bytes.removeSubrange(place..<min(place + Int.random(in: 1...30, using: &self), bytes.count))
        case 2: bytes.insert(contentsOf: bytes[place..<min(place + Int.random(in: 1...60, using: &self), bytes.count)], at: place)
        case 3: bytes = Array(bytes.prefix(place))
        case 4: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
        default:
            let parts = ["\n", " ", "&amp;", "%", "%25", "=\n", "<", ">", "\"", "'", "\\", "\u{2019}", "?", "#", "&&", "https://", "\r\n> ", "\0"]
            bytes.insert(contentsOf: Array(parts.randomElement(using: &self)!.utf8), at: place)
        }
    }
}
