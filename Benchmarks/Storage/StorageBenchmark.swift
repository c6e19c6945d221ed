import Foundation
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSWire

/// Times of the storage on a disk: listing in a small and in a large bucket, and completing an upload of many parts.
@main
struct StorageBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 4, arguments[1] == "fill", let count = Int(arguments[3]) {
            return try await ListingBenchmark.fill(dataFolder: arguments[2], count)
        }
        for part in arguments.dropFirst() {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("waybill-benchmark-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            switch part {
            case "listing": try await ListingBenchmark.run(in: folder)
            case "complete": try await CompleteBenchmark.run(in: folder)
            default: fatalError("usage: StorageBenchmark [listing|complete]... | fill FOLDER COUNT")
            }
        }
    }
}

/// A catalogue in a folder, and the storage over it. The blobs that its rows name need not exist: nothing here reads them.
struct Subject {
    let catalogue: SQLiteCatalogue
    let storage: ObjectStorage
    private let pool: BlockingPool

    init(folder: String, name: String) async throws {
        pool = BlockingPool(threadCount: 4)
        catalogue = try await SQLiteCatalogue(path: "\(folder)/\(name).sqlite", pool: pool)
        storage = ObjectStorage(catalogue: catalogue, blobs: try await FileBlobStore(folder: folder, pool: pool))
        _ = try await storage.createBucket(Fixture.bucket, at: Fixture.moment)
    }

    func close() async throws {
        try await catalogue.close()
        try await pool.stop()
    }
}

extension SQLiteCatalogue {
    /// Applies many changes, ten thousand in a transaction.
    func apply(_ count: Int, _ change: (Int) throws -> CatalogueChange) async throws {
        for start in stride(from: 0, to: count, by: 10_000) {
            let outcomes = try await apply((start..<min(start + 10_000, count)).map(change))
            for case .refused(let code) in outcomes { throw StorageError(code, operation: "fill") }
        }
    }
}

enum Fixture {
    static let bucket: BucketName = { do { return try BucketName("benchmark") } catch { fatalError("\(error)") } }()
    static let moment: SigningTime = {
        guard let moment = SigningTime(secondsSinceEpoch: 1_750_000_000) else { fatalError("out of range") }
        return moment
    }()
    static let write = ObjectWrite(at: moment)

    /// The median of the milliseconds that work takes.
    static func milliseconds(rounds: Int = 15, _ work: () async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<rounds {
            let time = try await ContinuousClock().measure { try await work() }
            times.append(Double(time.components.seconds) * 1000 + Double(time.components.attoseconds) * 1e-15)
        }
        return times.sorted()[rounds / 2]
    }

    static func format(_ number: Double) -> String { String(format: "%9.2f", number) }
}
