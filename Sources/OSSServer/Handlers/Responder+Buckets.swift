import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Operations on the service and on buckets.
extension Responder {
    /// OSS page: "ListBuckets (GetService)".
    func listBuckets(_ call: Call) async throws -> Response {
        let listing = try BucketListing(call.query, call.request.fields)
        let page = try await page(of: listing)
        let buckets = page.buckets.map { bucket in
            ListedBucket(
                name: bucket.name, creation: bucket.creation, region: configuration.region, extranetEndpoint: listener.endpoint,
                intranetEndpoint: listener.endpoint, storageClass: bucket.settings.storageClass)
        }
        let result = ListAllMyBucketsResult(
            owner: call.owner, prefix: listing.prefix, marker: listing.marker, maxKeys: listing.maxKeys,
            nextMarker: page.isTruncated ? page.buckets.last?.name.rawValue : nil, buckets: buckets)
        return .xml(result.xml)
    }

    /// Tags are not indexed: a list that asks for one reads all buckets, a thousand at a time, until the page is full.
    private func page(of listing: BucketListing) async throws -> BucketPage {
        let limit = listing.maxKeys ?? 100
        var after = listing.marker
        guard listing.isInGroup else { return BucketPage(buckets: [], isTruncated: false) }
        guard let wanted = listing.tag else { return try await storage.buckets(prefix: listing.prefix ?? "", after: after, limit: limit) }
        var found: [StoredBucket] = []
        while true {
            let page = try await storage.buckets(prefix: listing.prefix ?? "", after: after, limit: 1000)
            for bucket in page.buckets where try bucket.tags.tags.contains(where: wanted.matches) { found.append(bucket) }
            guard found.count <= limit, page.isTruncated, let last = page.buckets.last else { return BucketPage(found: found, limit: limit) }
            after = last.name.rawValue
        }
    }

    /// OSS page: "PutBucket". Repeating it is fine and changes the ACL, if it names one, and nothing else: a bucket keeps its class.
    func putBucket(_ call: Call) async throws -> Response {
        guard let name = call.request.resource.bucket else { throw OSSError.internalError }
        for header in [HTTPField.Name.ossResourceGroupID, .ossServerSideEncryption] {
            if let value = call.request.fields[header], value != ResourceGroup.default { throw OSSError.notImplemented(header: header.rawName) }
        }
        let acl: BucketACL? = if let text = call.request.fields[.ossACL] { try BucketACL(text) } else { nil }
        let existing = try await storage.bucket(name)
        if let existing { try await checkRepeating(call, existing, acl) }
        if let acl, acl != .private, existing?.blocksPublicAccess(in: call.account) ?? true { throw OSSError.publicBucketACLBlocked }
        // Two that come at the same moment can both find room; then there is one bucket more than allowed.
        if existing == nil, let maximum = configuration.maximumBuckets, try await storage.buckets(limit: maximum).buckets.count >= maximum {
            throw OSSError.tooManyBuckets
        }
        let asked = try CreateBucketConfiguration(xml: try await call.optionalDocument(upTo: CreateBucketConfiguration.maximumBytes))
        let settings = BucketSettings(
            acl: acl ?? .private, storageClass: asked.storageClass, redundancy: asked.dataRedundancyType.rawValue)
        if try await storage.createBucket(name, settings, at: call.now) == .alreadyThere, let acl {
            if existing == nil, let made = try await storage.bucket(name) { try await checkRepeating(call, made, acl) }
            try await storage.configure(name, .acl(acl))
        }
        return Response(status: 200, headers: [("Location", "/\(name)")])
    }

    /// Of a bucket that is there its own policy counts, and another ACL takes what PutBucketAcl takes.
    private func checkRepeating(_ call: Call, _ bucket: StoredBucket, _ acl: BucketACL?) async throws {
        try await authorizer.check(.putBucket, bucket, key: nil, version: nil, for: call.authorized)
        guard let acl, acl != bucket.settings.acl else { return }
        try await authorizer.check(.changeACL, bucket, key: nil, version: nil, for: call.authorized)
    }

    /// OSS page: "DeleteBucket".
    func deleteBucket(_ call: BucketCall) async throws -> Response {
        try await storage.deleteBucket(call.name)
        return Response(status: 204)
    }
}
