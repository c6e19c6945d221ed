import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// The configurations of a bucket, read from the documents that are kept with it.
extension StoredBucket {
    /// The CORS rules, if there are any.
    var cors: CORSConfiguration? {
        get throws(OSSError) { try configuration(BucketDocument.cors) { xml throws(OSSError) in try CORSConfiguration(xml: xml) } }
    }

    /// Who may use it from which page; for a bucket of which nobody said so, everybody.
    var referers: RefererConfiguration {
        get throws(OSSError) {
            try configuration(BucketDocument.referer) { xml throws(OSSError) in try RefererConfiguration(xml: xml) } ?? RefererConfiguration()
        }
    }

    /// What happens to its objects as they grow old. It was checked when it was put: rules that overlap were wanted.
    var lifecycle: LifecycleConfiguration? {
        get throws(OSSError) {
            try configuration(BucketDocument.lifecycle) { xml throws(OSSError) in
                try LifecycleConfiguration(xml: xml, allowsSameActionOverlap: true)
            }
        }
    }

    /// Its tags, in the order in which they came.
    var tags: BucketTagging {
        get throws(OSSError) {
            try configuration(BucketDocument.tagging) { xml throws(OSSError) in try BucketTagging(xml: xml) } ?? BucketTagging()
        }
    }

    /// Its policy, if it has one.
    var policy: PolicyDocument? {
        get throws(OSSError) {
            guard let json = settings.documents[BucketDocument.policy] else { return nil }
            do { return try PolicyDocument(json: json, .bucket) } catch { throw .internalError }
        }
    }

    /// Whether the bucket itself says that public ACLs and policies have no effect. A new bucket does.
    var hasPublicAccessBlock: Bool { settings.documents[BucketDocument.allowsPublicAccess] == nil }

    /// Whether public ACLs and policies have no effect, because the bucket says so or the account.
    func blocksPublicAccess(in account: AccountSettings) -> Bool { account.hasPublicAccessBlock || hasPublicAccessBlock }

    /// - Throws: AccessDenied for a request from a page that may not use the bucket.
    func checkReferer(_ fields: HTTPFields) throws(OSSError) {
        guard settings.documents[BucketDocument.referer] != nil else { return }
        guard try referers.allows(referer: fields[.referer]) else { throw .deniedByReferer }
    }

    /// A document that is kept was checked before: one that cannot be read is no fault of the request.
    private func configuration<Value>(_ name: String, _ read: ([UInt8]) throws(OSSError) -> Value) throws(OSSError) -> Value? {
        guard let document = settings.documents[name] else { return nil }
        do { return try read(document) } catch { throw .internalError }
    }
}

/// The names under which configurations are kept with their bucket. The documents are the XML, or the JSON of a policy, that the operations read and
/// write.
enum BucketDocument {
    static let cors = "cors"
    static let referer = "referer"
    static let lifecycle = "lifecycle"
    static let tagging = "tagging"
    /// JSON, as it was put.
    static let policy = "policy"
    /// Present when public access is not blocked.
    static let allowsPublicAccess = "allows-public-access"
}
