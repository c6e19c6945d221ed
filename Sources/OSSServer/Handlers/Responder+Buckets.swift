import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The account that owns everything.
let accountOwner = Owner(id: "1000000000000000", displayName: "1000000000000000")

/// Operations on the service and on buckets.
extension Responder {
    /// OSS page: "ListBuckets (GetService)".
    func listBuckets(_ call: Call) async throws -> Response {
        let listing = try BucketListing(call.query)
        let page = try await storage.buckets(prefix: listing.prefix ?? "", after: listing.marker, limit: listing.maxKeys ?? 100)
        let buckets = page.buckets.map { bucket in
            ListAllMyBucketsResult.Bucket(
                name: bucket.name, creation: bucket.creation, region: configuration.region, extranetEndpoint: listener.endpoint,
                intranetEndpoint: listener.endpoint)
        }
        let result = ListAllMyBucketsResult(
            owner: accountOwner, prefix: listing.prefix, marker: listing.marker, maxKeys: listing.maxKeys,
            nextMarker: page.isTruncated ? page.buckets.last?.name.rawValue : nil, buckets: buckets)
        return .xml(result.xml)
    }

    /// OSS page: "PutBucket". Repeating it is fine.
    func putBucket(_ call: Call) async throws -> Response {
        guard let bucket = call.request.resource.bucket else { throw OSSError.internalError }
        if let acl = call.request.fields[.ossACL], acl != "private" { throw OSSError.notImplemented(header: "x-oss-acl") }
        let asked = try CreateBucketConfiguration(xml: try await call.body.collect(upTo: CreateBucketConfiguration.maximumBytes))
        // This server has one storage class and one kind of redundancy: asking for others is refused, not ignored.
        guard asked.storageClass == .standard else {
            throw OSSError.notImplemented(operation: "PutBucket with StorageClass \(asked.storageClass.rawValue)")
        }
        guard asked.dataRedundancyType == .locallyRedundant else {
            throw OSSError.notImplemented(operation: "PutBucket with DataRedundancyType \(asked.dataRedundancyType.rawValue)")
        }
        _ = try await storage.createBucket(bucket, at: call.now)
        return Response(status: 200, headers: [("Location", "/\(bucket)")])
    }

    /// OSS page: "DeleteBucket".
    func deleteBucket(_ call: BucketCall) async throws -> Response {
        try await storage.deleteBucket(call.name)
        return Response(status: 204)
    }
}
