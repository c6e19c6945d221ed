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

    /// OSS pages: "ListObjects (GetBucket)", "ListObjectsV2 (GetBucketV2)".
    func listObjects(_ call: BucketCall, _ version: ObjectListing.Version) async throws -> Response {
        let listing = try ObjectListing(call.query, version: version)
        let token = try listing.continuationToken.map(ContinuationToken.decode)
        let after = token ?? listing.startAfter.map { Array($0.utf8) }
        let query = ListQuery(prefix: Array(listing.prefix.utf8), after: after, delimiter: Array(listing.delimiter.utf8), limit: listing.maxKeys)
        let page = listing.maxKeys == 0 ? ListPage(entries: [], isTruncated: false) : try await storage.list(call.name, query)
        let contents = page.objects.map { object in
            ListBucketResult.Contents(
                key: object.key, lastModified: object.lastModified, etag: object.etag, type: object.type.rawValue, size: object.size,
                storageClass: object.storageClass.rawValue, owner: listing.fetchesOwner ? accountOwner : nil)
        }
        let position: ListBucketResult.Page =
            switch version {
            case .v1: .v1(marker: Array((listing.startAfter ?? "").utf8), nextMarker: page.next)
            case .v2:
                .v2(
                    startAfter: listing.startAfter.map { Array($0.utf8) }, continuationToken: listing.continuationToken,
                    nextContinuationToken: page.next.map(ContinuationToken.encode))
            }
        return .xml(
            ListBucketResult(
                name: call.name, prefix: query.prefix, delimiter: query.delimiter, maxKeys: listing.maxKeys, isTruncated: page.isTruncated,
                urlEncodes: listing.urlEncodes, page: position, contents: contents, commonPrefixes: page.commonPrefixes
            ).xml)
    }
}

/// Where a listing goes on: the last key of the page in base 64. It decides nothing but a position inside of a list that is authorised anew.
enum ContinuationToken {
    static func encode(_ key: [UInt8]) -> String { Base64.encode(key) }

    static func decode(_ token: String) throws(OSSError) -> [UInt8] {
        guard let key = Base64.decode(token.utf8), !key.isEmpty else {
            throw .invalidArgument("The continuation token provided is incorrect.", name: "continuation-token", value: token)
        }
        return key
    }
}
