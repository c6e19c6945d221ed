import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSWire

/// A page of a thousand rows must not take longer in a bucket of a million keys than in one of ten thousand.
enum ListingBenchmark {
    /// More folders than a page has room for, in both buckets.
    private static let folders = 1250

    static func run(in folder: String) async throws {
        var times: [[Double]] = []
        for count in [10_000, 1_000_000] {
            let subject = try await Subject(folder: folder, name: "keys-\(count)")
            let filling = try await ContinuousClock().measure { try await fill(subject.catalogue, count) }
            print("\(count) keys, filled in \(filling)")
            times.append(try await measure(subject.storage))
            try await subject.close()
        }
        print("page of 1000", "  ms in ten thousand, ms in a million, ratio")
        for (name, (small, large)) in zip(names, zip(times[0], times[1])) {
            print(Fixture.format(small), Fixture.format(large), Fixture.format(large / small), name)
        }
    }

    /// Makes a data folder for `waybill serve` whose bucket has so many keys.
    static func fill(dataFolder: String, _ count: Int) async throws {
        // Opening it makes all that the folder has besides its rows.
        let local = try await LocalStorage.open(dataFolder)
        _ = try await local.storage.createBucket(Fixture.bucket, at: Fixture.moment)
        try await local.close()
        let pool = BlockingPool(threadCount: 4)
        let catalogue = try await SQLiteCatalogue(path: "\(dataFolder)/catalogue.sqlite", pool: pool)
        try await fill(catalogue, count)
        try await catalogue.close()
        try await pool.stop()
    }

    /// Half of the keys in one folder, half of them in many.
    private static func fill(_ catalogue: SQLiteCatalogue, _ count: Int) async throws {
        let tag = ETag("D41D8CD98F00B204E9800998ECF8427E")
        try await catalogue.apply(count) { number in
            let name = number.isMultiple(of: 2) ? "flat/object-\(padded(number))" : "tree/\(padded(number / 2 % folders))/object-\(padded(number))"
            let summary = ObjectSummary(
                bucket: Fixture.bucket, key: try ObjectKey(name), size: 1, etag: tag, crc64: 1, lastModified: Fixture.moment)
            let object = StoredObject(summary: summary, md5: nil, headers: ["content-type": "image/png"], content: .inline([1]))
            return .putObject(object, Fixture.write)
        }
    }

    private static func padded(_ number: Int) -> String { String(String(10_000_000 + number).dropFirst()) }

    private static let names = [
        "objects, with a delimiter", "common prefixes", "objects from the middle on", "versions, with a delimiter", "common prefixes of versions",
    ]

    private static func measure(_ storage: ObjectStorage) async throws -> [Double] {
        let slash = Array("/".utf8)
        let flat = ListQuery(prefix: Array("flat/".utf8), delimiter: slash)
        let tree = ListQuery(prefix: Array("tree/".utf8), delimiter: slash)
        let middle = ListQuery(prefix: flat.prefix, after: Array("flat/object-\(padded(5000))".utf8), delimiter: slash)
        func check(_ entries: Int, _ prefixes: Int, of expected: Int) {
            precondition(entries == 1000 && prefixes == expected, "\(entries) entries, \(prefixes) prefixes")
        }
        var times: [Double] = []
        for (query, prefixes) in [(flat, 0), (tree, 1000), (middle, 0)] {
            times.append(
                try await Fixture.milliseconds {
                    let page = try await storage.list(Fixture.bucket, query)
                    check(page.entries.count, page.commonPrefixes.count, of: prefixes)
                })
        }
        for (query, prefixes) in [(flat, 0), (tree, 1000)] {
            times.append(
                try await Fixture.milliseconds {
                    let page = try await storage.listVersions(Fixture.bucket, query)
                    check(page.entries.count, page.commonPrefixes.count, of: prefixes)
                })
        }
        return times
    }
}
