package import OSSSigning

extension ObjectStorage {
    /// What a sweep removed.
    package struct SweepReport: Sendable, Hashable {
        /// Blobs of objects that were replaced or deleted.
        package var garbage = 0
        /// Blobs that nothing referred to, left by a crash or a failed commit.
        package var orphans = 0

        package init() {}
    }

    /// What was found when the storage was opened.
    package struct RecoveryReport: Sendable, Hashable {
        /// Unfinished uploads of an earlier process; they were removed.
        package let staged: Int
    }

    /// Removes what an earlier process left unfinished. Call it once, before the first upload.
    package func recover() async throws -> RecoveryReport {
        RecoveryReport(staged: try await StorageError.wrapping("recover") { try await blobs.recover() })
    }

    /// Removes the bytes of objects that were replaced or deleted before `cutoff`, and blobs staged before `cutoff` that nothing refers to.
    ///
    /// The cutoff lies as far in the past as a reader may need between looking an object up and opening its last blob. Readers that hold a blob
    /// open are not disturbed, and neither are uploads that are running, however old.
    package func sweep(olderThan cutoff: SigningTime) async throws -> SweepReport {
        try gate.check("sweep")
        return try await StorageError.wrapping("sweep") {
            var report = SweepReport()
            // One file that stays is no reason to keep all the others.
            let leftovers: Result<Void, any Error>
            do { leftovers = .success(try await blobs.removeLeftovers()) } catch { leftovers = .failure(error) }
            try await removeGarbage(olderThan: cutoff, &report)
            try await removeOrphans(olderThan: cutoff, &report)
            try leftovers.get()
            return report
        }
    }

    private func removeGarbage(olderThan cutoff: SigningTime, _ report: inout SweepReport) async throws {
        // What is pinned stays in the list, in front of the others: the page grows with it.
        var pinned = 0
        while case let garbage = try await catalogue.garbage(before: cutoff, limit: 500 + pinned), garbage.count > pinned {
            try Task.checkCancellation()
            let free = pins.free(among: garbage)
            pinned = garbage.count - free.count
            // Unlink first, forget second: a crash in between leaves garbage that is gone already, which the next sweep forgets.
            for blob in free where try await blobs.remove(blob) { report.garbage += 1 }
            try await catalogue.forgetGarbage(free)
        }
    }

    private func removeOrphans(olderThan cutoff: SigningTime, _ report: inout SweepReport) async throws {
        var last: BlobID?
        repeat {
            try Task.checkCancellation()
            let page = try await blobs.blobs(olderThan: cutoff, after: last, limit: 500)
            // The order matters. A blob that an upload commits between the listing and here is no longer in flight, and then its row is
            // already visible to the question that follows.
            let idle = inFlight.idle(among: page.blobs)
            let referenced = try await catalogue.referenced(among: idle)
            for blob in idle where !referenced.contains(blob) {
                if try await blobs.remove(blob) { report.orphans += 1 }
            }
            last = page.next
        } while last != nil
    }
}
