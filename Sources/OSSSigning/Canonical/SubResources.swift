/// The query parameters that a V1 signature covers, besides everything that begins with `x-oss-`.
///
/// One superset of what the official SDKs sign, the same for signing, verifying and routing: a name cannot be routed on without being
/// signed. What is not in it (`prefix`, `list-type`, `max-keys`, ...) chooses a view inside of one authorised list and steers nothing else.
package enum SubResources {
    static func isSigned(_ name: some Collection<UInt8>) -> Bool {
        name.starts(with: "x-oss-".utf8) || names.contains(String(decoding: name, as: UTF8.self))
    }

    package static let names: Set<String> = [
        // Objects and uploads.
        "acl", "append", "position", "seal", "sequential", "uploads", "uploadId", "partNumber", "delete", "objectMeta", "objectInfo",
        "restore", "cleanRestoredObject", "symlink", "tagging", "comp", "link", "callback", "callback-var", "security-token", "img", "style",
        "styleName", "retention", "legalHold", "objectWorm",
        // Overrides of a GET's answer.
        "response-content-type", "response-content-language", "response-expires", "response-cache-control", "response-content-disposition",
        "response-content-encoding",
        // Buckets and the service.
        "bucketInfo", "location", "stat", "versions", "versioning", "versionId", "continuation-token", "regionList", "regions", "cloudboxes",
        "resourceGroup", "cors", "lifecycle", "logging", "policy", "policyStatus", "website", "referer", "encryption", "inventory",
        "inventoryId", "replication", "replicationLocation", "replicationProgress", "rtc", "cname", "worm", "wormId", "wormExtend",
        "metaQuery", "MetaQuery", "requestPayment", "transferAcceleration", "httpsConfig", "bucketArchiveDirectRead",
        "redundancyTransition", "publicAccessBlock", "accessPoint", "accessPointPolicy", "accessPointConfigForObjectProcess",
        "accessPointForObjectProcess", "accessPointPolicyForObjectProcess", "overwriteConfig", "userDefinedLogFieldsConfig", "dataPipeline",
        "qos", "qosInfo", "asyncFetch", "group",
        // Live channels.
        "live", "vod", "status", "startTime", "endTime",
    ]
}
