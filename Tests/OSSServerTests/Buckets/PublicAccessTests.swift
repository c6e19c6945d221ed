import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import Testing

@testable import OSSServer

/// What everybody may do: a bucket's ACL, an object's, and the block on public access.
@Suite("Access without a signature") struct PublicAccessTests {
    static let nobody = "Anonymous user has no right to access this bucket. 0003-00000905"
    static let bucketACL = "You have no right to access this object because of bucket acl. 0003-00000001"
    static let read = "You do not have read permission on this object. 0003-00000005"
    static let write = "You do not have write permission on this object. 0003-00000005"

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
        .putObject, .postObject, .appendObject, .copyObject, .deleteObject, .initiateMultipartUpload, .uploadPart,
        .uploadPartCopy,
        .completeMultipartUpload, .abortMultipartUpload, .listParts, .putSymlink,
    ]
    /// All that no list ever gives. The list of buckets has words of its own; many objects are judged one by one, see `test_access.py`.
    private static let managing = Operation.allCases.filter { !(reads + writes + [.listBuckets, .deleteMultipleObjects]).contains($0) }

    /// Who blocks public access.
    enum Block: CaseIterable { case nobody, bucket, account, both }

    @Test("the object's list beats the bucket's, and a block beats both, the bucket's or the account's", arguments: rows, Block.allCases)
    func table(row: Row, block: Block) async throws {
        let storage = ObjectStorage.inMemory()
        let isBlocked = block != .nobody
        let documents = [.bucket, .both].contains(block) ? [:] : [BucketDocument.allowsPublicAccess: Array("true".utf8)]
        let account = AccountSettings(
            documents: [.account, .both].contains(block) ? [AccountDocument.blocksPublicAccess: Array("true".utf8)] : [:])
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
                let authorized = try await authorizer.authorizeAnonymous(request, operation, bucket, account)
                #expect(authorized.subject.isAnonymous)
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
        for operation in [OSSOperation.describeRegions, .putAccountPublicAccessBlock, .getAccountPublicAccessBlock, .deleteAccountPublicAccessBlock] {
            await #expect(throws: OSSError.anonymousIsForbidden) { try await authorizer.authorizeAnonymous(request, operation, nil) }
        }
    }

    @Test("a link in a public bucket does not open the private object behind it", arguments: ["private", "public-read"])
    func linkToPrivate(acl: String) async throws {
        try await TestServer.run { server async throws in
            try await server.unblock()
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "public-read-write")]).status == 200)
            #expect(try await server.send(.put, "uploads/target", "secret", headers: [("x-oss-object-acl", acl)]).status == 200)
            #expect(try await server.send(.put, "uploads/link?symlink", "", headers: [("x-oss-symlink-target", "target")], as: .nobody).status == 200)
            #expect(try await server.send(.put, "uploads/copy", "", headers: [("x-oss-copy-source", "/uploads/link")], as: .nobody).status == 200)
            let expected = acl == "private" ? "403 AccessDenied 0003-00000005" : nil
            for path in ["uploads/link", "uploads/copy"] {
                for method in [HTTPRequest.Method.get, .head] {
                    let answer = try await server.send(method, path, as: .nobody)
                    if let expected { #expect(answer.refusal == expected, "\(method) \(path)") } else { #expect(answer.status == 200) }
                    #expect(answer.body.contains("secret") == (expected == nil && method == .get))
                }
                #expect(try await server.send(.get, path).body == "secret")
            }
        }
    }

    @Test("the version that a query names opens no other one for writing") func versionForWriting() async throws {
        try await TestServer.run { server async throws in
            try await server.unblock()
            #expect(try await server.send(.put, "uploads?acl", headers: [("x-oss-acl", "public-read-write")]).status == 200)
            let isPrivate = [("x-oss-object-acl", "private")]
            #expect(try await server.send(.post, "uploads/k?append&position=0", "kept", headers: isPrivate).status == 200)
            let upload = try #require(try await server.send(.post, "uploads/k?uploads", "", headers: isPrivate).element("UploadId"))
            for (method, path) in [
                (HTTPRequest.Method.post, "append&position=4"), (.put, "symlink"), (.post, "uploads"), (.put, "partNumber=1&uploadId=\(upload)"),
                (.post, "uploadId=\(upload)"), (.delete, "uploadId=\(upload)"), (.get, "uploadId=\(upload)"),
            ] {
                for version in ["CAEQMxiBgMDhxYWJ2hciIDE3", "nothing", ""] {
                    let answer = try await server.send(
                        method, "uploads/k?\(path)&versionId=\(version)", "more", headers: [("x-oss-symlink-target", "t")], as: .nobody)
                    #expect(answer.refusal == "403 AccessDenied 0003-00000005", "\(method) \(path) \(version)")
                }
            }
            #expect(try await server.send(.get, "uploads/k").body == "kept")
        }
    }

    @Test("a signed header that is sent in two pieces is the same header") func splitHeaders() async throws {
        try await TestServer.run { server async throws in
            for key in ["a", "a,b"] { #expect(try await server.send(.put, "uploads/\(key)", key).status == 200) }
            // The signature of two headers is that of one with a comma, so the two must mean what the one means.
            for (path, name, value) in [("uploads/copy", "x-oss-copy-source", "/uploads/a"), ("uploads/link?symlink", "x-oss-symlink-target", "a")] {
                #expect(try await server.send(.put, path, "", headers: [(name, value), (name, "b")], as: .query).status == 200)
            }
            #expect(try await server.send(.get, "uploads/copy").body == "a,b")
            #expect(try await server.send(.get, "uploads/link").body == "a,b")
        }
    }
}

extension Authorizer {
    fileprivate func authorizeAnonymous(
        _ request: ReceivedRequest, _ operation: OSSOperation, _ bucket: StoredBucket?, _ account: AccountSettings = AccountSettings()
    ) async throws -> AuthorizedRequest {
        let origin = RequestOrigin(address: "127.0.0.1", vpcID: nil)
        let circumstances = Circumstances(origin: origin, now: SigningTime(secondsSinceEpoch: 1_700_000_000)!, owner: .standard, account: account)
        do {
            return try await authorize(request, operation, bucket, by: .anonymous, carrier: nil, at: circumstances)
        } catch let denial as AccessDenial {
            throw denial.error
        }
    }
}
