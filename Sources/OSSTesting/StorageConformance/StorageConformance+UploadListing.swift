import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let uploadListCases: [Case] = [
        Case("uploads are listed by key and then as they were begun, and pages of every size are the whole") { rig, random in
            let storage = try await open(rig)
            _ = try await storage.createBucket(.test("elsewhere"), at: Moments.start)
            _ = try await storage.initiate(.test("elsewhere"), .test("a"), at: Moments.start)
            var begun: [MultipartUpload] = []
            for second: Int64 in 0..<24 {
                let name = ["b", "a", "a/x", "a/y", "c"][Int(second) % 5]
                // Two in each second: the order holds within one too.
                begun.append(try await storage.initiate(bucket, .test(name), at: Moments.at(second / 2)))
            }
            let order = begun.enumerated().sorted { a, b in a.element.key == b.element.key ? a.offset < b.offset : a.element.key < b.element.key }
            let sorted = order.map(\.element)
            try await Claim.equal(storage.listUploads(bucket, ListQuery()).rows, sorted)
            for (prefix, delimiter) in [("", ""), ("a", ""), ("", "/"), ("a", "/"), ("zz", "")] {
                let query = ListQuery(prefix: Array(prefix.utf8), delimiter: Array(delimiter.utf8))
                let whole = try await storage.listUploads(bucket, query)
                try Claim.equal(
                    whole.rows, sorted.filter { $0.key.bytes.starts(with: prefix.utf8) && (delimiter.isEmpty || !$0.key.bytes.contains(0x2F)) })
                try Claim.equal(whole.commonPrefixes.count, delimiter.isEmpty ? 0 : 1)
                for limit in 1...(whole.entries.count + 1) {
                    var entries: [Page<MultipartUpload>.Entry] = []
                    var (after, id): ([UInt8]?, String?) = (nil, nil)
                    while true {
                        let query = ListQuery(prefix: query.prefix, after: after, delimiter: query.delimiter, limit: limit)
                        let page = try await storage.listUploads(bucket, query, after: id)
                        entries += page.entries
                        guard page.isTruncated else { break }
                        (after, id) = (page.next, page.lastRow?.id.rawValue)
                    }
                    try Claim.equal(entries, whole.entries, "'\(prefix)', '\(delimiter)', \(limit)")
                }
            }
        },
        Case("a page of uploads goes on behind an id, also when that upload has ended") { rig, _ in
            let storage = try await open(rig)
            var begun: [MultipartUpload] = []
            for second: Int64 in 0..<4 { begun.append(try await storage.initiate(bucket, key, at: Moments.at(second))) }
            let later = try await storage.initiate(bucket, .test("z"), at: Moments.start)
            try await Claim.equal(uploads(storage, behind: nil), [later])
            try await Claim.equal(uploads(storage, behind: ""), begun + [later])
            try await Claim.equal(uploads(storage, behind: begun[1].id.rawValue), Array(begun[2...]) + [later])
            try await storage.abort(begun[1], at: Moments.start)
            try await Claim.equal(uploads(storage, behind: begun[1].id.rawValue), Array(begun[2...]) + [later])
            try await Claim.equal(uploads(storage, behind: "zz"), [later])
            let behind = ListQuery(prefix: Array("a".utf8), after: key.bytes)
            try await Claim.equal(storage.listUploads(bucket, behind, after: begun[0].id.rawValue).rows, [], "a marker behind the prefix")
            try await Claim.fails(.noSuchBucket) { _ = try await storage.listUploads(.test("elsewhere"), ListQuery()) }
        },
    ]

    private static func uploads(_ storage: ObjectStorage, behind id: String?) async throws -> [MultipartUpload] {
        try await storage.listUploads(bucket, ListQuery(after: key.bytes), after: id).rows
    }
}
