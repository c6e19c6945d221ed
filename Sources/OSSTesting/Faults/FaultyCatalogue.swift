package import OSSSigning
package import OSSStorage

/// A catalogue whose transactions fail as a ``FaultPlan`` has it. Reading does not fail.
package struct FaultyCatalogue: Catalogue {
    private let base: any Catalogue
    private let plan: FaultPlan

    package init(_ base: any Catalogue, plan: FaultPlan) {
        self.base = base
        self.plan = plan
    }

    package func apply(_ changes: [CatalogueChange]) async throws -> [CatalogueOutcome] {
        try await plan.step("commit") { try await base.apply(changes) }
    }

    package func forgetGarbage(_ blobs: [BlobID]) async throws {
        try await plan.step("forget") { try await base.forgetGarbage(blobs) }
    }

    package func bucket(_ name: BucketName) async throws -> StoredBucket? { try await base.bucket(name) }

    package func buckets(prefix: String, after marker: String?, limit: Int) async throws -> BucketPage {
        try await base.buckets(prefix: prefix, after: marker, limit: limit)
    }

    package func object(_ bucket: BucketName, _ key: ObjectKey) async throws -> StoredObject? { try await base.object(bucket, key) }

    package func list(_ bucket: BucketName, _ query: ListQuery) async throws -> ListPage { try await base.list(bucket, query) }

    package func garbage(before cutoff: SigningTime, limit: Int) async throws -> [BlobID] {
        try await base.garbage(before: cutoff, limit: limit)
    }

    package func referenced(among blobs: [BlobID]) async throws -> Set<BlobID> { try await base.referenced(among: blobs) }
}
