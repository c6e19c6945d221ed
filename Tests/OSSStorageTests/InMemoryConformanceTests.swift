import OSSStorage
import OSSTesting
import Testing

@Suite("Storage in memory") struct InMemoryConformanceTests {
    @Test("keeps the promises of every storage", arguments: StorageConformance.cases)
    func conformance(test: StorageConformance.Case) async throws {
        try await test.run(StorageRig(catalogue: InMemoryCatalogue(), blobs: InMemoryBlobStore()))
    }
}
