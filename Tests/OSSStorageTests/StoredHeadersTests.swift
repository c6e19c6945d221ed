import OSSStorage
import OSSTesting
import Testing

@Suite("Stored headers") struct StoredHeadersTests {
    @Test("the serialised form gives back what was written")
    func roundTrip() throws {
        var headers: StoredHeaders = ["content-type": "text/plain"]
        headers.append("x-oss-meta-a", [0xFF, 0x00])
        headers.append("x-oss-meta-b", [])
        let bytes = try #require(headers.serialized)
        #expect(StoredHeaders(serialized: bytes) == headers)
        #expect(StoredHeaders(serialized: []) == StoredHeaders())
    }

    @Test("bytes that are cut short or damaged are refused or read as something else, and never trap")
    func damage() throws {
        let headers: StoredHeaders = ["content-type": "text/plain", "x-oss-meta-key": "value"]
        let bytes = try #require(headers.serialized)
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            #expect(StoredHeaders(serialized: damaged) != headers, "seed \(seed)")
            let cut = Array(bytes.prefix(Int.random(in: 1..<bytes.count, using: &random)))
            #expect(StoredHeaders(serialized: cut) != headers, "seed \(seed)")
        }
    }

    @Test("a name that its length field cannot describe is not serialised")
    func tooLong() {
        #expect(StoredHeaders([.init(name: String(repeating: "a", count: 65_536), value: [])]).serialized == nil)
    }
}
