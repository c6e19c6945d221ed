import OSSSigning
import OSSStorage
import Testing

@testable import OSSStorageLocal

@Suite("Lookups that share a transaction") struct SharedReadsTests {
    @Test("each of many gets its own answer, and sees what was committed before it") func answers() async throws {
        try await withTemporaryFolder { folder in
            let local = try await LocalStorage.open("\(folder)/data")
            let names = try (0..<40).map { try BucketName("bucket-\($0)") }
            let moment = try #require(SigningTime(secondsSinceEpoch: 1_700_000_000))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names {
                    group.addTask {
                        #expect(try await local.storage.bucket(name) == nil)
                        _ = try await local.storage.createBucket(name, at: moment)
                        #expect(try await local.storage.bucket(name)?.name == name)
                    }
                }
                try await group.waitForAll()
            }
            try await local.close()
        }
    }

    @Test("a closed catalogue answers with an error") func closed() async throws {
        try await withTemporaryFolder { folder in
            let local = try await LocalStorage.open("\(folder)/data")
            try await local.close()
            await #expect(throws: StorageError.self) { try await local.storage.bucket(try BucketName("bucket")) }
        }
    }
}
