import HTTPTypes
import OSSSigning
import Testing

@testable import OSSServer

@Suite("Naming the operation") struct OperationTests {
    private func name(_ method: String, _ target: String) throws -> String {
        let request = try ReceivedRequest(
            method: HTTPRequest.Method(method)!, target: RequestTarget(target), authority: "127.0.0.1:9000", fields: [:])
        return Routes.destination(of: request).name
    }

    @Test(
        "a method on a resource is an operation of OSS's API",
        arguments: [
            ("GET", "/", "ListBuckets"), ("PUT", "/bkt", "PutBucket"), ("PUT", "/bkt/", "PutBucket"), ("DELETE", "/bkt/", "DeleteBucket"),
            ("GET", "/bkt", "ListObjects"),
            ("GET", "/bkt/?prefix=a&delimiter=/", "ListObjects"), ("GET", "/bkt/?list-type=2", "ListObjectsV2"), ("PUT", "/bkt/k", "PutObject"),
            ("GET", "/bkt/k", "GetObject"), ("HEAD", "/bkt/k", "HeadObject"), ("DELETE", "/bkt/k", "DeleteObject"), ("PUT", "/bkt//", "PutObject"),
        ])
    func emulated(method: String, target: String, expected: String) throws { #expect(try name(method, target) == expected) }

    @Test(
        "a sub-resource is another operation, with its name",
        arguments: [
            ("GET", "/bkt/k?acl", "GetObjectAcl"), ("PUT", "/bkt/k?acl", "PutObjectAcl"), ("POST", "/bkt/k?uploads", "InitiateMultipartUpload"),
            ("PUT", "/bkt/k?partNumber=1&uploadId=U", "UploadPart"), ("PUT", "/bkt/k?uploadId=U&partNumber=1", "UploadPart"),
            ("POST", "/bkt/k?uploadId=U", "CompleteMultipartUpload"), ("DELETE", "/bkt/k?uploadId=U", "AbortMultipartUpload"),
            ("GET", "/bkt/k?uploadId=U", "ListParts"), ("GET", "/bkt/?uploads", "ListMultipartUploads"),
            ("POST", "/bkt/k?append&position=0", "AppendObject"),
            ("GET", "/bkt/k?tagging", "GetObjectTagging"), ("PUT", "/bkt/k?tagging", "PutObjectTagging"),
            ("DELETE", "/bkt/k?tagging", "DeleteObjectTagging"),
            ("GET", "/bkt/k?symlink", "GetSymlink"), ("PUT", "/bkt/k?symlink", "PutSymlink"),
            ("POST", "/bkt/k?restore", "RestoreObject"),
            ("HEAD", "/bkt/k?objectMeta", "GetObjectMeta"), ("GET", "/bkt/k?objectMeta", "GetObjectMeta"),
            ("POST", "/bkt/?delete", "DeleteMultipleObjects"),
            ("GET", "/bkt/?bucketInfo", "GetBucketInfo"),
            ("GET", "/bkt/?location", "GetBucketLocation"), ("GET", "/bkt/?stat", "GetBucketStat"), ("GET", "/bkt/?cors", "GetBucketCors"),
            ("PUT", "/bkt/?lifecycle", "PutBucketLifecycle"), ("DELETE", "/bkt/?policy", "DeleteBucketPolicy"),
            ("GET", "/bkt/?versioning", "GetBucketVersioning"),
            ("PUT", "/bkt/?versioning", "PutBucketVersioning"), ("GET", "/bkt/?versions", "ListObjectVersions"), ("GET", "/bkt/?acl", "GetBucketAcl"),
            ("PUT", "/bkt/?acl", "PutBucketAcl"), ("GET", "/?regions", "DescribeRegions"),
            ("PUT", "/?publicAccessBlock", "PutPublicAccessBlock"), ("GET", "/?publicAccessBlock", "GetPublicAccessBlock"),
            ("DELETE", "/?publicAccessBlock", "DeletePublicAccessBlock"), ("GET", "/bkt/?publicAccessBlock", "GetBucketPublicAccessBlock"),
            ("POST", "/bkt/", "PostObject"),
        ])
    func named(method: String, target: String, expected: String) throws { #expect(try name(method, target) == expected) }

    static let subResources = """
        acl bucketInfo location stat delete append tagging objectMeta uploads uploadId partNumber restore versions versioning \
        symlink resourceGroup cleanRestoredObject cors lifecycle logging policy policyStatus website referer encryption inventory inventoryId \
        replication replicationLocation replicationProgress rtc style styleName cname worm wormId wormExtend objectWorm retention legalHold \
        metaQuery requestPayment transferAcceleration httpsConfig bucketArchiveDirectRead redundancyTransition publicAccessBlock accessPoint \
        accessPointPolicy overwriteConfig userDefinedLogFieldsConfig seal dataPipeline MetaQuery live vod objectInfo qos qosInfo asyncFetch \
        x-oss-process x-oss-async-process
        """.split(separator: " ").map(String.init)

    @Test("a sub-resource never falls through to the object, the bucket or the list", arguments: subResources) func noFallThrough(subResource: String)
        throws
    {
        let emulated: Set = [
            "ListBuckets", "PutBucket", "DeleteBucket", "ListObjects", "ListObjectsV2", "PutObject", "GetObject", "HeadObject", "DeleteObject",
        ]
        for method in ["GET", "PUT", "HEAD", "DELETE", "POST"] {
            for path in ["/", "/bkt/", "/bkt/k"] {
                for query in [subResource, subResource + "=", subResource + "=x", "list-type=2&" + subResource, "prefix=a&" + subResource + "=x&x=y"]
                {
                    let name = try name(method, path + "?" + query)
                    #expect(!emulated.contains(name), "\(method) \(path)?\(query) is \(name)")
                }
            }
        }
        let escaped = subResource.utf8.map { "%" + String($0, radix: 16) }.joined()
        #expect(try name("GET", "/bkt/k?" + escaped) != "GetObject", "escaped")
    }

    @Test(
        "names of another case are no sub-resources, and never dispatch",
        arguments: ["ACL", "Acl", "Uploads", "UPLOADID=U", "Tagging", "POLICY", "Append"])
    func otherCase(query: String) throws {
        #expect(try name("GET", "/bkt/k?" + query) == "GetObject")
        #expect(try name("PUT", "/bkt/k?" + query) == "PutObject")
        #expect(try name("GET", "/bkt/?" + query) == "ListObjects")
    }

    @Test(
        "parameters of an operation do not name another one",
        arguments: [
            "response-content-type=text/plain", "response-content-disposition=a", "response-expires=x", "response-cache-control=x",
            "response-content-encoding=x",
            "response-content-language=x", "security-token=t", "x-oss-security-token=t", "unknown=1", "Expires=1&OSSAccessKeyId=a&Signature=s",
            "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=c&x-oss-date=d&x-oss-expires=1"
                + "&x-oss-signature=s&x-oss-additional-headers=host",
        ])
    func parameters(query: String) throws {
        #expect(try name("GET", "/bkt/k?" + query) == "GetObject")
        #expect(try name("HEAD", "/bkt/k?" + query) == "HeadObject")
    }

    @Test("a version belongs to reading and deleting, and is never ignored elsewhere") func version() throws {
        #expect(try name("GET", "/bkt/k?versionId=v") == "GetObject")
        #expect(try name("DELETE", "/bkt/k?versionId=v") == "DeleteObject")
        #expect(try name("PUT", "/bkt/k?versionId=v") == "PUT ?versionId")
        #expect(try name("GET", "/bkt/?versionId=v") == "GET ?versionId")
    }

    @Test("whatever names an operation is covered by V1 signatures, but for the one name that V1 leaves out") func signedNames() {
        for name in Routes.subResourceNames where name != "accessmonitor" {
            #expect(name.hasPrefix("x-oss-") || SubResources.names.contains(name), "\(name)")
        }
    }

    @Test("a continuation token belongs to the list") func continuation() throws {
        #expect(try name("GET", "/bkt/?list-type=2&continuation-token=t") == "ListObjectsV2")
    }

    @Test(
        "a method that a resource does not have is not allowed there",
        arguments: [("POST", "/bkt/k"), ("PATCH", "/bkt/k"), ("PUT", "/"), ("DELETE", "/"), ("POST", "/"), ("TRACE", "/bkt/")])
    func notAllowed(method: String, target: String) throws {
        let request = try ReceivedRequest(method: HTTPRequest.Method(method)!, target: RequestTarget(target), authority: "127.0.0.1", fields: [:])
        guard case .notAllowed = Routes.destination(of: request) else { Issue.record("\(Routes.destination(of: request))"); return }
    }

    @Test("only for the making of a bucket the bucket need not be there") func needsBucket() throws {
        for (method, target) in [("GET", "/bkt/"), ("PUT", "/bkt/k"), ("DELETE", "/bkt/"), ("GET", "/bkt/?acl"), ("PUT", "/bkt/?versioning")] {
            let request = try ReceivedRequest(method: HTTPRequest.Method(method)!, target: RequestTarget(target), authority: "127.0.0.1", fields: [:])
            #expect(Routes.destination(of: request).needsBucket, "\(method) \(target)")
        }
        let request = try ReceivedRequest(method: .put, target: RequestTarget("/bkt/"), authority: "127.0.0.1", fields: [:])
        #expect(!Routes.destination(of: request).needsBucket)
    }

    @Test("a name for the log holds no line end, whatever the query holds") func loggedName() throws {
        let name = try name("GET", "/bkt/k?x-oss-ac-%0Ainfo%20forged%1B=1")
        #expect(name == "GET ?x-oss-ac-%0Ainfo%20forged%1B")
    }
}
