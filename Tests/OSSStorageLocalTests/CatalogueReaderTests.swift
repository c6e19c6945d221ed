import Foundation
import GRDB
import OSSSigning
import OSSStorage
import OSSStorageLocal
import OSSTesting
import OSSWire
import Testing

@Suite("A catalogue that is read beside its server", .serialized) struct CatalogueReaderTests {
    @Test("shows what the server has committed, and leaves its folder as it was") func besideAServer() async throws {
        try await withTemporaryFolder { folder async throws in
            let data = "\(folder)/data"
            let local = try await LocalStorage.open(data)
            let (name, key) = (try BucketName("bkt"), try ObjectKey("k"))
            let now = try #require(SigningTime(secondsSinceEpoch: 1_700_000_000))
            let reader = try #require(try CatalogueReader(folder: data))
            #expect(try reader.bucket(name) == nil)
            _ = try await local.storage.createBucket(name, BucketSettings(acl: .publicRead), at: now)
            let served = try await local.storage.bucket(name)
            #expect(try reader.bucket(name) == served)
            #expect(try reader.entry(name, key) == nil)
            try await local.storage.configure(name, .document("policy", [1, 2]))
            #expect(try reader.bucket(name)?.settings.documents["policy"] == [1, 2])
            #expect(try reader.accountSettings() == AccountSettings())
            try await local.storage.configureAccount(.document("block", [3]))
            #expect(try reader.accountSettings().documents == ["block": [3]])
            #expect(try reader.identities() == nil)
            let stored = try await local.identities.read()
            #expect(try reader.identities() == stored)
            // A second server would be refused; a reader is none.
            try await local.close()
            #expect(try CatalogueReader(folder: data)?.bucket(name)?.settings.acl == .publicRead)
        }
    }

    @Test("is nothing where there is no folder, and is not made there") func noFolder() async throws {
        try await withTemporaryFolder { folder async throws in
            let reader = try CatalogueReader(folder: "\(folder)/none")
            #expect(reader == nil)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"))
        }
    }

    @Test("of an older version is refused until a server has brought it up to date") func older() async throws {
        try await withTemporaryFolder { folder async throws in
            let database = try DatabaseQueue(path: "\(folder)/catalogue.sqlite")
            try await database.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)") }
            try database.close()
            #expect(throws: LocalStorageError.olderFormat(path: folder)) { try CatalogueReader(folder: folder) }
        }
    }
}
