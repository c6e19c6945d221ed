package import OSSSigning
package import OSSStorage
package import OSSWire

/// A catalogue whose transactions fail as a ``FaultPlan`` has it. Reading does not fail.
package struct FaultyCatalogue: Catalogue {
    private let base: any Catalogue
    private let plan: FaultPlan
    private let beforeApply: @Sendable ([CatalogueChange]) async throws -> Void

    /// - Parameter beforeApply: sees the changes of each transaction before it is made.
    package init(
        _ base: any Catalogue, plan: FaultPlan = FaultPlan(), beforeApply: @escaping @Sendable ([CatalogueChange]) async throws -> Void = { _ in }
    ) {
        self.base = base
        self.plan = plan
        self.beforeApply = beforeApply
    }

    package func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        try await plan.step("commit") {
            try await beforeApply(changes)
            return try await base.apply(changes)
        }
    }

    package func forgetGarbage(_ blobs: [BlobID]) async throws {
        try await plan.step("forget") { try await base.forgetGarbage(blobs) }
    }

    package func recover(after failure: StorageError) async throws {
        try plan.checkWorks()
        try await base.recover(after: failure)
    }

    package var hasReserve: Bool { base.hasReserve }

    package func accountSettings() async throws -> AccountSettings { try await base.accountSettings() }

    package func bucket(_ name: BucketName) async throws -> StoredBucket? { try await base.bucket(name) }

    package func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage {
        try await base.buckets(prefix: prefix, after: marker, limit: limit)
    }

    package func entry(_ bucket: BucketName, _ key: ObjectKey, version: VersionID?) async throws -> ObjectEntry? {
        try await base.entry(bucket, key, version: version)
    }

    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage { try await base.list(bucket, query) }

    package func listVersions(_ bucket: BucketName, _ query: ListQuery, after version: VersionID?) async throws -> Page<VersionSummary> {
        try await base.listVersions(bucket, query, after: version)
    }

    package func upload(_ id: UploadID) async throws -> MultipartUpload? { try await base.upload(id) }

    package func listUploads(_ bucket: BucketName, _ query: ListQuery, after id: String?) async throws -> Page<MultipartUpload> {
        try await base.listUploads(bucket, query, after: id)
    }

    package func openUploads() async throws -> OpenUploads { try await base.openUploads() }

    package func parts(of upload: UploadID, after number: Int, limit: Int) async throws -> PartPage {
        try await base.parts(of: upload, after: number, limit: limit)
    }

    package func statistics(_ bucket: BucketName) async throws -> BucketStatistics { try await base.statistics(bucket) }

    package func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID] {
        try await base.garbage(before: cutoff, limit: limit)
    }

    package func referenced(among blobs: [BlobID]) async throws -> Set<BlobID> { try await base.referenced(among: blobs) }
}
