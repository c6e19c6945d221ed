import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire
import Testing

@testable import OSSServer

/// What everybody may do: a bucket's ACL, an object's, and the block on public access.
@Suite("Access without a signature") struct PublicAccessTests {
    static let nobody = "Anonymous user has no right to access this bucket. 0003-00000905"
    static let bucketACL = "You have no right to access this object because of bucket acl. 0003-00000001"
    static let read = "You do not have read permission on this object. 0003-00000005"
    static let write = "You do not have write permission on this object. -"

    struct Row: CustomTestStringConvertible {
        let bucket: BucketACL
        let object: ObjectACL
        /// What reading and writing give while public access is not blocked; `nil` lets everybody in.
        let read: String?
        let write: String?

        var testDescription: String { "\(bucket.rawValue), \(object.rawValue)" }
    }

    static let rows = [
        Row(bucket: .private, object: .default, read: nobody, write: nobody),
        Row(bucket: .private, object: .private, read: nobody, write: nobody),
        Row(bucket: .private, object: .publicRead, read: nil, write: write),
        Row(bucket: .private, object: .publicReadWrite, read: nil, write: nil),
        Row(bucket: .publicRead, object: .default, read: nil, write: bucketACL),
        Row(bucket: .publicRead, object: .private, read: read, write: write),
        Row(bucket: .publicRead, object: .publicRead, read: nil, write: write),
        Row(bucket: .publicRead, object: .publicReadWrite, read: nil, write: nil),
        Row(bucket: .publicReadWrite, object: .default, read: nil, write: nil),
        Row(bucket: .publicReadWrite, object: .private, read: read, write: write),
        Row(bucket: .publicReadWrite, object: .publicRead, read: nil, write: write),
        Row(bucket: .publicReadWrite, object: .publicReadWrite, read: nil, write: nil),
    ]

    private static let reads: [Operation] = [.getObject, .headObject, .getObjectMeta, .getSymlink]
    private static let writes: [Operation] = [
        .putObject, .postObject, .appendObject, .copyObject, .deleteObject, .deleteMultipleObjects, .initiateMultipartUpload, .uploadPart,
        .uploadPartCopy,
        .completeMultipartUpload, .abortMultipartUpload, .listParts, .putSymlink,
    ]
    /// All that no list ever gives; the list of buckets has words of its own.
    private static let managing = Operation.allCases.filter { !(reads + writes + [.listBuckets]).contains($0) }

    @Test("the object's list beats the bucket's, and a block beats both", arguments: rows, [false, true])
    func table(row: Row, isBlocked: Bool) async throws {
        let storage = ObjectStorage.inMemory()
        let documents = isBlocked ? [:] : [BucketDocument.allowsPublicAccess: Array("true".utf8)]
        let settings = BucketSettings(acl: row.bucket, documents: documents)
        let moment = SigningTime(secondsSinceEpoch: 1_700_000_000)!
        let name = try BucketName("bkt")
        _ = try await storage.createBucket(name, settings, at: moment)
        let key = try ObjectKey("k")
        _ = try await storage.putSymlink(
            name, key, target: key, ObjectDescription(attributes: ObjectAttributes(acl: row.object)), at: moment)
        let bucket = StoredBucket(name: name, creation: moment, settings: settings)
        let authorizer = Authorizer(storage: storage)
        let request = try ReceivedRequest(method: .get, target: RequestTarget("/bkt/k"), authority: "127.0.0.1", fields: [:])
        func outcome(_ operation: Operation) async throws -> String? {
            do {
                let authorized = try await authorizer.authorizeAnonymous(request, operation, bucket)
                #expect(authorized.requester == .anonymous)
                return nil
            } catch let error as OSSError {
                #expect((error.status, error.code) == (403, .accessDenied))
                return "\(error.message) \(error.ec ?? "-")"
            }
        }
        for operation in Self.reads { #expect(try await outcome(operation) == (isBlocked ? Self.nobody : row.read), "\(operation)") }
        for operation in Self.writes { #expect(try await outcome(operation) == (isBlocked ? Self.nobody : row.write), "\(operation)") }
        for operation in Self.managing {
            #expect(try await outcome(operation) == "Anonymous access is forbidden for this operation. 0003-00000905", "\(operation)")
        }
    }

    @Test("the service is nobody's: the list of buckets has words of its own") func service() async throws {
        let request = try ReceivedRequest(method: .get, target: RequestTarget("/"), authority: "127.0.0.1", fields: [:])
        let authorizer = Authorizer(storage: .inMemory())
        await #expect(throws: OSSError.listingBucketsForbidden) { try await authorizer.authorizeAnonymous(request, .listBuckets, nil) }
        await #expect(throws: OSSError.anonymousIsForbidden) { try await authorizer.authorizeAnonymous(request, .describeRegions, nil) }
    }
}
