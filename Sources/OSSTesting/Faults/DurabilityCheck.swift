package import OSSSigning
import OSSStorage

/// What must hold after any failure or crash, however it came about.
package enum DurabilityCheck {
    /// Reopens the storage over what is left and checks it.
    ///
    /// - No object is visible whose bytes are not there, whole and unchanged: a row never without bytes.
    /// - After recovery and a sweep nothing is staged, and there is no blob that nothing refers to.
    ///
    /// - Parameter allowed: for each key the contents that may be found there, `nil` for none; other keys must not be visible.
    /// - Throws: ``ConformanceFailure``.
    package static func run(_ rig: StorageRig, bucket: BucketName, allowed: [ObjectKey: [[UInt8]?]]) async throws {
        let storage = rig.storage()
        _ = try await storage.recover()
        let visible = try await storage.list(bucket, ListQuery()).objects
        for summary in visible where allowed[summary.key] == nil {
            throw ConformanceFailure("\(summary.key) is visible")
        }
        for (key, contents) in allowed {
            let found: [UInt8]?
            do { found = try await storage.bytes(bucket, key) } catch {
                throw ConformanceFailure("\(key) has a row without bytes: \(error)")
            }
            try Claim.holds(contents.contains(found), "\(key) has \(found.map { "\($0.count) wrong bytes" } ?? "vanished")")
        }
        _ = try await storage.sweep(olderThan: Moments.farFuture)
        let referenced = try await rig.catalogue.referenced(among: rig.placedBlobs())
        try await rig.expectBlobs(referenced.count, "after the sweep")
        for (key, contents) in allowed {
            let found = try? await storage.bytes(bucket, key)
            try Claim.holds(contents.contains(found), "the sweep took the bytes of \(key)")
        }
    }
}
