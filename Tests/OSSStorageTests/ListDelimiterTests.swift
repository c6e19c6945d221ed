import OSSSigning
import OSSTesting
import OSSWire
import Testing

@testable import OSSStorage

@Suite("Delimiters of listings") struct ListDelimiterTests {
    /// The plain way: every place, one after the other.
    private func end(of delimiter: [UInt8], in key: [UInt8], from start: Int) -> Int? {
        guard !delimiter.isEmpty else { return nil }
        var place = start
        while place + delimiter.count <= key.count {
            if key[place..<place + delimiter.count].elementsEqual(delimiter) { return place + delimiter.count }
            place += 1
        }
        return nil
    }

    @Test("the first delimiter is found, also among its own beginnings") func found() {
        var random = SeededGenerator(seed: 7)
        var hits = 0
        for _ in 0..<20_000 {
            // Two letters only, so that a delimiter begins again and again.
            func letters(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0x61...0x62, using: &random) } }
            let key = letters(Int.random(in: 0...16, using: &random))
            let delimiter = letters(Int.random(in: 0...5, using: &random))
            let start = Int.random(in: 0...key.count, using: &random)
            let expected = end(of: delimiter, in: key, from: start)
            #expect(ListDelimiter(delimiter).end(in: key, from: start) == expected, "\(delimiter) in \(key) from \(start)")
            hits += expected == nil ? 0 : 1
        }
        #expect(hits > 1000)
    }

    @Test("keys of one repeated byte take no longer than others") func repetition() throws {
        let bucket = try BucketName("bkt")
        let moment = try #require(SigningTime(secondsSinceEpoch: 1_700_000_000))
        let keys = try (0..<1000).map { number in try ObjectKey(bytes: Array((String(repeating: "a", count: 1000) + "\(1000 + number)").utf8)) }
        let rows = keys.map { key in
            ObjectSummary(
                bucket: bucket, key: key, size: 0, etag: ETag(md5: []), crc64: 0, lastModified: moment, type: .normal, storageClass: .standard)
        }
        let query = ListQuery(delimiter: [UInt8](repeating: 0x61, count: 500) + [0x62], limit: 1000)
        let duration = try ContinuousClock().measure {
            let page = try ListScan.page(query) { _, _ in
                var rest = rows[...]
                return { rest.popFirst() }
            }
            #expect(page.rows.count == 1000)
        }
        // One comparison for each place took a hundred times as long.
        #expect(duration < .seconds(5))
    }
}
