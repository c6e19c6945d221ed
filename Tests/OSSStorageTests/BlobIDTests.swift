import OSSStorage
import OSSTesting
import Testing

@Suite("Blob ids") struct BlobIDTests {
    @Test("text and bytes give back the id, and sort as it does")
    func forms() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let a = BlobID.random(using: &random)
            let b = BlobID.random(using: &random)
            #expect(a.hex.utf8.count == 32)
            #expect(BlobID(hex: a.hex) == a, "seed \(seed)")
            #expect(BlobID(bytes: a.bytes) == a, "seed \(seed)")
            #expect((a < b) == a.hex.utf8.lexicographicallyPrecedes(b.hex.utf8), "seed \(seed)")
        }
    }

    @Test(
        "other texts are no ids",
        arguments: ["", "00", String(repeating: "0", count: 31), String(repeating: "A", count: 32), "../../../../../../../../../../etc"])
    func refused(text: String) {
        #expect(BlobID(hex: text) == nil)
    }
}
