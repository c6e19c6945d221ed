package import OSSSigning
import Synchronization

/// A catalogue in memory, for tests and trials. Nothing outlives the process.
package final class InMemoryCatalogue: Catalogue {
    fileprivate struct State {
        var buckets: [BucketName: StoredBucket] = [:]
        var objects: [BucketName: SortedObjects] = [:]
        var garbage: [BlobID: SigningTime] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        state.withLock { state in changes.map { state.apply($0) } }
    }

    package func bucket(_ name: BucketName) async throws -> StoredBucket? {
        state.withLock { $0.buckets[name] }
    }

    package func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage {
        let matching = state.withLock { state in
            state.buckets.values.filter { bucket in
                let name = bucket.name.rawValue.utf8
                return name.starts(with: prefix.utf8) && (marker.map { $0.utf8.lexicographicallyPrecedes(name) } ?? true)
            }
        }
        return BucketPage(found: matching.sorted { $0.name < $1.name }, limit: max(limit, 0))
    }

    package func object(_ bucket: BucketName, _ key: ObjectKey) async throws -> StoredObject? {
        state.withLock { $0.objects[bucket]?[key] }
    }

    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage {
        let objects = state.withLock { $0.objects[bucket] ?? SortedObjects() }
        return try ListScan.page(query) { objects.rows(from: $0, upTo: $1) }
    }

    package func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID] {
        state.withLock { state in
            Array(state.garbage.filter { $0.value < cutoff }.keys.sorted().prefix(max(limit, 0)))
        }
    }

    package func forgetGarbage(_ blobs: [BlobID]) async throws {
        state.withLock { state in
            for blob in blobs { state.garbage[blob] = nil }
        }
    }

    package func referenced(among blobs: [BlobID]) async throws -> Set<BlobID> {
        state.withLock { state in
            let used = state.objects.values.flatMap { $0.all.flatMap(\.content.blobs) } + state.garbage.keys
            return Set(blobs).intersection(used)
        }
    }
}

extension InMemoryCatalogue.State {
    fileprivate mutating func apply(_ change: CatalogueChange) -> CatalogueOutcome {
        switch change {
        case .createBucket(let bucket):
            if buckets[bucket.name] != nil { return .applied(existed: true) }
            buckets[bucket.name] = bucket
            return .applied(existed: false)
        case .deleteBucket(let name):
            guard buckets[name] != nil else { return .refused(.noSuchBucket) }
            guard objects[name]?.isEmpty ?? true else { return .refused(.bucketNotEmpty) }
            buckets[name] = nil
            return .applied(existed: true)
        case .putObject(let object, let forbidOverwrite, let moment):
            return put(object, forbidOverwrite: forbidOverwrite, at: moment)
        case .deleteObject(let bucket, let key, let moment):
            guard buckets[bucket] != nil else { return .refused(.noSuchBucket) }
            let removed = objects[bucket]?.remove(key)
            discard(removed, at: moment)
            return .applied(existed: removed != nil)
        }
    }

    private mutating func put(_ object: StoredObject, forbidOverwrite: Bool, at moment: SigningTime) -> CatalogueOutcome {
        guard buckets[object.bucket] != nil else { return .refused(.noSuchBucket) }
        if forbidOverwrite, objects[object.bucket]?[object.key] != nil { return .refused(.alreadyExists) }
        let replaced = objects[object.bucket, default: SortedObjects()].put(object)
        discard(replaced, at: moment)
        return .applied(existed: replaced != nil)
    }

    private mutating func discard(_ object: StoredObject?, at moment: SigningTime) {
        for blob in object?.content.blobs ?? [] { garbage[blob] = moment }
    }
}
