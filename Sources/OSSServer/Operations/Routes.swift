import HTTPTypes
import OSSSigning

/// Which operation a request means: method, level of the resource, and the sub-resource in its query name one.
///
/// Every name that is routed on is covered by a V1 signature too (a test compares the two lists): what is not signed must not steer.
enum Routes {
    /// What a request means.
    enum Destination: Equatable {
        case operation(Operation)
        /// A sub-resource that this server knows nothing of; its 501 names it.
        case unknown(String)
        /// A method that the resource does not have.
        case notAllowed(resourceType: String)
    }

    enum Level: Hashable { case service, bucket, object }

    static func destination(of request: ReceivedRequest) -> Destination {
        let level: Level =
            switch request.resource {
            case .service: .service
            case .bucket: .bucket
            case .object: .object
            }
        if request.method == .options, level != .service { return .operation(.optionObject) }
        let names = request.query.pairs.map { String(decoding: $0.0, as: UTF8.self) }
        if let index = names.compactMap({ indices[$0] }).min() { return table[index].route.destination(request, level) }
        if let name = names.first(where: { isForeign($0, request, level) }) {
            // It goes into the log, where an escaped name cannot begin a line or a field of its own.
            return .unknown("\(request.method.rawValue) ?\(PercentEncoding.encode(Array(name.utf8)))")
        }
        return plain(request, level)
    }

    /// Sub-resources that are operations of this server, in the order in which they are looked for.
    private static let table: [(name: String, route: SubResource)] = [
        ("uploadId", SubResource(object: [.put: .uploadPart, .post: .completeMultipartUpload, .delete: .abortMultipartUpload, .get: .listParts])),
        ("partNumber", SubResource(object: [.put: .uploadPart])),
        ("uploads", SubResource(bucket: [.get: .listMultipartUploads], object: [.post: .initiateMultipartUpload])),
        ("append", SubResource(object: [.post: .appendObject])),
        ("seal", SubResource(object: [.post: .sealAppendObject])),
        ("delete", SubResource(bucket: [.post: .deleteMultipleObjects])),
        ("objectMeta", SubResource(object: [.head: .getObjectMeta, .get: .getObjectMeta])),
        (
            "acl",
            SubResource(bucket: [.put: .putBucketACL, .get: .getBucketACL], object: [.put: .putObjectACL, .get: .getObjectACL])
        ),
        (
            "tagging",
            SubResource(
                bucket: [.put: .putBucketTags, .get: .getBucketTags, .delete: .deleteBucketTags],
                object: [.put: .putObjectTagging, .get: .getObjectTagging, .delete: .deleteObjectTagging])
        ),
        ("symlink", SubResource(object: [.put: .putSymlink, .get: .getSymlink, .head: .getSymlink])),
        ("restore", SubResource(object: [.post: .restoreObject])),
        ("cleanRestoredObject", SubResource(object: [.post: .cleanRestoredObject])),
        ("bucketInfo", SubResource(bucket: [.get: .getBucketInfo])),
        ("location", SubResource(bucket: [.get: .getBucketLocation])),
        ("stat", SubResource(bucket: [.get: .getBucketStat])),
        ("versioning", SubResource(bucket: [.put: .putBucketVersioning, .get: .getBucketVersioning])),
        ("versions", SubResource(bucket: [.get: .listObjectVersions])),
        (
            "publicAccessBlock",
            SubResource(
                service: [
                    .put: .putAccountPublicAccessBlock, .get: .getAccountPublicAccessBlock, .delete: .deleteAccountPublicAccessBlock,
                ],
                bucket: [.put: .putPublicAccessBlock, .get: .getPublicAccessBlock, .delete: .deletePublicAccessBlock])
        ),
        ("cors", SubResource(bucket: [.put: .putBucketCORS, .get: .getBucketCORS, .delete: .deleteBucketCORS])),
        ("referer", SubResource(bucket: [.put: .putBucketReferer, .get: .getBucketReferer])),
        ("lifecycle", SubResource(bucket: [.put: .putBucketLifecycle, .get: .getBucketLifecycle, .delete: .deleteBucketLifecycle])),
        ("live", SubResource(bucket: [.get: .listLiveChannel], elsewhere: .liveChannel)),
        ("regions", SubResource(service: [.get: .describeRegions])),
        (
            "policy",
            SubResource(bucket: [.put: .putBucketPolicy, .get: .getBucketPolicy, .delete: .deleteBucketPolicy])
        ),
        ("policyStatus", SubResource(bucket: [.get: .getBucketPolicyStatus])),
        ("logging", SubResource(elsewhere: .bucketLogging)),
        ("userDefinedLogFieldsConfig", SubResource(elsewhere: .dataPipeline)),
        ("website", SubResource(elsewhere: .bucketWebsite)),
        ("encryption", SubResource(elsewhere: .bucketEncryption)),
        ("inventory", SubResource(elsewhere: .bucketInventory)),
        ("replication", SubResource(elsewhere: .bucketReplication)),
        ("replicationLocation", SubResource(elsewhere: .bucketReplication)),
        ("replicationProgress", SubResource(elsewhere: .bucketReplication)),
        ("rtc", SubResource(elsewhere: .bucketReplication)),
        ("cname", SubResource(elsewhere: .bucketCname)),
        ("worm", SubResource(elsewhere: .bucketWorm)),
        ("wormId", SubResource(elsewhere: .bucketWorm)),
        ("wormExtend", SubResource(elsewhere: .bucketWorm)),
        ("objectWorm", SubResource(elsewhere: .bucketWorm)),
        ("metaQuery", SubResource(elsewhere: .metaQuery)),
        ("requestPayment", SubResource(elsewhere: .requestPayment)),
        ("transferAcceleration", SubResource(elsewhere: .transferAcceleration)),
        ("accessmonitor", SubResource(elsewhere: .accessMonitor)),
        ("httpsConfig", SubResource(elsewhere: .httpsConfig)),
        ("resourceGroup", SubResource(elsewhere: .resourceGroup)),
        ("bucketArchiveDirectRead", SubResource(elsewhere: .archiveDirectRead)),
        ("redundancyTransition", SubResource(elsewhere: .redundancyTransition)),
        ("overwriteConfig", SubResource(elsewhere: .overwriteConfig)),
        ("accessPoint", SubResource(elsewhere: .accessPoint)),
        ("accessPointPolicy", SubResource(elsewhere: .accessPoint)),
        ("style", SubResource(elsewhere: .style)),
        ("vod", SubResource(elsewhere: .liveChannel)),
        ("retention", SubResource(elsewhere: .objectRetention)),
        ("legalHold", SubResource(elsewhere: .objectRetention)),
        ("asyncFetch", SubResource(elsewhere: .asyncFetch)),
        ("dataPipeline", SubResource(elsewhere: .dataPipeline)),
        ("qosInfo", SubResource(elsewhere: .dataPipeline)),
        ("x-oss-process", SubResource(object: [.get: .processObject, .post: .processObject, .put: .processObject], elsewhere: .processObject)),
        ("x-oss-async-process", SubResource(elsewhere: .processObject)),
    ]

    static let subResourceNames = table.map(\.name)

    private static let indices = Dictionary(table.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// Parameters of operations that are emulated. They name no operation themselves.
    static let parameters: Set<String> = [
        "versionId", "position", "sequential", "callback", "callback-var", "security-token", "continuation-token", "response-content-type",
        "response-content-language", "response-expires", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "partNumber", "x-oss-traffic-limit",
    ]

    /// A signed sub-resource that is neither an operation nor a parameter of this server, and parameters that narrow a request, which must not be
    /// ignored: bindings (`x-oss-ac-*`) that nobody here knows.
    private static func isForeign(_ name: String, _ request: ReceivedRequest, _ level: Level) -> Bool {
        if name == "versionId" { return level != .object || ![.get, .head, .delete].contains(request.method) }
        // A form is signed by itself; nothing would look at what its URL is bound to.
        if SourceBinding.names.contains(name) { return level == .bucket && request.method == .post }
        if name.hasPrefix("x-oss-ac-") { return true }
        return SubResources.names.contains(name) && !parameters.contains(name)
    }

    /// A request without a sub-resource.
    private static func plain(_ request: ReceivedRequest, _ level: Level) -> Destination {
        switch (level, request.method) {
        case (.service, .get): .operation(.listBuckets)
        case (.bucket, .put): .operation(.putBucket)
        case (.bucket, .delete): .operation(.deleteBucket)
        case (.bucket, .get): .operation(request.query.contains("list-type") ? .listObjectsV2 : .listObjects)
        case (.bucket, .head): .operation(.getBucketInfo)
        case (.bucket, .post): .operation(.postObject)
        case (.object, .put): .operation(request.isCopy ? .copyObject : .putObject)
        case (.object, .get): .operation(.getObject)
        case (.object, .head): .operation(.headObject)
        case (.object, .delete): .operation(.deleteObject)
        default: .notAllowed(resourceType: level.resourceType)
        }
    }

    /// The operations that a sub-resource names.
    private struct SubResource {
        var service: [HTTPRequest.Method: Operation] = [:]
        var bucket: [HTTPRequest.Method: Operation] = [:]
        var object: [HTTPRequest.Method: Operation] = [:]
        /// At every other level and method.
        var elsewhere: Operation?

        func destination(_ request: ReceivedRequest, _ level: Level) -> Destination {
            let methods =
                switch level {
                case .service: service
                case .bucket: bucket
                case .object: object
                }
            guard let operation = methods[request.method] ?? elsewhere else { return .notAllowed(resourceType: level.resourceType) }
            return .operation(operation == .uploadPart && request.isCopy ? .uploadPartCopy : operation)
        }
    }
}

extension Routes.Destination {
    /// For the access log.
    var name: String {
        switch self {
        case .operation(let operation): operation.name
        case .unknown(let name): name
        case .notAllowed: "-"
        }
    }

    var needsBucket: Bool { if case .operation(let operation) = self { operation.needsBucket } else { true } }
}

extension Routes.Level {
    fileprivate var resourceType: String {
        switch self {
        case .service: "SERVICE"
        case .bucket: "BUCKET"
        case .object: "OBJECT"
        }
    }
}

extension ReceivedRequest {
    /// A copy names its source in a header, which the signature covers.
    fileprivate var isCopy: Bool { fields.contains(.ossCopySource) }
}
