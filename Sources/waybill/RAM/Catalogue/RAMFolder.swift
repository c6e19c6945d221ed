import OSSAccess
import OSSSigning
import OSSStorage
import OSSStorageLocal

/// The identities in a data folder, for a command that changes or shows them while a server may be running on it.
struct RAMFolder {
    let path: String

    /// Changes the identities. Should another process change them at the same time, the change is made again upon what the other one has left.
    /// - Returns: what the last, successful call of `body` returned.
    /// - Throws: `CommandFailure`; nothing was changed then.
    func change<Value>(_ body: (inout Identities) throws(IdentityError) -> Value) async throws -> Value {
        if let server = RunningServer.find(in: path), let file = server.ramFile {
            throw CommandFailure.usage(
                "the server on \(path) (process \(server.pid)) takes its identities from \(file): change that file, and it reads it again")
        }
        return try await withStore { store in
            while true {
                let stored = try await store.read()
                var identities = try stored.identities()
                let value: Value
                do { value = try body(&identities) } catch { throw CommandFailure(error) }
                let document = identities.json
                guard document.count <= IdentityRules.maximumDocument else {
                    throw CommandFailure(
                        IdentityError(.documentTooLarge, "all identities together are at most \(IdentityRules.maximumDocument >> 20) MiB"))
                }
                // Somebody always succeeds: this ends.
                if try await store.replace(stored.generation, with: document) { return value }
            }
        }
    }

    /// The identities as they are, of a folder that is there.
    func identities() async throws -> Identities {
        guard BoundedFile.exists("\(path)/lock") else {
            throw CommandFailure.local("there is no data folder \(path); `waybill serve` makes one, and so does `waybill ram user create`")
        }
        if let server = RunningServer.find(in: path), let file = server.ramFile {
            Console.note("note: the server on \(path) goes by \(file), and not by what is shown here")
        }
        return try await withStore { try await $0.read().identities() }
    }

    private func withStore<Value>(_ body: (LocalIdentityStore) async throws -> Value) async throws -> Value {
        do {
            let store = try await LocalIdentityStore.open(path)
            do {
                let value = try await body(store)
                try? store.close()
                return value
            } catch {
                try? store.close()
                throw error
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.local("cannot use the data folder \(path): \(error)")
        }
    }
}

extension CommandFailure {
    /// What is no name, no id and no secret is a slip in the command; everything else is what RAM would refuse, in its words.
    init(identities error: IdentityError) {
        self.init(status: error.code.isRefusal ? .refused : .usage, message: "\(error)", code: error.code.rawValue)
    }
}
