import HTTPTypes
import OSSSigning

/// The sub-resources that name operations of OSS which this server does not emulate yet.
///
/// They are recognised so that `GET /key?acl` is answered with 501 and never with the object.
enum NotEmulated {
    /// The name of the operation that a request means, if it is one of them.
    static func name(of request: ReceivedRequest) -> String? {
        for (name, _) in request.query.pairs {
            let subResource = String(decoding: name, as: UTF8.self)
            guard isOperation(subResource), !(subResource == "objectMeta" && request.method == .head) else { continue }
            let own = request.resource.key == nil ? bucketNames[subResource] : nil
            return (own ?? names[subResource])?[request.method] ?? "\(request.method.rawValue) ?\(subResource)"
        }
        return nil
    }

    /// A signed sub-resource, but for those that only carry a parameter of an operation that is emulated; `accessmonitor`, the one
    /// configuration that V1 leaves unsigned; and parameters that narrow a request, which must not be ignored: a URL that is bound to an
    /// address (`x-oss-ac-*`) would otherwise be accepted from everywhere.
    private static func isOperation(_ name: String) -> Bool {
        if name.hasPrefix("x-oss-") {
            return name.hasPrefix("x-oss-ac-") || ["x-oss-process", "x-oss-async-process", "x-oss-traffic-limit"].contains(name)
        }
        if name == "accessmonitor" { return true }
        return SubResources.names.contains(name) && !name.hasPrefix("response-") && !["security-token", "continuation-token"].contains(name)
    }

    /// Where a bucket's operation is called otherwise than an object's.
    private static let bucketNames: [String: [HTTPRequest.Method: String]] = [
        "acl": [.get: "GetBucketAcl", .put: "PutBucketAcl"],
        "tagging": [.get: "GetBucketTags", .put: "PutBucketTags", .delete: "DeleteBucketTags"],
    ]

    private static let names: [String: [HTTPRequest.Method: String]] = [
        "accessmonitor": [.get: "GetBucketAccessMonitor", .put: "PutBucketAccessMonitor"],
        "acl": [.get: "GetObjectAcl", .put: "PutObjectAcl"],
        "append": [.post: "AppendObject"],
        "bucketInfo": [.get: "GetBucketInfo"],
        "callback": [.put: "Callback", .post: "Callback"],
        "cors": [.get: "GetBucketCors", .put: "PutBucketCors", .delete: "DeleteBucketCors"],
        "delete": [.post: "DeleteMultipleObjects"],
        "lifecycle": [.get: "GetBucketLifecycle", .put: "PutBucketLifecycle", .delete: "DeleteBucketLifecycle"],
        "live": [.get: "ListLiveChannel"],
        "location": [.get: "GetBucketLocation"],
        "objectMeta": [:],
        "partNumber": [.put: "UploadPart"],
        "policy": [.get: "GetBucketPolicy", .put: "PutBucketPolicy", .delete: "DeleteBucketPolicy"],
        "publicAccessBlock": [.get: "GetPublicAccessBlock", .put: "PutPublicAccessBlock", .delete: "DeletePublicAccessBlock"],
        "referer": [.get: "GetBucketReferer", .put: "PutBucketReferer"],
        "regions": [.get: "DescribeRegions"],
        "restore": [.post: "RestoreObject"],
        "stat": [.get: "GetBucketStat"],
        "symlink": [.get: "GetSymlink", .put: "PutSymlink"],
        "tagging": [.get: "GetObjectTagging", .put: "PutObjectTagging", .delete: "DeleteObjectTagging"],
        "uploadId": [
            .put: "UploadPart", .post: "CompleteMultipartUpload", .delete: "AbortMultipartUpload", .get: "ListParts",
        ],
        "uploads": [.post: "InitiateMultipartUpload", .get: "ListMultipartUploads"],
        "versionId": [:],
        "versioning": [.get: "GetBucketVersioning", .put: "PutBucketVersioning"],
        "versions": [.get: "ListObjectVersions"],
        "x-oss-process": [.get: "GetObject with x-oss-process", .post: "ProcessObject"],
    ]
}
