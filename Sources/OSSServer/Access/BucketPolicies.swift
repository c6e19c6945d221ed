import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire
import Synchronization

/// The policies of buckets, read once: a request asks for its bucket's each time, and reading one costs more than evaluating it.
final class BucketPolicies: Sendable {
    private let read = Mutex<[BucketName: PolicyDocument]>([:])
    /// As many are kept; when there are more, all are read anew.
    private static let capacity = 1000

    /// A bucket's policy, if it has one.
    /// - Throws: InternalError for one that cannot be read any more: it was checked when it was put.
    func policy(of bucket: StoredBucket?) throws(OSSError) -> PolicyDocument? {
        guard let bucket, let json = bucket.settings.documents[BucketDocument.policy] else { return nil }
        if let kept = read.withLock({ $0[bucket.name] }), kept.json == json { return kept }
        guard let policy = try bucket.policy else { return nil }
        read.withLock { read in
            if read.count >= Self.capacity { read.removeAll() }
            read[bucket.name] = policy
        }
        return policy
    }
}
