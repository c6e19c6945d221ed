import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let versionListCases: [Case] = [
        Case("versions are listed newest first, with exactly one latest for each key, by prefix and delimiter") { rig, random in
            let storage = try await open(rig)
            try await fillWithVersions(storage, &random)
            let all = try await storage.versions(bucket)
            try Claim.equal(all.filter(\.isLatest).map(\.key), Set(all.map(\.key)).sorted(), "one latest for each key, first")
            for (newer, older) in zip(all, all.dropFirst()) {
                try Claim.holds(newer.key <= older.key, "keys in order")
                try Claim.holds(newer.key != older.key || newer.lastModified > older.lastModified, "newest first")
            }
            let shown = all.filter { if case .object = $0.content { $0.isLatest } else { false } }
            try await Claim.equal(storage.list(bucket, ListQuery()).objects.map(\.key), shown.map(\.key), "keys under markers are hidden")
            for prefix in ["a", "a/", "b", "zzz"] {
                try await Claim.equal(storage.versions(bucket, prefix: prefix), all.filter { $0.key.bytes.starts(with: prefix.utf8) }, prefix)
            }
            let folded = try await storage.listVersions(bucket, ListQuery(delimiter: Array("/".utf8)))
            try Claim.equal(folded.commonPrefixes, [Array("a/".utf8), Array("b/".utf8)])
            try Claim.equal(folded.rows, all.filter { !$0.key.bytes.contains(0x2F) })
        },
        Case("pages of versions of every size, one after the other, are the whole") { rig, random in
            let storage = try await open(rig)
            try await fillWithVersions(storage, &random)
            for (prefix, delimiter) in [("", ""), ("", "/"), ("a", ""), ("a", "/"), ("b/", "/"), ("", "x")] {
                let query = ListQuery(prefix: Array(prefix.utf8), delimiter: Array(delimiter.utf8), limit: 10_000)
                let whole = try await storage.listVersions(bucket, query)
                try Claim.equal(whole.isTruncated, false)
                for limit in 1...(whole.entries.count + 1) {
                    try await Claim.equal(versionPages(storage, query, limit: limit), whole.entries, "'\(prefix)', '\(delimiter)', \(limit)")
                }
            }
        },
        Case("a page goes on behind a version, behind a key, and misses nothing when the version is gone") { rig, _ in
            let storage = try await open(rig)
            try await storage.configure(bucket, .versioning(.enabled))
            for key in ["a", "b", "c"] {
                for second: Int64 in 0..<4 { _ = try await storage.put(bucket, .test(key), body: TestBody([1]), at: Moments.at(second)) }
            }
            let all = try await storage.versions(bucket)
            for index in 4..<8 { try await Claim.equal(page(storage, after: "b", all[index].version), Array(all[(index + 1)...])) }
            try await Claim.equal(page(storage, after: "b", nil), Array(all[8...]), "without a version the whole key lies behind")
            try await Claim.equal(page(storage, after: "a", all[1].version, prefix: "b"), Array(all[4..<8]), "a marker before the prefix")
            try await Claim.equal(page(storage, after: "c", all[9].version, prefix: "b"), [], "a marker behind the prefix")
            try await Claim.equal(page(storage, after: "a0", all[1].version), Array(all[4...]), "a marker that is no key")
            try await Claim.equal(page(storage, after: "b", VersionID("never-there")!), Array(all[4...]), "a version that never was")
            try await Claim.equal(page(storage, after: "b", all[1].version), Array(all[4...]), "a version of another key")

            _ = try await storage.deleteObject(bucket, .test("b"), version: all[5].version, at: Moments.start)
            try await Claim.equal(page(storage, after: "b", all[5].version), [all[4]] + Array(all[6...]), "the version is gone")
            _ = try await storage.deleteObject(bucket, .test("b"), version: all[4].version, at: Moments.start)
            let rest = try await page(storage, after: "b", all[4].version)
            try Claim.equal(rest.map(\.version), all[6...].map(\.version), "the latest is gone")
            try Claim.equal(rest.map(\.isLatest), [true, false] + [true, false, false, false])
        },
        Case("a client that lists versions in pages and deletes what it sees empties the bucket") { rig, random in
            let storage = try await open(rig)
            try await fillWithVersions(storage, &random)
            var (after, version): ([UInt8]?, VersionID?) = (nil, nil)
            while true {
                let page = try await storage.listVersions(bucket, ListQuery(after: after, limit: 3), after: version)
                _ = try await storage.deleteObjects(bucket, page.rows.map { ($0.key, $0.version) }, at: Moments.farFuture)
                guard page.isTruncated else { break }
                (after, version) = (page.next, page.lastRow?.version)
            }
            try await Claim.equal(storage.versions(bucket), [])
            try await storage.deleteBucket(bucket)
        },
        Case("a bucket without versioning lists its objects as null versions") { rig, _ in
            let storage = try await open(rig)
            try await Claim.fails(.noSuchBucket) { _ = try await storage.listVersions(.test("elsewhere"), ListQuery()) }
            try await Claim.equal(storage.versions(bucket), [])
            for key in ["b", "a"] { _ = try await storage.put(bucket, .test(key), body: TestBody([1]), at: Moments.start) }
            let versions = try await storage.versions(bucket)
            try Claim.equal(versions.map(\.key), [.test("a"), .test("b")])
            try Claim.equal(versions.map(\.version), [.null, .null])
            try Claim.equal(versions.map(\.isLatest), [true, true])
            let folded = try await storage.listVersions(bucket, ListQuery(after: Array("a".utf8), limit: 1), after: .null)
            try Claim.equal(folded.rows.map(\.key), [.test("b")])
        },
    ]

    private static func page(
        _ storage: ObjectStorage, after key: String, _ version: VersionID?, prefix: String = ""
    ) async throws -> [VersionSummary] {
        let query = ListQuery(prefix: Array(prefix.utf8), after: Array(key.utf8))
        return try await storage.listVersions(bucket, query, after: version).rows
    }

    /// Some keys with some versions each, put and deleted in a random order, a second apart.
    private static func fillWithVersions(_ storage: ObjectStorage, _ random: inout SeededGenerator) async throws {
        try await storage.configure(bucket, .versioning(.enabled))
        let keys = ["a", "a/1", "a/2/x", "a0", "b/", "b/y", "c"].map { ObjectKey.test($0) }
        for second: Int64 in 0..<40 {
            let key = second < 7 ? keys[Int(second)] : keys.randomElement(using: &random) ?? keys[0]
            if Int.random(in: 0..<3, using: &random) == 0 {
                _ = try await storage.deleteObject(bucket, key, at: Moments.at(second))
            } else {
                _ = try await storage.put(bucket, key, body: TestBody([UInt8(second)]), at: Moments.at(second))
            }
        }
    }

    /// All pages one after the other.
    private static func versionPages(
        _ storage: ObjectStorage, _ query: ListQuery, limit: Int
    ) async throws -> [Page<VersionSummary>.Entry] {
        var entries: [Page<VersionSummary>.Entry] = []
        var (after, version): ([UInt8]?, VersionID?) = (nil, nil)
        while true {
            let query = ListQuery(prefix: query.prefix, after: after, delimiter: query.delimiter, limit: limit)
            let page = try await storage.listVersions(bucket, query, after: version)
            try Claim.holds(page.entries.count <= limit, "a page is too long")
            entries += page.entries
            guard page.isTruncated else { return entries }
            try Claim.equal(page.entries.count, limit, "a truncated page is full")
            (after, version) = (page.next, page.lastRow?.version)
        }
    }
}
