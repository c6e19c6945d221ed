import OSSSigning
import OSSStorage
import OSSStorageLocal

/// Completing an upload of ten thousand parts is one transaction: it must be quick, because every other write waits for it.
enum CompleteBenchmark {
    private static let parts = 10_000

    static func run(in folder: String) async throws {
        let subject = try await Subject(folder: folder, name: "complete")
        let storage = subject.storage
        let shared = BlobID.random()
        for isShared in [false, true] {
            var (completing, aborting, listing, deleting): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
            for round in 0..<5 {
                let key = try ObjectKey("object-\(round)")
                for aborts in [true, false] {
                    let upload = try await storage.initiate(Fixture.bucket, key, at: Fixture.moment)
                    try await subject.catalogue.apply(parts) {
                        .putPart(part($0, blob: isShared ? shared : .random()), upload: upload.id, Fixture.write)
                    }
                    guard !aborts else {
                        aborting.append(try await Fixture.milliseconds(rounds: 1) { try await storage.abort(upload, at: Fixture.moment) })
                        continue
                    }
                    let selection = (0..<parts).map { PartSelection(number: $0 + 1, etag: part($0, blob: shared).etag) }
                    listing.append(try await Fixture.milliseconds { _ = try await storage.parts(of: upload) })
                    completing.append(
                        try await Fixture.milliseconds(rounds: 1) {
                            let object = try await storage.complete(upload, selection, at: Fixture.moment)
                            precondition(object.size == Int64(parts) * 102_400)
                        })
                    deleting.append(
                        try await Fixture.milliseconds(rounds: 1) {
                            _ = try await storage.deleteObject(Fixture.bucket, key, at: Fixture.moment)
                        })
                }
            }
            print("\(parts) parts,", isShared ? "all of one blob (copied):" : "a blob each (uploaded):", "ms, median of 5")
            for (name, times) in [
                ("complete", completing), ("abort", aborting), ("list a thousand parts", listing), ("delete the object", deleting),
            ] {
                print(Fixture.format(times.sorted()[2]), name)
            }
        }
        try await subject.close()
    }

    private static func part(_ index: Int, blob: BlobID) -> StoredPart {
        StoredPart(
            number: index + 1, size: 102_400, md5: [UInt8](repeating: UInt8(index % 256), count: 16), crc64: UInt64(index),
            lastModified: Fixture.moment,
            content: .segments([.init(blob: blob, offset: 0, length: 102_400)]))
    }
}
