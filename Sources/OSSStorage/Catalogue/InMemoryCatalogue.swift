package import OSSSigning
package import OSSWire
import Synchronization

/// A catalogue in memory, for tests and trials. Nothing outlives the process.
package final class InMemoryCatalogue: Catalogue {
    private let state = Mutex(InMemoryRows())

    package init() {}

    package func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        try state.withLock { rows in try changes.map { try rows.apply($0) } }
    }

    package func accountSettings() async throws -> AccountSettings {
        state.withLock { $0.accountSettings() }
    }

    package func bucket(_ name: BucketName) async throws -> StoredBucket? {
        state.withLock { $0.bucket(name) }
    }

    package func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage {
        let matching = state.withLock { rows in
            rows.buckets.values.filter { bucket in
                let name = bucket.name.rawValue.utf8
                return name.starts(with: prefix.utf8) && (marker.map { $0.utf8.lexicographicallyPrecedes(name) } ?? true)
            }
        }
        return BucketPage(found: matching.sorted { $0.name < $1.name }, limit: max(limit, 0))
    }

    package func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) async throws -> ObjectEntry? {
        state.withLock { $0.entry(bucket, key, version: version) }
    }

    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage {
        let rows = state.withLock { $0 }
        return try ListScan.page(query) { rows.summaries(bucket, from: $0, upTo: $1) }
    }

    package func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID?) async throws -> Page<VersionSummary> {
        let rows = state.withLock { $0 }
        return try ListScan.page(query, goesOnInsideKey: version != nil) { rows.versions(bucket, from: $0, behind: version, upTo: $1) }
    }

    package func upload(_ id: UploadID) async throws -> MultipartUpload? {
        state.withLock { $0.upload(id) }
    }

    package func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) async throws -> Page<MultipartUpload> {
        let rows = state.withLock { $0 }
        return try ListScan.page(query, goesOnInsideKey: id != nil) { rows.uploads(bucket, from: $0, behind: id, upTo: $1) }
    }

    package func openUploads() async throws -> OpenUploads {
        state.withLock { OpenUploads(count: $0.uploads.count, oldest: $0.uploads.values.map(\.initiated).min()) }
    }

    package func parts(of upload: UploadID, after number: Int, limit: Int) async throws -> PartPage {
        state.withLock { rows in
            let parts = (rows.parts[upload] ?? [:]).filter { $0.key > number }.sorted { $0.key < $1.key }.map(\.value.part)
            return PartPage(parts: Array(parts.prefix(max(limit, 0))), isTruncated: parts.count > max(limit, 0))
        }
    }

    package func statistics(_ bucket: BucketName) async throws -> BucketStatistics {
        state.withLock { $0.statistics(bucket) }
    }

    package func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID] {
        state.withLock { rows in
            Array(rows.garbage.filter { $0.value < cutoff }.keys.sorted().prefix(max(limit, 0)))
        }
    }

    package func forgetGarbage(_ blobs: [BlobID]) async throws {
        state.withLock { rows in
            for blob in blobs { rows.garbage[blob] = nil }
        }
    }

    package func referenced(among blobs: [BlobID]) async throws -> Set<BlobID> {
        state.withLock { rows in Set(blobs.filter { rows.isReferenced($0) || rows.garbage[$0] != nil }) }
    }
}
