package import Logging
package import OSSSigning
package import OSSStorage
import OSSWire

/// Does what the lifecycle rules of all buckets say is due: objects expire, old versions and lonely delete markers go, uploads that nobody
/// finished are given up.
///
/// A sweep reads a page at a time and holds two at most. It can be cancelled at any point; the next one finds what is left.
///
/// ## What a client may do meanwhile
///
/// What a page showed can have changed when its turn comes. A deletion therefore says which row it is about, and the transaction that makes it
/// refuses it unless the row is the same, with the same attributes, and stands where it stood among the versions of its key. Nobody comes in
/// between that look and the deletion, so a write that was acknowledged before is never lost. An upload that is completed at that moment is safe
/// too, since ending an upload happens once.
package struct LifecycleSweeper: Sendable {
    let storage: ObjectStorage
    let clock: @Sendable () -> SigningTime
    let logger: Logger
    /// How many rows a page has; 2 at least.
    let pageSize: Int

    /// How many deletions make one transaction.
    static let batch = 32

    /// - Parameter clock: the server's time.
    package init(storage: ObjectStorage, clock: @escaping @Sendable () -> SigningTime, logger: Logger, pageSize: Int = 1000) {
        self.storage = storage
        self.clock = clock
        self.logger = logger
        self.pageSize = max(pageSize, 2)
    }

    /// Sweeps all buckets once. A bucket on which it fails is logged and does not keep the others from being swept.
    /// - Throws: `CancellationError`, and `StorageError` when not even the buckets can be listed.
    @discardableResult package func sweep() async throws -> LifecycleReport {
        var report = LifecycleReport()
        var last: String?
        repeat {
            let page = try await storage.buckets(after: last, limit: 100)
            for bucket in page.buckets where bucket.settings.documents[BucketDocument.lifecycle] != nil {
                do {
                    try await sweep(bucket, &report)
                } catch let error as CancellationError {
                    throw error
                } catch let error as StorageError where error.code == .noSuchBucket {
                    // It was deleted, with all that was in it.
                } catch {
                    report.failedBuckets += 1
                    logger.error("lifecycle", metadata: ["bucket": "\(bucket.name)", "error": "\(error)"])
                }
            }
            last = page.isTruncated ? page.buckets.last?.name.rawValue : nil
        } while last != nil
        return report
    }

    private func sweep(_ bucket: StoredBucket, _ report: inout LifecycleReport) async throws {
        guard let rules = try bucket.lifecycle else { return }
        let pass = LifecyclePass(sweeper: self, bucket: bucket, rules: rules, now: clock())
        for prefix in rules.prefixes {
            try await pass.sweepVersions(prefix: prefix, &report)
            try await pass.sweepUploads(prefix: prefix, &report)
        }
    }
}

/// What a sweep did.
package struct LifecycleReport: Hashable, Sendable {
    /// Objects that expired: they are gone, or have a delete marker in front of them.
    package var expired = 0
    /// Versions and delete markers that are gone for good.
    package var deletedVersions = 0
    /// Uploads that were given up.
    package var abortedUploads = 0
    /// Buckets that were not swept to their end.
    package var failedBuckets = 0

    package init() {}
}

extension LifecycleConfiguration {
    /// What the keys begin with that the rules in force are about, as few as say it all: a prefix that begins with another one is left out.
    var prefixes: [[UInt8]] {
        let sorted = rules.filter(\.isEnabled).map { Array($0.prefix.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        return sorted.reduce(into: []) { kept, prefix in
            if let last = kept.last, prefix.starts(with: last) { return }
            kept.append(prefix)
        }
    }
}
