import OSSSigning
import OSSStorage
import OSSWire

/// Listing what a bucket holds.
extension Responder {
    /// OSS pages: "ListObjects (GetBucket)", "ListObjectsV2 (GetBucketV2)".
    func listObjects(_ call: BucketCall, _ version: ObjectListing.Version) async throws -> Response {
        let listing = try ObjectListing(call.query, version: version)
        let token = try listing.continuationToken.map(ContinuationToken.decode)
        let after = token ?? listing.startAfter.map { Array($0.utf8) }
        let query = ListQuery(prefix: Array(listing.prefix.utf8), after: after, delimiter: Array(listing.delimiter.utf8), limit: listing.maxKeys)
        let page = try await storage.list(call.name, query)
        let contents = page.objects.map { object in
            ListBucketResult.Contents(
                key: object.key, lastModified: object.lastModified, etag: object.etag, type: object.type.rawValue, size: object.size,
                storageClass: object.storageClass, restoreInfo: object.restoreInfo(at: call.now),
                owner: listing.fetchesOwner ? call.call.owner : nil)
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

    /// OSS page: "GetBucketVersions (ListObjectVersions)".
    func listObjectVersions(_ call: BucketCall) async throws -> Response {
        let listing = try MarkerListing(call.query, size: "max-keys", allowed: 0...1000, secondMarker: "version-id-marker")
        if listing.secondMarker != nil, listing.keyMarker == nil {
            throw OSSError.invalidArgument(
                "A version-id marker cannot be specified without a key marker.", name: "version-id-marker", value: listing.secondMarker ?? "")
        }
        let limit = listing.limit ?? 100
        let query = listing.query(limit: limit)
        let version = try listing.secondMarker.map { text throws(OSSError) in
            guard let version = VersionID(text) else {
                throw .invalidArgument("Invalid version id specified", name: "version-id-marker", value: text)
            }
            return version
        }
        let page = try await storage.listVersions(call.name, query, after: version)
        let next = page.next.map { ListVersionsResult.Position(key: $0, versionID: page.lastRow?.version.rawValue ?? "") }
        return .xml(
            ListVersionsResult(
                name: call.name, prefix: query.prefix, delimiter: query.delimiter, keyMarker: Array((listing.keyMarker ?? "").utf8),
                versionIDMarker: listing.secondMarker ?? "", next: next, maxKeys: limit, urlEncodes: listing.urlEncodes,
                entries: page.rows.map { entry(of: $0, call) }, commonPrefixes: page.commonPrefixes
            ).xml)
    }

    private func entry(of row: VersionSummary, _ call: BucketCall) -> ListVersionsResult.Entry {
        var content: ListedVersion.Content?
        if case .object(let object) = row.content {
            content = ListedVersion.Content(
                etag: object.etag, type: object.type.rawValue, size: object.size, storageClass: object.storageClass,
                restoreInfo: object.restoreInfo(at: call.now))
        }
        return ListVersionsResult.Entry(
            key: row.key, versionID: row.version.rawValue, isLatest: row.isLatest, lastModified: row.lastModified, owner: call.call.owner,
            content: content)
    }

    /// OSS page: "ListMultipartUploads".
    func listMultipartUploads(_ call: BucketCall) async throws -> Response {
        let listing = try MarkerListing(call.query, size: "max-uploads", allowed: 1...1000, secondMarker: "upload-id-marker")
        let limit = listing.limit ?? 1000
        let query = listing.query(limit: limit)
        // Without a key marker it is ignored.
        let marker = listing.keyMarker == nil ? nil : listing.secondMarker
        let page = try await storage.listUploads(call.name, query, after: marker)
        let next = page.next.map { ListMultipartUploadsDocument.Position(key: $0, uploadID: page.lastRow?.id.rawValue ?? "") }
        return .xml(
            ListMultipartUploadsDocument(
                bucket: call.name.rawValue, prefix: query.prefix, delimiter: query.delimiter, keyMarker: Array((listing.keyMarker ?? "").utf8),
                uploadIDMarker: listing.secondMarker ?? "", next: next, maxUploads: limit, urlEncodes: listing.urlEncodes,
                uploads: page.rows.map {
                    ListedUpload(key: $0.key, uploadID: $0.id.rawValue, storageClass: $0.description.storageClass, initiated: $0.initiated)
                }, commonPrefixes: page.commonPrefixes
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
