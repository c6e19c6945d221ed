import Foundation
import GRDB
import OSSStorage
import OSSStorageLocal
import OSSTesting
import Testing

@Suite("Identities in the catalogue", .serialized) struct IdentityStoreTests {
    /// What every store must do.
    private func check(_ store: any IdentityStore) async throws {
        let first = try await store.read()
        #expect(first.generation >= 1)
        #expect(first.document.isEmpty)
        #expect(first.tokenKey.count == 32)
        #expect(try await store.read() == first)
        let mark = store.mark()
        #expect(store.isUnchanged(since: mark))
        #expect(try await store.replace(first.generation, with: [1, 2, 3]))
        #expect(!store.isUnchanged(since: mark))
        let second = try await store.read()
        #expect(second == StoredIdentities(generation: first.generation + 1, document: [1, 2, 3], tokenKey: first.tokenKey))
        #expect(try await !store.replace(first.generation, with: [4]))
        #expect(try await !store.replace(.max, with: [4]))
        #expect(try await store.read() == second)
        #expect(!"\(second)".contains("1, 2, 3"))
    }

    @Test("a change is kept, and a change of what has changed meanwhile is not") func changes() async throws {
        try await check(InMemoryIdentityStore())
        try await withTemporaryFolder { folder in
            let alone = try await LocalIdentityStore.open("\(folder)/alone")
            try await check(alone)
            try alone.close()
            let local = try await LocalStorage.open("\(folder)/served")
            try await check(local.identities)
            try await local.close()
        }
    }

    @Test("a folder that a command has made is the server's, and keeps everything") func commandFirst() async throws {
        try await withTemporaryFolder { folder in
            let data = "\(folder)/data"
            let store = try await LocalIdentityStore.open(data)
            let made = try await store.read()
            #expect(try await store.replace(made.generation, with: [7]))
            #expect(try mode(of: data) == 0o700)
            for file in try files(in: data) { #expect(try mode(of: "\(data)/\(file)") == 0o600, "\(file)") }
            try store.close()
            let local = try await LocalStorage.open(data)
            let kept = try await local.identities.read()
            #expect(kept.document == [7])
            #expect(kept.tokenKey == made.tokenKey)
            try await local.close()
        }
    }

    @Test("a server notices what a command changes while it runs, and nothing else") func besideAServer() async throws {
        try await withTemporaryFolder { folder in
            let local = try await LocalStorage.open("\(folder)/data")
            let before = local.identities.mark()
            let known = try await local.identities.read()
            let mark = local.identities.mark()
            #expect(before != mark || local.identities.isUnchanged(since: before))
            _ = try await local.storage.createBucket(.test("bucket"), at: Moments.start)
            #expect(local.identities.isUnchanged(since: mark))
            let beside = try await LocalIdentityStore.open("\(folder)/data")
            #expect(try await beside.read() == known)
            #expect(local.identities.isUnchanged(since: mark))
            #expect(try await beside.replace(known.generation, with: [9]))
            #expect(!local.identities.isUnchanged(since: mark))
            #expect(try await local.identities.read().document == [9])
            try beside.close()
            // Opening beside it did not take the folder's lock, and closing did not give it back.
            await #expect(throws: LocalStorageError.folderInUse(path: "\(folder)/data")) { _ = try await LocalStorage.open("\(folder)/data") }
            try await local.close()
        }
    }

    @Test("a writer that died between its two bytes leaves readers that look, until the next one has written") func deadWriter() async throws {
        try await withTemporaryFolder { folder in
            let local = try await LocalStorage.open("\(folder)/data")
            let known = try await local.identities.read()
            let path = "\(folder)/data/identities.changes"
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(".".utf8))
            try handle.close()
            let mark = local.identities.mark()
            #expect(!local.identities.isUnchanged(since: mark))
            #expect(try await local.identities.replace(known.generation, with: [1]))
            let next = local.identities.mark()
            #expect(local.identities.isUnchanged(since: next))
            // Somebody tidied up: the file is made again, and changes are noticed all the same.
            try FileManager.default.removeItem(atPath: path)
            let beside = try await LocalIdentityStore.open("\(folder)/data")
            #expect(try await beside.replace(known.generation + 1, with: [2]))
            #expect(!local.identities.isUnchanged(since: next))
            #expect(local.identities.isUnchanged(since: local.identities.mark()))
            try beside.close()
            try await local.close()
        }
    }

    @Test("many writers at once lose nothing", .timeLimit(.minutes(5))) func contention() async throws {
        try await withTemporaryFolder { folder in
            let stores = [
                try await LocalIdentityStore.open("\(folder)/data"), try await LocalIdentityStore.open("\(folder)/data"),
                try await LocalIdentityStore.open("\(folder)/data"),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, store) in stores.enumerated() {
                    group.addTask {
                        for _ in 0..<20 {
                            while true {
                                let stored = try await store.read()
                                if try await store.replace(stored.generation, with: stored.document + [UInt8(number)]) { break }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let kept = try await stores[0].read()
            #expect(kept.generation == 61)
            for number in 0..<3 { #expect(kept.document.filter { $0 == UInt8(number) }.count == 20) }
            for store in stores { try store.close() }
        }
    }

    @Test("foreign folders are refused and left as they are") func foreignFolder() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: "\(folder)/thesis.txt"))
            await #expect(throws: LocalStorageError.notADataFolder(path: folder)) { _ = try await LocalIdentityStore.open(folder) }
            #expect(try files(in: folder) == ["thesis.txt"])
        }
    }
}
