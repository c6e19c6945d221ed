import OSSSigning
import OSSStorage

extension StorageConformance {
    static let listCases: [Case] = [
        Case("keys sort by their bytes, and nothing is normalised") { rig, _ in
            let storage = try await open(rig)
            let texts = [
                "\u{1}", " ", "A", "B", "Z", "a", "a//b", "a/../b", "a/b", "a\u{301}", "b", "caf\u{E9}", "cafe\u{301}", "k", "\u{7F}", "\u{80}",
                "\u{7FF}", "\u{800}", "\u{212A}", "\u{FB01}", "\u{FFFD}", "\u{10000}", "\u{10FFFF}",
            ]
            for (index, text) in texts.reversed().enumerated() {
                _ = try await storage.put(bucket, .test(text), body: TestBody([UInt8(index)]), at: Moments.start)
            }
            let expected = texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            let found = try await storage.list(bucket, ListQuery()).objects.map(\.key.bytes)
            try Claim.equal(found, expected)
            try await Claim.holds(storage.bytes(bucket, .test("caf\u{E9}")) != storage.bytes(bucket, .test("cafe\u{301}")), "two objects")
        },
        Case("a delimiter sums folders up, in one order with the objects") { rig, _ in
            let storage = try await open(rig)
            for text in ["a", "b/1", "b/2", "b/c/3", "b0", "c//d", "d"] {
                _ = try await storage.put(bucket, .test(text), body: TestBody([]), at: Moments.start)
            }
            let slash = Array("/".utf8)
            let page = try await storage.list(bucket, ListQuery(delimiter: slash))
            try Claim.equal(page.entries.map { String(decoding: $0.bytes, as: UTF8.self) }, ["a", "b/", "b0", "c/", "d"])
            try Claim.equal(page.commonPrefixes, [Array("b/".utf8), Array("c/".utf8)])
            let inside = try await storage.list(bucket, ListQuery(prefix: Array("b/".utf8), delimiter: slash))
            try Claim.equal(inside.entries.map { String(decoding: $0.bytes, as: UTF8.self) }, ["b/1", "b/2", "b/c/"])
            let double = try await storage.list(bucket, ListQuery(prefix: Array("c/".utf8), delimiter: slash))
            try Claim.equal(double.commonPrefixes, [Array("c//".utf8)])
        },
        Case("listing a bucket that does not exist is refused, an empty one is empty") { rig, _ in
            let storage = try await open(rig)
            try await Claim.fails(.noSuchBucket) { _ = try await storage.list(.test("elsewhere"), ListQuery()) }
            try await Claim.equal(storage.list(bucket, ListQuery()).entries, [])
            try await Claim.equal(storage.list(bucket, ListQuery(limit: 0)).entries, [])
            try await Claim.equal(storage.list(bucket, ListQuery(limit: -1)).isTruncated, false)
        },
        Case("pages of any query agree with a plain filter over all keys") { rig, random in
            let storage = try await open(rig)
            let keys = Set((0..<120).map { _ in randomKey(&random) })
            for key in keys { _ = try await storage.put(bucket, key, body: TestBody([]), at: Moments.start) }
            let sorted = keys.sorted().map(\.bytes)
            for _ in 0..<60 {
                let query = ListQuery(
                    prefix: Array(["", "a", "a/", "b/a", "\u{E9}"].randomElement(using: &random)?.utf8 ?? "".utf8),
                    after: Bool.random(using: &random) ? nil : randomKey(&random).bytes,
                    delimiter: Array(["", "/", "a/", "\u{E9}"].randomElement(using: &random)?.utf8 ?? "".utf8),
                    limit: Int.random(in: 1...7, using: &random))
                try await Claim.equal(allEntries(storage, query), plainListing(of: sorted, query), "\(query)")
            }
        },
    ]

    private static func randomKey(_ random: inout SeededGenerator) -> ObjectKey {
        let count = Int.random(in: 1...6, using: &random)
        return .test((0..<count).map { _ in ["a", "b", "/", "\u{E9}", "\u{10FFFF}"].randomElement(using: &random) ?? "a" }.joined())
    }

    /// All pages one after the other.
    private static func allEntries(_ storage: ObjectStorage, _ query: ListQuery) async throws -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var after = query.after
        while true {
            let page = try await storage.list(
                bucket, ListQuery(prefix: query.prefix, after: after, delimiter: query.delimiter, limit: query.limit))
            try Claim.holds(page.entries.count <= query.limit, "a page is too long")
            entries += page.entries.map(\.bytes)
            guard let next = page.next else { return entries }
            after = next
        }
    }

    /// The listing without any cleverness: every key is looked at.
    private static func plainListing(of keys: [[UInt8]], _ query: ListQuery) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        for key in keys where key.starts(with: query.prefix) {
            var entry = key
            if !query.delimiter.isEmpty, key.count >= query.prefix.count + query.delimiter.count {
                let ends = (query.prefix.count + query.delimiter.count)...key.count
                let end = ends.first { key[..<$0].suffix(query.delimiter.count).elementsEqual(query.delimiter) }
                if let end { entry = Array(key[..<end]) }
            }
            guard entries.last != entry, query.after.map({ $0.lexicographicallyPrecedes(entry) }) ?? true else { continue }
            entries.append(entry)
        }
        return entries
    }
}
