import OSSStorage
import OSSStorageLocal
import OSSTesting
import Testing

@Suite("Local storage", .serialized) struct LocalConformanceTests {
    /// Each catalogue with each blob store; the pair in memory is tested without this module.
    enum Pair: String, CaseIterable {
        case sqliteAndFiles, sqliteAndMemory, memoryAndFiles
    }

    @Test("keeps the promises of every storage, in every pairing", arguments: Pair.allCases, StorageConformance.cases)
    func conformance(pair: Pair, test: StorageConformance.Case) async throws {
        try await withTemporaryFolder { folder in
            let pool = BlockingPool(threadCount: 4)
            var catalogue: any Catalogue = InMemoryCatalogue()
            var blobs: any BlobStore = InMemoryBlobStore()
            if pair != .memoryAndFiles { catalogue = try await SQLiteCatalogue(path: "\(folder)/catalogue.sqlite", pool: pool) }
            if pair != .sqliteAndMemory { blobs = try await FileBlobStore(folder: folder, pool: pool) }
            try await test.run(StorageRig(catalogue: catalogue, blobs: blobs))
            try await (catalogue as? SQLiteCatalogue)?.close()
            try await pool.stop()
        }
    }
}
